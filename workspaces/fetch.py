"""Fetches what people name by address, and nothing that is not on the public internet.

Each redirect begins anew. ASVS 5.0 V1.3.6.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

import httpcore
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from workspaces.public_web import NotPublic, PublicWeb, UnknownName

PORTS: Mapping[str, int] = {"http": 80, "https": 443}
MAX_REDIRECTS = 3
MAX_ADDRESS = 2000  # as Google Merchant takes them
_REDIRECTS = (301, 302, 303, 307, 308)
_SENTENCES: Mapping[str, Promise] = {
    "address-invalid": _("This is no web address. It begins with http:// or https://."),
    "address-credentials": _("The address holds a name or password. Use one anybody can open."),
    "address-port": _("Only the usual ports of the web (80 and 443) are fetched from."),
    "address-not-public": _("This address is not on the public internet, so it is not fetched."),
    "address-unknown": _("There is no such website. Check the address."),
    "fetch-unreachable": _("The website did not answer. Check the address, or try again later."),
    "fetch-answered": _("The website has no file at this address, or does not hand it out."),
    "fetch-redirects": _("The address leads on and on. Use the one the file is at."),
    "fetch-too-slow": _("The website took too long. Try again later, or upload the file."),
    "fetch-too-large": _("The file at this address is too large. Upload a smaller one."),
    "fetch-encoded": _("The website sends the file packed. Upload the file instead."),
}


class FetchRefused(Exception):
    """Nothing was fetched. code: stable; its sentence is for people."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    def __str__(self) -> str:
        return str(_SENTENCES[self.code])


@dataclass(frozen=True, slots=True)
class Fetched:
    """What lay at an address. url: where it was, after redirects. content_type: as claimed."""

    content: bytes
    content_type: str
    url: str


def fetch(url: str, *, max_bytes: int, seconds: float) -> Fetched:
    """Return what lies at a public address, of at most `max_bytes`, within `seconds` in all.

    Raises:
        FetchRefused: the address may not be fetched, or did not give the file.
    """
    deadline = time.monotonic() + seconds
    for _hop in range(MAX_REDIRECTS + 1):
        answer = _once(url, max_bytes=max_bytes, deadline=deadline)
        if isinstance(answer, Fetched):
            return answer
        url = answer
    raise FetchRefused("fetch-redirects")


def _once(url: str, *, max_bytes: int, deadline: float) -> Fetched | str:
    """Return what lies at the address, or the address it leads on to."""
    url = checked(url)
    # No packing: what is small when it comes must not unfold without end.
    headers = [("User-Agent", "E_Business"), ("Accept", "*/*"), ("Accept-Encoding", "identity")]
    try:
        with (
            httpcore.ConnectionPool(network_backend=PublicWeb(deadline)) as pool,
            pool.stream("GET", url, headers=headers) as answer,
        ):
            return _read(answer, url=url, max_bytes=max_bytes)
    except NotPublic as error:
        raise FetchRefused("address-not-public") from error
    except UnknownName as error:
        raise FetchRefused("address-unknown") from error
    except httpcore.TimeoutException as error:
        raise FetchRefused("fetch-too-slow") from error
    except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
        raise FetchRefused("fetch-unreachable") from error


def _read(answer: httpcore.Response, *, url: str, max_bytes: int) -> Fetched | str:
    told = {name.lower(): value.decode("latin-1") for name, value in answer.headers}
    if answer.status in _REDIRECTS:
        return _onward(url, told.get(b"location", ""))
    if answer.status != 200:
        raise FetchRefused("fetch-answered")
    if told.get(b"content-encoding", "identity").lower() != "identity":
        raise FetchRefused("fetch-encoded")
    content = bytearray()
    for piece in answer.iter_stream():
        content += piece
        if len(content) > max_bytes:
            raise FetchRefused("fetch-too-large")
    content_type = told.get(b"content-type", "").partition(";")[0].strip().lower()
    return Fetched(bytes(content), content_type[:80], url)


def _onward(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError as error:
        raise FetchRefused("address-invalid") from error


def checked(url: str) -> str:
    """Return an address as it is asked for, whatever lies behind its name: in ASCII.

    Raises:
        FetchRefused: it may not be asked for.
    """
    if len(url) > MAX_ADDRESS or not url.isprintable() or "\\" in url:
        raise FetchRefused("address-invalid")
    try:
        parts = urlsplit(url.strip())
        port = parts.port
        name = (parts.hostname or "").encode("idna").decode()
    except (ValueError, UnicodeError) as error:
        raise FetchRefused("address-invalid") from error
    if parts.scheme not in PORTS or not name:
        raise FetchRefused("address-invalid")
    if "@" in parts.netloc:
        raise FetchRefused("address-credentials")
    if port not in (None, PORTS[parts.scheme]):
        raise FetchRefused("address-port")
    if ":" in name:
        name = f"[{name}]"
    path, query = (quote(part, safe="/%:@!$&'()*+,;=-._~?") for part in (parts.path, parts.query))
    return f"{parts.scheme}://{name}{path or '/'}{f'?{query}' if query else ''}"
