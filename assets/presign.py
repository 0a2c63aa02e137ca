"""Signs addresses of stored objects by Signature Version 4, for a moment of our choosing.

boto3 signs for the present second: a picture would have another address on every page, and a
browser would fetch it anew each time. It also takes half a millisecond an address; a library page
has a hundred.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from urllib.parse import quote, urlsplit

WINDOW = timedelta(minutes=15)
LIFE = timedelta(minutes=45)
_ALGORITHM = "AWS4-HMAC-SHA256"


@dataclass(frozen=True, slots=True)
class Keys:
    """What signs: one account at one S3 server."""

    access_key: str
    secret_key: str
    region: str


@dataclass(frozen=True, slots=True)
class Span:
    """The time an address holds."""

    at: datetime
    life: timedelta


def window_start(now: datetime) -> datetime:
    """Return the start of the quarter of an hour that `now` lies in, in UTC."""
    now = now.astimezone(UTC)
    return now.replace(minute=now.minute - now.minute % 15, second=0, microsecond=0)


def get_url(keys: Keys, *, origin: str, path: str, at: datetime, query: dict[str, str]) -> str:
    """Return an address that anyone may read `path` at, from `at` on for `LIFE`.

    origin: scheme, host and port the reader will use; the host is part of the signature.
    path: `/bucket/key`, not yet quoted. query: the `response-*` parameters, signed as well.
    """
    signed = {"host": urlsplit(origin).netloc}
    asked = _Asked("GET", path, span=Span(at, LIFE), headers=signed, query=query)
    return origin + _signed(keys, asked)


def part_urls(
    keys: Keys, *, origin: str, path: str, span: Span, store_id: str, sizes: Mapping[int, int]
) -> dict[int, str]:
    """Return for each part of an object the address that takes it, as often as it is sent.

    sizes: number → bytes. Number, upload and length are part of the signature: what is sent there
    is this part of this upload, and neither longer nor shorter.
    """
    host = urlsplit(origin).netloc
    urls = {}
    for number, size in sizes.items():
        headers = {"content-length": str(size), "host": host}
        query = {"partNumber": str(number), "uploadId": store_id}
        asked = _Asked("PUT", path, span=span, headers=headers, query=query)
        urls[number] = origin + _signed(keys, asked)
    return urls


@dataclass(frozen=True, slots=True)
class _Asked:
    """A request that is to be allowed. headers: those it must come with, by name in order."""

    method: str
    path: str
    span: Span
    headers: Mapping[str, str]
    query: Mapping[str, str]


def _signed(keys: Keys, asked: _Asked) -> str:
    """Return path and query of the request with its signature."""
    stamp = asked.span.at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    scope = f"{stamp[:8]}/{keys.region}/s3/aws4_request"
    names = ";".join(asked.headers)
    parameters = {
        **asked.query,
        "X-Amz-Algorithm": _ALGORITHM,
        "X-Amz-Credential": f"{keys.access_key}/{scope}",
        "X-Amz-Date": stamp,
        "X-Amz-Expires": str(int(asked.span.life.total_seconds())),
        "X-Amz-SignedHeaders": names,
    }
    query = "&".join(f"{_quoted(name)}={_quoted(parameters[name])}" for name in sorted(parameters))
    path = quote(asked.path, safe="/-_.~")
    headers = [f"{name}:{value}" for name, value in asked.headers.items()]
    canonical = "\n".join([asked.method, path, query, *headers, "", names, "UNSIGNED-PAYLOAD"])
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    text = "\n".join([_ALGORITHM, stamp, scope, digest])
    signature = _hmac(_signing_key(keys, stamp[:8]), text).hex()
    return f"{path}?{query}&X-Amz-Signature={signature}"


@lru_cache(maxsize=8)
def _signing_key(keys: Keys, day: str) -> bytes:
    key = f"AWS4{keys.secret_key}".encode()
    for part in (day, keys.region, "s3", "aws4_request"):
        key = _hmac(key, part)
    return key


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def _quoted(text: str) -> str:
    return quote(text, safe="-_.~")
