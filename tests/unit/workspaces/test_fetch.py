"""What is fetched by address: only what lies on the public internet, and not too much of it."""

import gzip
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest

from workspaces import fetch, public_web
from workspaces.fetch import Fetched, FetchRefused

LOOPBACK = (
    "127.0.0.1", "127.1", "127.0.0.53", "0.0.0.0", "0",  # noqa: S104  refused
    "2130706433", "0x7f000001", "0x7f.1",
    "0177.0.0.1", "017700000001", "localhost", "[::1]", "[::]", "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[64:ff9b:1::7f00:1]",
    "[2002:7f00:1::]", "[2001:0:7f00:1::]",
)  # fmt: skip
INSIDE = (
    "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "169.254.170.2",
    "100.64.0.1", "100.127.255.254", "192.0.0.1", "198.18.0.1", "224.0.0.1", "240.0.0.1",
    "255.255.255.255", "[fc00::1]", "[fd12:3456::1]", "[fe80::1]", "[ff02::1]",
    "[::ffff:169.254.169.254]", "[::ffff:10.0.0.1]",
)  # fmt: skip
MALFORMED = {
    "": "address-invalid",
    "photo.jpg": "address-invalid",
    "//example.com/a.jpg": "address-invalid",
    "ftp://example.com/a.jpg": "address-invalid",
    "file:///etc/passwd": "address-invalid",
    "gopher://example.com/": "address-invalid",
    "data:image/png;base64,AAAA": "address-invalid",
    "http:///a.jpg": "address-invalid",
    "http://exa\nmple.com/": "address-invalid",
    "http://example.com\\@127.0.0.1/": "address-invalid",
    "http://[::1": "address-invalid",
    "http://" + "a" * 3000: "address-invalid",
    "http://user@example.com/": "address-credentials",
    "http://user:pass@example.com/": "address-credentials",
    "http://example.com@127.0.0.1/": "address-credentials",
    "http://example.com:22/": "address-port",
    "http://example.com:6379/": "address-port",
    "https://example.com:80/": "address-port",
    "http://example.com:99999/": "address-invalid",
}


class Begun(list):
    """Connections; `port` is where they really go."""

    port = 0


class Site:
    """A website: each connection is answered by the next of `answers`."""

    url = "http://shop.example"

    def __init__(self) -> None:
        # An answer is a list of (seconds to wait, bytes).
        self.answers: list[list[tuple[float, bytes]]] = []


@pytest.fixture(autouse=True)
def no_connection(monkeypatch: pytest.MonkeyPatch) -> Begun:
    """Every connection that is begun, with what it is begun to."""
    begun = Begun()
    straight = socket.create_connection

    def note(address: Any, *given: Any, **named: Any) -> socket.socket:
        begun.append(address)
        return straight((address[0], begun.port or address[1]), *given, **named)

    monkeypatch.setattr(socket, "create_connection", note)
    return begun


@pytest.mark.parametrize("host", [*LOOPBACK, *INSIDE])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_what_is_not_public_is_not_fetched(host: str, scheme: str, no_connection: Begun) -> None:
    with pytest.raises(FetchRefused) as refused:
        fetch.fetch(f"{scheme}://{host}/a.jpg", max_bytes=1000, seconds=2)

    # What the resolver does not read as a number is an unknown name: not fetched either.
    assert refused.value.code in {"address-not-public", "address-unknown"}
    assert no_connection == []


@pytest.mark.parametrize(("url", "code"), MALFORMED.items())
def test_an_address_that_may_not_be_asked_for_is_refused(
    url: str, code: str, no_connection: Begun
) -> None:
    with pytest.raises(FetchRefused) as refused:
        fetch.fetch(url, max_bytes=1000, seconds=2)

    assert refused.value.code == code
    assert no_connection == []


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111"])
def test_public_addresses_are_public(address: str) -> None:
    assert public_web.is_public(public_web.ip_address(address))


def test_one_answer_that_is_not_public_spoils_a_name(
    names: dict[str, list[str]], no_connection: Begun
) -> None:
    names["two-faced.example"] = ["93.184.216.34", "127.0.0.1"]

    with pytest.raises(FetchRefused) as refused:
        fetch.fetch("http://two-faced.example/a.jpg", max_bytes=1000, seconds=2)

    assert refused.value.code == "address-not-public"
    assert no_connection == []


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """What names resolve to: name → addresses; others as they are."""
    table: dict[str, list[str]] = {}
    really = socket.getaddrinfo

    def resolve(host: Any, port: Any, *given: Any, **named: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name in table:
            kind = socket.SOCK_STREAM
            return [(socket.AF_INET, kind, 6, "", (one, port)) for one in table[name]]
        return really(host, port, *given, **named)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    return table


@pytest.fixture
def site(
    monkeypatch: pytest.MonkeyPatch, names: dict[str, list[str]], no_connection: Begun
) -> Iterator[Site]:
    """A website at `shop.example`, whose address passes for a public one."""
    there = Site()
    listener = socket.create_server(("127.0.0.1", 0))
    no_connection.port = listener.getsockname()[1]
    names["shop.example"] = ["127.0.0.1"]
    monkeypatch.setattr(public_web, "is_public", lambda address: str(address) == "127.0.0.1")

    def serve() -> None:
        with suppress(OSError):
            while True:
                connection, _peer = listener.accept()
                with connection, suppress(OSError):
                    connection.recv(65536)
                    for wait, piece in there.answers.pop(0):
                        time.sleep(wait)
                        connection.sendall(piece)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield there
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join(5)


def told(body: bytes = b"", *, status: str = "200 OK", **headers: str) -> bytes:
    """Return an answer of HTTP."""
    lines = [f"HTTP/1.1 {status}", *(f"{k.replace('_', '-')}: {v}" for k, v in headers.items())]
    if "Content_Length" not in headers:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


def asked(site: Site, path: str = "/photos/mug%20front.jpg", **given: Any) -> Fetched:
    return fetch.fetch(site.url + path, **{"max_bytes": 1000, "seconds": 3, **given})


def test_a_file_is_fetched_with_its_type(site: Site) -> None:
    site.answers.append([(0, told(b"pixels", Content_Type="image/JPEG; q=1"))])

    found = asked(site)

    assert (found.content, found.content_type) == (b"pixels", "image/jpeg")


def test_addresses_with_other_letters_are_fetched(site: Site, names: dict[str, list[str]]) -> None:
    names["xn--bcher-kva.example"] = ["127.0.0.1"]
    site.answers.append([(0, told(b"pixels"))])

    address = site.url.replace("shop", "bücher") + "/图 片.jpg?尺寸=大"
    assert fetch.fetch(address, max_bytes=1000, seconds=3).content == b"pixels"


def test_a_redirect_is_followed_a_few_times(site: Site) -> None:
    site.answers += [[(0, told(status="302 Found", Location="/next"))]] * 3 + [
        [(0, told(b"there"))]
    ]
    assert asked(site).content == b"there"

    site.answers += [[(0, told(status="301 Moved", Location="/next"))]] * 4
    assert _code(site) == "fetch-redirects"


@pytest.mark.parametrize(
    "location",
    ["http://127.0.0.2/", "http://169.254.169.254/latest/meta-data", "http://[::1]/", "ftp://x/y"],
)
def test_a_redirect_inside_is_refused(site: Site, location: str, no_connection: Begun) -> None:
    site.answers.append([(0, told(status="302 Found", Location=location))])

    assert _code(site) in {"address-not-public", "address-invalid", "address-port"}
    assert no_connection == [("127.0.0.1", 80)]


@pytest.mark.parametrize("location", ["http://[", "http://[x]/", "//[::1", ""])
def test_a_redirect_to_no_address_is_refused(site: Site, location: str) -> None:
    site.answers += [[(0, told(status="302 Found", Location=location))]] * 5

    assert _code(site) in {"address-invalid", "fetch-redirects"}


def test_a_name_is_resolved_once(
    site: Site, monkeypatch: pytest.MonkeyPatch, no_connection: Begun
) -> None:
    """Rebinding: the second answer of a name server would be another address."""
    resolved: list[str] = []
    before = socket.getaddrinfo

    def once(host: Any, *given: Any, **named: Any) -> Any:
        if host == "shop.example":
            resolved.append(host)
            assert len(resolved) == 1
        return before(host, *given, **named)

    monkeypatch.setattr(socket, "getaddrinfo", once)
    site.answers.append([(0, told(b"pixels"))])

    assert asked(site).content == b"pixels"
    assert [address[0] for address in no_connection] == ["127.0.0.1"]


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (told(b"x" * 2000), "fetch-too-large"),
        (told(b"x" * 2000, Content_Length="999999999999"), "fetch-too-large"),
        (told(b"gone", status="404 Not Found"), "fetch-answered"),
        (told(b"", status="204 No Content"), "fetch-answered"),
        (told(gzip.compress(b"0" * 900_000), Content_Encoding="gzip"), "fetch-encoded"),
        (b"SSH-2.0-OpenSSH_9\r\n", "fetch-unreachable"),
        (told(b"half", Content_Length="100"), "fetch-unreachable"),
        (b"", "fetch-unreachable"),
        (told(b"x", Set_Cookie="a" * 200_000), "fetch-unreachable"),
    ],
)
def test_what_is_no_file_of_a_fair_size_is_refused(site: Site, answer: bytes, code: str) -> None:
    site.answers.append([(0, answer)])

    assert _code(site) == code


def _code(site: Site, **given: Any) -> str:
    with pytest.raises(FetchRefused) as refused:
        asked(site, **given)
    assert str(refused.value)
    return refused.value.code


@pytest.mark.parametrize(
    "drip",
    [
        [(0.2, b"H"), *[(0.2, b"x")] * 30],
        [(0, told(b"", Content_Length="100")), *[(0.2, b"x")] * 30],
        [(5, b"")],
    ],
    ids=["heads", "body", "silence"],
)
def test_a_drip_of_bytes_ends_in_time(site: Site, drip: list[tuple[float, bytes]]) -> None:
    site.answers.append(drip)

    began = time.monotonic()
    assert _code(site, seconds=0.6) in {"fetch-too-slow", "fetch-unreachable"}
    assert time.monotonic() - began < 2
