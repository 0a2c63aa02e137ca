"""Reads a session token: what it says, or one refusal for all that can be wrong with it.

What can be judged without a key is judged first, so that nothing a stranger writes into a header
(another algorithm, compression, a key, a count of rounds) reaches the cryptography.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwe import JWERegistry

from accounts.nextauth.encoding import bytes_of
from accounts.nextauth.keys import CBC, GCM, Key, keys_of

MAX_LENGTH = 32 * 1024
MAX_DEPTH = 32
LEEWAY_SECONDS = 15
ALGORITHM = "dir"
_HEADERS = {"alg", "enc", "kid", "typ", "cty"}
_BASE64 = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
# The characters of the nonce and of the seal, in full: a shorter seal is easier to guess.
_LENGTHS = {CBC: (22, 43), GCM: (16, 22)}
# What we keep of a token goes into columns and logs.
_ID = re.compile(r"[\x21-\x7e]{1,128}", re.ASCII)
_SUBJECT = re.compile(r"[\x21-\x7e]{1,191}", re.ASCII)
_PROVIDER = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)
_LAST_SECOND = 253_402_300_799
_REGISTRY = JWERegistry(algorithms=[ALGORITHM, CBC, GCM])


class SessionTokenInvalid(Exception):
    """The text is no session token of this front end. `args[0]` says where it fails, for logs."""


class SessionTokenExpired(SessionTokenInvalid):
    """It is one, and its time is over."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What a session token says.

    provider, account: who vouched for the person, and what they are called there; both or neither.
    proved_at: when the person signed in to the front end, when it says so.
    """

    subject: str
    token_id: str
    issued_at: float
    expires_at: float
    provider: str = ""
    account: str = ""
    proved_at: float | None = None


def read(token: str, *, secrets: Sequence[str], now: datetime, cookie: str | None = None) -> Claims:
    """Return what a token says.

    secrets: those shared with the front end, the newest first. cookie: where the token was, when
    that is known; then only the keys of this cookie are tried.

    Raises:
        SessionTokenExpired: its time is over.
        SessionTokenInvalid: anything else is wrong with it.
    """
    enc, kid = _form_of(token)
    found = None
    for key in _fitting(keys_of(tuple(secrets)), enc=enc, kid=kid, cookie=cookie):
        found = _opened(token, key)
        if found is not None:
            break
    if found is None:
        raise SessionTokenInvalid("key")
    return _checked(_object_of(found, "claims"), seconds=now.timestamp())


def _form_of(token: str) -> tuple[str, str | None]:
    """Return a token's encryption and the name of its key, judged before any cryptography."""
    if len(token) > MAX_LENGTH:
        raise SessionTokenInvalid("length")
    parts = token.split(".")
    # The second part holds a wrapped key; with a shared secret there is none.
    if len(parts) != 5 or parts[1] or not all(map(_BASE64.fullmatch, (parts[0], *parts[2:]))):
        raise SessionTokenInvalid("form")
    try:
        header = _object_of(bytes_of(parts[0]), "header")
    except ValueError as error:
        raise SessionTokenInvalid("header") from error
    if not set(header) <= _HEADERS or not all(isinstance(part, str) for part in header.values()):
        raise SessionTokenInvalid("header")
    enc = header.get("enc", "")
    if header.get("alg") != ALGORITHM or enc not in _LENGTHS:
        raise SessionTokenInvalid("algorithm")
    if (len(parts[2]), len(parts[4])) != _LENGTHS[enc]:
        raise SessionTokenInvalid("form")
    return enc, header.get("kid")


def _fitting(
    keys: Sequence[Key], *, enc: str, kid: str | None, cookie: str | None
) -> Iterator[Key]:
    for key in keys:
        if key.enc == enc and kid in {None, key.kid} and (cookie is None or cookie in key.cookies):
            yield key


def _opened(token: str, key: Key) -> bytes | None:
    """Return what is inside; None when this is not the key, or the token was changed."""
    try:
        return jwe.decrypt_compact(token, key.jwk, registry=_REGISTRY).plaintext
    except (JoseError, ValueError):
        return None


def _object_of(raw: bytes, part: str) -> dict[str, Any]:
    """Return a JSON object whose names are unique and that is not too deep."""
    try:
        found = json.loads(raw, object_pairs_hook=_unique, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise SessionTokenInvalid(part) from error
    if not isinstance(found, dict) or _is_deep(found):
        raise SessionTokenInvalid(part)
    return found


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands there twice")
    return found


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is no number")


def _is_deep(value: Any) -> bool:
    layer: list[Any] = [value]
    for _ in range(MAX_DEPTH):
        layer = [part for node in layer for part in _parts(node)]
        if not layer:
            return False
    return True


def _parts(node: Any) -> list[Any]:
    """Return what a node holds that can hold something itself."""
    inner = node.values() if isinstance(node, dict) else node
    return [part for part in inner if isinstance(part, dict | list)]


def _checked(found: dict[str, Any], *, seconds: float) -> Claims:
    provider, account = _vouched(found)
    claims = Claims(
        subject=_text(found, "sub", _SUBJECT),
        token_id=_text(found, "jti", _ID),
        issued_at=_time(found, "iat"),
        expires_at=_time(found, "exp"),
        provider=provider,
        account=account,
        proved_at=_time(found, "auth_time") if "auth_time" in found else None,
    )
    starts = [claims.issued_at]
    starts += [_time(found, "nbf")] if "nbf" in found else []
    starts += [claims.proved_at] if claims.proved_at is not None else []
    if max(starts) > seconds + LEEWAY_SECONDS:
        raise SessionTokenInvalid("not yet")
    if claims.expires_at <= seconds - LEEWAY_SECONDS:
        raise SessionTokenExpired("expired")
    return claims


def _vouched(found: dict[str, Any]) -> tuple[str, str]:
    """Return provider and account, when the front end says both.

    Auth.js calls its own form of e-mail and password a provider, too; nobody else vouches there.
    """
    names = (found.get("provider"), found.get("providerAccountId"))
    if None in names or names[0] == "credentials":
        return "", ""
    return _text(found, "provider", _PROVIDER), _text(found, "providerAccountId", _SUBJECT)


def _text(found: dict[str, Any], name: str, form: re.Pattern[str]) -> str:
    value = found.get(name)
    if not isinstance(value, str) or form.fullmatch(value) is None:
        raise SessionTokenInvalid(name)
    return value


def _time(found: dict[str, Any], name: str) -> float:
    value = found.get(name)
    # True is a number to Python, and no time.
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if value is None or not is_number or not 0 <= value <= _LAST_SECOND:
        raise SessionTokenInvalid(name)
    return float(value)
