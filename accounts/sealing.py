"""Columns nobody reads in a copy of the database: encrypted by FIELD_KEYS.

The first key encrypts, all decrypt, so that a key can be changed: what the old one encrypted is
read until it is written anew.
"""

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class CannotOpen(Exception):
    """None of the keys opens it: FIELD_KEYS lacks the one it was sealed with, or it was changed."""


def seal(text: str) -> str:
    """Return the text encrypted and authenticated."""
    return _keys(tuple(settings.FIELD_KEYS)).encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Return what was sealed.

    Raises:
        CannotOpen: it was sealed with a key that is not given, or is damaged.
    """
    try:
        return _keys(tuple(settings.FIELD_KEYS)).decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise CannotOpen from error


@lru_cache(maxsize=4)
def _keys(secrets: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(_key(secret)) for secret in secrets])


def _key(secret: str) -> bytes:
    material = HKDF(SHA256(), 32, salt=b"e-business", info=b"fields").derive(secret.encode())
    return base64.urlsafe_b64encode(material)
