"""The keys that Auth.js and NextAuth make of their secret.

Auth.js 5 makes one for each cookie name: a token of the development cookie is not read as one of
the `__Secure-` cookie. NextAuth 4 makes one of the secret alone, or of a salt when it is given one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256, sha512

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from joserfc.jwk import OctKey

from accounts.nextauth.encoding import text_of

CBC, GCM = "A256CBC-HS512", "A256GCM"
KEY_BYTES = {CBC: 64, GCM: 32}
V5_COOKIES = ("authjs.session-token", "__Secure-authjs.session-token")
V4_COOKIES = ("next-auth.session-token", "__Secure-next-auth.session-token")
# Who makes such a key, its salt, what it encrypts with, and the cookies it is found in. Auth.js
# reads A256GCM, but does not write it by itself.
_KINDS = (
    *(("Auth.js", name, CBC, (name,)) for name in V5_COOKIES),
    ("NextAuth.js", "", GCM, V4_COOKIES),
    *(("NextAuth.js", name, GCM, (name,)) for name in V4_COOKIES),
    *(("Auth.js", name, GCM, (name,)) for name in V5_COOKIES),
)


@dataclass(frozen=True, slots=True)
class Key:
    """One key a token may have been encrypted with.

    cookies: the names of the cookies that hold such tokens. kid: what Auth.js calls the key.
    """

    enc: str
    cookies: frozenset[str]
    jwk: OctKey
    kid: str


@lru_cache(maxsize=8)
def keys_of(secrets: tuple[str, ...]) -> tuple[Key, ...]:
    """Return every key of these secrets, the likeliest first."""
    return tuple(
        _key(derived(secret, salt=salt, enc=enc, product=product), enc, cookies)
        for product, salt, enc, cookies in _KINDS
        for secret in secrets
    )


def derived(secret: str, *, salt: str, enc: str, product: str) -> bytes:
    """Return the raw key. product: "Auth.js" or "NextAuth.js", as its own text names it."""
    # Auth.js names an empty salt, too; NextAuth leaves it out.
    named = f" ({salt})" if salt or product == "Auth.js" else ""
    info = f"{product} Generated Encryption Key{named}"
    return HKDF(SHA256(), KEY_BYTES[enc], salt.encode(), info.encode()).derive(secret.encode())


def thumbprint(raw: bytes) -> str:
    """Return a key's RFC 7638 thumbprint, by the hash that is as long as the key."""
    hashed = sha512 if len(raw) == KEY_BYTES[CBC] else sha256
    return text_of(hashed(f'{{"k":"{text_of(raw)}","kty":"oct"}}'.encode()).digest())


def _key(raw: bytes, enc: str, cookies: Iterable[str]) -> Key:
    return Key(enc, frozenset(cookies), OctKey.import_key(raw), thumbprint(raw))
