"""Session tokens of a front end's Auth.js 5 or NextAuth 4, read with the secret they share with us.

Plain Python: nothing here knows people, settings or HTTP.
"""

from accounts.nextauth.chunks import COOKIE_NAMES, MAX_CHUNKS, joined
from accounts.nextauth.reading import (
    LEEWAY_SECONDS,
    MAX_LENGTH,
    Claims,
    SessionTokenExpired,
    SessionTokenInvalid,
    read,
)

__all__ = [
    "COOKIE_NAMES",
    "LEEWAY_SECONDS",
    "MAX_CHUNKS",
    "MAX_LENGTH",
    "Claims",
    "SessionTokenExpired",
    "SessionTokenInvalid",
    "joined",
    "read",
]
