"""The key that signs seals. It lies in the environment, never in the database."""

import hashlib
from base64 import b64decode, b64encode
from binascii import Error as NotBase64

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

RAW = serialization.Encoding.Raw, serialization.PublicFormat.Raw


def private_key() -> Ed25519PrivateKey:
    """Return the key of the settings: whatever is written there is stretched to 32 bytes."""
    seed = hashlib.sha256(b"e-business audit seal key\n" + settings.AUDIT_SEAL_KEY.encode())
    return Ed25519PrivateKey.from_private_bytes(seed.digest())


def public_bytes() -> bytes:
    """Return what others prove seals with."""
    return private_key().public_key().public_bytes(*RAW)


def name_of(public: bytes) -> str:
    """Return how a key is called in the seals it signed."""
    return hashlib.sha256(public).hexdigest()[:16]


def trusted() -> dict[str, Ed25519PublicKey]:
    """Return name → key of those whose seals are believed: today's, and earlier ones of the settings.

    Raises:
        ValueError: an earlier key is none.
    """
    found = [public_bytes(), *(_decoded(text) for text in settings.AUDIT_OLD_PUBLIC_KEYS)]
    return {name_of(raw): Ed25519PublicKey.from_public_bytes(raw) for raw in found}


def shown(public: bytes) -> str:
    """Return a public key as it is written in settings and seals."""
    return b64encode(public).decode()


def is_signed(text: bytes, signature: bytes, key: Ed25519PublicKey) -> bool:
    """Return whether a key signed a text."""
    try:
        key.verify(signature, text)
    except InvalidSignature:
        return False
    return True


def _decoded(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except NotBase64 as error:
        raise ValueError("AUDIT_OLD_PUBLIC_KEYS holds something that is no public key") from error
