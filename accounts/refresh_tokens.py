"""Refresh tokens as text: which sign-in, which of its generations, and a seal.

None is stored: the sign-in's row holds the number of the generation that is good, and every token
can be made again from it. Seals are derived from TOKEN_SIGNING_KEYS: the first key seals, all are
believed. After a change of keys a successor that is asked for twice may read differently; it is the
same generation, and either text is good for it.
"""

import base64
import binascii
import hmac
import struct
from functools import lru_cache
from uuid import UUID

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

# Family, generation, seal: 52 bytes, 70 characters without a dot, so that no reader of access
# tokens takes one for its own.
_FORM = struct.Struct(">16sI32s")
_BODY = struct.Struct(">16sI")
LENGTH = 70


class RefreshTokenInvalid(Exception):
    """The text is no refresh token of this studio."""


def mint(family_id: UUID, generation: int) -> str:
    """Return the token of a sign-in's generation: always the same."""
    return _text(family_id, generation, _keys(tuple(settings.TOKEN_SIGNING_KEYS))[0])


def read(token: str) -> tuple[UUID, int]:
    """Return the sign-in a token names, and its generation.

    Raises:
        RefreshTokenInvalid: it was not made here, or not with a key that is still given.
    """
    if len(token) != LENGTH or not token.isascii():
        raise RefreshTokenInvalid("form")
    try:
        raw = base64.b64decode(token + "==", altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise RefreshTokenInvalid("form") from error
    family, generation, _seal = _FORM.unpack(raw)
    family_id = UUID(bytes=family)
    # Whole texts are compared: of the several that decode to the same bytes one is good.
    texts = [_text(family_id, generation, key) for key in _keys(tuple(settings.TOKEN_SIGNING_KEYS))]
    if not any(hmac.compare_digest(text, token) for text in texts):
        raise RefreshTokenInvalid("seal")
    return family_id, generation


def _text(family_id: UUID, generation: int, key: bytes) -> str:
    body = _BODY.pack(family_id.bytes, generation)
    sealed = body + hmac.digest(key, body, "sha256")
    return base64.urlsafe_b64encode(sealed).rstrip(b"=").decode()


@lru_cache(maxsize=4)
def _keys(secrets: tuple[str, ...]) -> tuple[bytes, ...]:
    return tuple(
        HKDF(SHA256(), 32, salt=b"e-business", info=b"refresh-tokens").derive(secret.encode())
        for secret in secrets
    )
