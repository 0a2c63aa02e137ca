"""Hostile access tokens, by name: each made as somebody would who wants in.

Some are signed with our own key: what a token says, and not only who signed it, must be looked at.
"""

import base64
import hashlib
import hmac
import json
import secrets
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from allauth.account.forms import default_token_generator
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.core import signing
from django.utils import timezone

from accounts import challenges, refresh_tokens, services, tokens
from accounts.models import User
from accounts.services import SignedIn
from generation import progress, tickets

Make = Callable[["Forger"], str]


def b64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def part(value: Any) -> str:
    return b64(json.dumps(value).encode())


def unpart(text: str) -> Any:
    return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def stranger(signed: bytes) -> bytes:
    """Sign with a key of one's own."""
    return Ed25519PrivateKey.generate().sign(signed)


@dataclass(frozen=True, slots=True)
class Forger:
    """Somebody with a good sign-in of their own, and with our key where a token needs it."""

    user: User
    signed_in: SignedIn

    @classmethod
    def of(cls, user: User) -> "Forger":
        return cls(
            user, services.sign_in_program(user, user_agent="", address=None, now=timezone.now())
        )

    @property
    def good(self) -> str:
        return self.signed_in.access_token

    @property
    def header(self) -> dict[str, Any]:
        return dict(unpart(self.good.split(".")[0]))

    @property
    def claims(self) -> dict[str, Any]:
        return dict(unpart(self.good.split(".")[1]))

    @property
    def signature(self) -> str:
        return self.good.split(".")[2]

    @property
    def public(self) -> bytes:
        found = tokens.public_keys()[0]["x"]
        return base64.urlsafe_b64decode(found + "=")

    def sign(self, signed: bytes) -> bytes:
        """Sign with our own key."""
        secret = str(next(iter(tokens._keys().values())).as_dict(private=True)["d"])
        key = Ed25519PrivateKey.from_private_bytes(base64.urlsafe_b64decode(f"{secret}="))
        return key.sign(signed)

    def token(
        self,
        header: dict[str, Any] | None = None,
        claims: Any = None,
        *,
        by: Callable[[bytes], bytes] | None = None,
    ) -> str:
        """Return a token of these parts, the good ones where none is given."""
        return self.raw(part(self.header if header is None else header), claims, by=by)

    def raw(
        self, head: str, claims: Any = None, *, by: Callable[[bytes], bytes] | None = None
    ) -> str:
        text = f"{head}.{part(self.claims if claims is None else claims)}"
        return f"{text}.{b64((by or self.sign)(text.encode()))}"

    def hmac_by(self, key: bytes, name: str) -> str:
        header = {**self.header, "alg": f"HS{name[3:]}"}
        return self.token(header, by=lambda signed: hmac.new(key, signed, name).digest())


def with_header(**changes: Any) -> Make:
    return lambda forger: forger.token({**forger.header, **changes})


def without_header(name: str) -> Make:
    return lambda forger: forger.token({k: v for k, v in forger.header.items() if k != name})


def with_claims(**changes: Any) -> Make:
    return lambda forger: forger.token(claims={**forger.claims, **changes})


def without_claim(name: str) -> Make:
    return lambda forger: forger.token(
        claims={key: value for key, value in forger.claims.items() if key != name}
    )


def changed(at: int) -> Make:
    """Flip a bit of one part: 0 the header, 1 the claims, 2 the signature."""

    def make(forger: Forger) -> str:
        parts = forger.good.split(".")
        content = bytearray(base64.urlsafe_b64decode(parts[at] + "=" * (-len(parts[at]) % 4)))
        content[len(content) // 2] ^= 1
        parts[at] = b64(bytes(content))
        return ".".join(parts)

    return make


def deep(forger: Forger) -> str:
    nest = b64(b"[" * 900 + b"]" * 900)
    return f"{nest}.{part(forger.claims)}.{forger.signature}"


def twice(forger: Forger) -> str:
    """Name the algorithm twice: readers differ in which one they take."""
    header = json.dumps(forger.header)[:-1] + ', "alg": "none"}'
    return forger.raw(b64(header.encode()))


def ticket(forger: Forger) -> str:
    _ticket, signed = tickets.issue(
        key=settings.EVENTS_KEY,
        seconds=600,
        stream=progress.page_stream("ws_x"),
        start="0-0",
        schema_name="ws_x",
        workspace_id=str(uuid.uuid4()),
        job_id="",
        user_id=str(forger.user.pk),
        back="/",
    )
    return signed


NOW = int(time.time())
SOMEBODY = str(uuid.uuid4())
ES = {"kty": "EC", "crv": "P-256", "x": "x", "y": "y"}
HOSTILE: dict[str, Make] = {
    # --- no signature ---------------------------------------------------------------------------
    "alg none": lambda f: f.token({**f.header, "alg": "none"}, by=lambda _: b""),
    "alg None": lambda f: f.token({**f.header, "alg": "None"}, by=lambda _: b""),
    "alg NONE, signed": with_header(alg="NONE"),
    "alg empty": with_header(alg=""),
    "alg null": with_header(alg=None),
    "alg a list": with_header(alg=["EdDSA"]),
    "alg by its other name": with_header(alg="Ed25519"),
    "alg missing": without_header("alg"),
    "alg twice": twice,
    "signature empty": lambda f: f.good.rsplit(".", 1)[0] + ".",
    "signature missing": lambda f: f.good.rsplit(".", 1)[0],
    "signature of zeros": lambda f: f.token(by=lambda _: bytes(64)),
    "signature cut": lambda f: f.good[:-4],
    "signature of another": lambda f: (
        f"{f.token(claims={**f.claims, 'sub': SOMEBODY}).rsplit('.', 1)[0]}.{f.signature}"
    ),
    # --- another algorithm ----------------------------------------------------------------------
    "HS256 by the public key": lambda f: f.hmac_by(f.public, "sha256"),
    "HS512 by the public key": lambda f: f.hmac_by(f.public, "sha512"),
    "HS256 by the public key as text": lambda f: f.hmac_by(b64(f.public).encode(), "sha256"),
    "HS256 by nothing": lambda f: f.hmac_by(b"", "sha256"),
    "HS256 by a word": lambda f: f.hmac_by(b"secret", "sha256"),
    "RS256": with_header(alg="RS256"),
    "ES256": with_header(alg="ES256"),
    "PS512": with_header(alg="PS512"),
    "Ed448": with_header(alg="Ed448"),
    "ed25519 in small letters": with_header(alg="ed25519"),
    # --- a key of one's own ---------------------------------------------------------------------
    "signed by a stranger": lambda f: f.token(by=stranger),
    "kid unknown": with_header(kid="another"),
    "kid empty": with_header(kid=""),
    "kid missing": without_header("kid"),
    "kid null": with_header(kid=None),
    "kid a path": with_header(kid="../../../../dev/null"),
    "kid a query": with_header(kid="x' UNION SELECT 'key"),
    "kid an object": with_header(kid={"$ne": ""}),
    "kid an address": with_header(kid="https://evil.example/key"),
    "jku": with_header(jku="https://evil.example/jwks.json"),
    "x5u": with_header(x5u="https://evil.example/cert.pem"),
    "x5c": with_header(x5c=["MIIB"]),
    "x5t": with_header(x5t="x"),
    "jwk": lambda f: f.token({**f.header, "jwk": {**ES}}, by=stranger),
    "jwk of our own key": lambda f: f.token({**f.header, "jwk": tokens.public_keys()[0]}),
    # --- what a reader might obey ---------------------------------------------------------------
    "crit": with_header(crit=["exp"]),
    "crit empty": with_header(crit=[]),
    "crit unknown": with_header(crit=["x"], x=1),
    "b64 false": with_header(b64=False, crit=["b64"]),
    "zip": with_header(zip="DEF"),
    "p2c": with_header(alg="PBES2-HS256+A128KW", p2c=2**31 - 1, p2s="x"),
    "enc": with_header(enc="A256GCM"),
    "epk": with_header(epk=ES),
    "cty": with_header(cty="JWT"),
    "an unknown header": with_header(x=1),
    # --- another kind or audience ---------------------------------------------------------------
    "typ missing": without_header("typ"),
    "typ JWT": with_header(typ="JWT"),
    "typ AT+JWT": with_header(typ="AT+JWT"),
    "typ of an id token": with_header(typ="id_token+jwt"),
    "typ null": with_header(typ=None),
    **{
        f"no {name}": without_claim(name)
        for name in ("iss", "aud", "sub", "sid", "jti", "iat", "exp")
    },
    "another issuer": with_claims(iss="https://evil.example"),
    "the issuer with a slash": lambda f: f.token(claims={**f.claims, "iss": f"{f.claims['iss']}/"}),
    "issuer a list": lambda f: f.token(claims={**f.claims, "iss": [f.claims["iss"]]}),
    "another audience": with_claims(aud="another-api"),
    "audience a list": lambda f: f.token(claims={**f.claims, "aud": [f.claims["aud"]]}),
    "sub of nobody": with_claims(sub=SOMEBODY),
    "sub a number": with_claims(sub=1),
    "sub a query": with_claims(sub="1 OR 1=1"),
    "sub null": with_claims(sub=None),
    "sid of nobody": with_claims(sid=SOMEBODY),
    "sid a list": with_claims(sid=[SOMEBODY]),
    "sid a path": with_claims(sid="../../x"),
    "expired": with_claims(exp=NOW - 60),
    "exp a word": with_claims(exp="never"),
    "exp null": with_claims(exp=None),
    "exp true": with_claims(exp=True),
    "exp an object": with_claims(exp={}),
    "from the future": with_claims(iat=NOW + 3600),
    "iat a word": with_claims(iat="now"),
    "claims a list": lambda f: f.token(claims=[]),
    "claims a text": lambda f: f.token(claims="x"),
    # --- changed or malformed -------------------------------------------------------------------
    "header changed": changed(0),
    "claims changed": changed(1),
    "signature changed": changed(2),
    "header a list": lambda f: f"{part([])}.{part(f.claims)}.{f.signature}",
    "header null": lambda f: f"{part(None)}.{part(f.claims)}.{f.signature}",
    "header deep": deep,
    "header no JSON": lambda f: f"{b64(b'{{{')}.{part(f.claims)}.{f.signature}",
    "header no UTF-8": lambda f: f"{b64(bytes([255, 254]))}.{part(f.claims)}.{f.signature}",
    "claims no UTF-8": lambda f: f.good.split(".")[0] + f".{b64(bytes([255]))}.{f.signature}",
    "claims deep": lambda f: f.raw(part(f.header), json.loads("[" * 400 + "]" * 400)),
    "no base64": lambda f: "$$$.$$$.$$$",
    "padded": lambda f: f"{f.good}==",
    "four parts": lambda f: f"{f.good}.x",
    "five parts": lambda f: "a.b.c.d.e",
    "two dots": lambda f: "..",
    "a megabyte": lambda f: "a" * 1_000_000,
    "a megabyte of dots": lambda f: "." * 1_000_000,
    "a megabyte of claims": lambda f: f.token(claims={**f.claims, "x": "a" * 1_000_000}),
    "JSON form": lambda f: json.dumps({"payload": part(f.claims), "signatures": []}),
    "quoted": lambda f: f'"{f.good}"',
    "with a blank": lambda f: f.good.replace(".", ". ", 1),
    # --- what is good for something else --------------------------------------------------------
    "a refresh token": lambda f: f.signed_in.refresh_token,
    "the next refresh token": lambda f: refresh_tokens.mint(f.signed_in.session_id, 1),
    "a challenge": lambda f: challenges.mint(f.user),
    "an invitation": lambda _: secrets.token_urlsafe(32),
    "a key that resets a password": lambda f: default_token_generator.make_token(f.user),
    "a key that confirms an address": lambda _: signing.dumps(1, salt="account"),
    "a stream's ticket": ticket,
    "the session's id": lambda f: str(f.signed_in.session_id),
    "a JWE of a front end": lambda _: (
        f"{part({'alg': 'dir', 'enc': 'A256GCM'})}..{'x' * 16}.{'x' * 64}.{'x' * 22}"
    ),
    "the hash of a password": lambda f: f.user.password,
    "a hash of the good one": lambda f: hashlib.sha256(f.good.encode()).hexdigest(),
}
