"""Signed access tokens of the API (RFC 9068): minted here, believed for ten minutes.

Keys are derived from TOKEN_SIGNING_KEYS: the first signs, all verify, so that a key can be
changed without ending a session. A token only names its session; whether that still lives is
asked of `accounts.sessions` at every request.
"""

import base64
import json
import uuid
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from joserfc import jwt
from joserfc.errors import JoseError, UnsupportedAlgorithmError
from joserfc.jwk import OKPKey
from joserfc.jws import JWSRegistry

# RFC 9864 would have it "Ed25519"; most libraries that read tokens know this name alone (RFC 8037).
ALGORITHM = "EdDSA"
TYPE = "at+jwt"
MAX_LENGTH = 2048
LEEWAY_SECONDS = 15
_HEADERS = {"alg", "kid", "typ"}


class TokenInvalid(Exception):
    """The text is no access token of this studio."""


class TokenExpired(Exception):
    """The token was ours, and its time is over."""


class _Registry(JWSRegistry):
    """One algorithm, by the older of its two names, which the library warns of each time."""

    def get_alg(self, name: str) -> Any:
        if name != ALGORITHM:
            raise UnsupportedAlgorithmError(name)
        return self.algorithms[name]


_REGISTRY = _Registry(algorithms=[ALGORITHM])


@dataclass(frozen=True, slots=True)
class Claims:
    """What a token says: whose it is and which session it belongs to."""

    user_id: UUID
    session_id: UUID
    token_id: str
    expires_at: int


def mint(*, user_id: UUID, session_id: UUID, now: datetime) -> str:
    """Return a token for a session, good for ACCESS_TOKEN_SECONDS."""
    issued_at = int(now.timestamp())
    claims = {
        "iss": settings.TOKEN_ISSUER,
        "aud": settings.TOKEN_AUDIENCE,
        "sub": str(user_id),
        "sid": str(session_id),
        "jti": uuid.uuid4().hex,
        "iat": issued_at,
        "exp": issued_at + settings.ACCESS_TOKEN_SECONDS,
    }
    kid, key = next(iter(_keys().items()))
    header = {"alg": ALGORITHM, "kid": kid, "typ": TYPE}
    return jwt.encode(header, claims, key, registry=_REGISTRY)


def read(token: str, *, now: datetime) -> Claims:
    """Return what a token says.

    Raises:
        TokenExpired: its time is over.
        TokenInvalid: anything else is wrong with it.
    """
    key = _key_of(token)
    try:
        found = jwt.decode(token, key, registry=_REGISTRY).claims
    except (JoseError, ValueError) as error:
        raise TokenInvalid("signature") from error
    return _checked(found, seconds=now.timestamp())


def public_keys() -> list[dict[str, Any]]:
    """Return the public halves, as a JWK set's `keys`."""
    return [
        {**key.as_dict(private=False), "kid": kid, "alg": ALGORITHM, "use": "sig"}
        for kid, key in _keys().items()
    ]


def _key_of(token: str) -> OKPKey:
    """Return the key a token names, before any cryptography is done for a stranger's text."""
    if len(token) > MAX_LENGTH or token.count(".") != 2:
        raise TokenInvalid("form")
    part = token.split(".", 1)[0]
    try:
        header = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (ValueError, RecursionError) as error:
        raise TokenInvalid("header") from error
    if not isinstance(header, dict) or set(header) != _HEADERS:
        raise TokenInvalid("header")
    if header["alg"] != ALGORITHM or header["typ"] != TYPE:
        raise TokenInvalid("kind")
    key = _keys().get(header["kid"]) if isinstance(header["kid"], str) else None
    if key is None:
        raise TokenInvalid("key")
    return key


def _checked(found: dict[str, Any], *, seconds: float) -> Claims:
    try:
        is_ours = found["iss"] == settings.TOKEN_ISSUER and found["aud"] == settings.TOKEN_AUDIENCE
        issued_at, expires_at = int(found["iat"]), int(found["exp"])
        claims = Claims(UUID(found["sub"]), UUID(found["sid"]), str(found["jti"]), expires_at)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise TokenInvalid("claims") from error
    if not is_ours or issued_at > seconds + LEEWAY_SECONDS:
        raise TokenInvalid("claims")
    if expires_at <= seconds - LEEWAY_SECONDS:
        raise TokenExpired
    return claims


@lru_cache(maxsize=1)
def _keys() -> dict[str, OKPKey]:
    """Return key id → key, the signing one first."""
    keys: dict[str, OKPKey] = {}
    for secret in settings.TOKEN_SIGNING_KEYS:
        seed = HKDF(SHA256(), 32, salt=b"e-business", info=b"access-tokens").derive(secret.encode())
        public = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
        key = OKPKey.import_key(
            {"kty": "OKP", "crv": "Ed25519", "d": _text(seed), "x": _text(public)}
        )
        keys[key.thumbprint()] = key
    return keys


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
