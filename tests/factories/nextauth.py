"""Mints session tokens as Auth.js and NextAuth do, and in every way they never would."""

import json
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from joserfc import jwe
from joserfc.jwe import JWERegistry
from joserfc.jwk import OctKey

from accounts.nextauth.encoding import text_of
from accounts.nextauth.keys import CBC, GCM, V4_COOKIES, V5_COOKIES, derived, thumbprint

V5, SECURE_V5 = V5_COOKIES
V4, SECURE_V4 = V4_COOKIES
MONTH = 30 * 24 * 60 * 60
LEFT_OUT: Any = object()


def claims_of(subject: Any, *, now: datetime, **more: Any) -> dict[str, Any]:
    """Return the claims of a session; a claim that is LEFT_OUT is not there."""
    issued_at = int(now.timestamp())
    found = {
        "sub": str(subject),
        "name": "Robin",
        "iat": issued_at,
        "exp": issued_at + MONTH,
        "jti": str(uuid.uuid4()),
        **more,
    }
    return {name: value for name, value in found.items() if value is not LEFT_OUT}


def v5(claims: Any, *, secret: str, cookie: str = V5, enc: str = CBC, **header: Any) -> str:
    """Return a token as Auth.js 5 mints it. header: what stands in it, too, or instead."""
    raw = derived(secret, salt=cookie, enc=enc, product="Auth.js")
    return sealed(claims, raw, {"alg": "dir", "enc": enc, "kid": thumbprint(raw), **header})


def v4(claims: Any, *, secret: str, salt: str = "", **header: Any) -> str:
    """Return a token as NextAuth 4 mints it."""
    raw = derived(secret, salt=salt, enc=GCM, product="NextAuth.js")
    return sealed(claims, raw, {"alg": "dir", "enc": GCM, **header})


def sealed(claims: Any, raw: bytes, header: Mapping[str, Any]) -> str:
    """Return claims (or the bytes themselves) encrypted with a key, under any header."""
    text = claims if isinstance(claims, bytes) else json.dumps(claims).encode()
    kept = {name: value for name, value in header.items() if value is not LEFT_OUT}
    algorithms = [str(kept["alg"]), str(kept["enc"])]
    registry = JWERegistry(algorithms=algorithms, strict_check_header=False)
    return jwe.encrypt_compact(kept, text, OctKey.import_key(raw), registry=registry)


def with_header(token: str, header: Any) -> str:
    """Return a token with another header, which its seal does not cover."""
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return ".".join([text_of(text), *token.split(".")[1:]])


def changed(token: str, part: int) -> str:
    """Return a token in one of whose parts the first character is another."""
    parts = token.split(".")
    parts[part] = ("B" if parts[part][:1] == "A" else "A") + parts[part][1:]
    return ".".join(parts)


def in_parts(token: str, name: str, *, size: int = 3936) -> dict[str, str]:
    """Return the cookies a long token is cut into."""
    return {
        f"{name}.{number}": token[start : start + size]
        for number, start in enumerate(range(0, len(token), size))
    }
