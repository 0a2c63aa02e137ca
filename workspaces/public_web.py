"""Connects to the public internet and to nothing else, until a moment that is said beforehand.

A name is resolved once, every answer must be public, and the connection goes to that very address:
a name that answers differently the second time gains nothing.
"""

import socket
import ssl
import time
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

import httpcore

# How long one step may take: a connection, or waiting for the next bytes.
STEP_SECONDS = 5.0
# Prefixes that carry an IPv4 address: NAT64 (RFC 6052, 8215), 6to4, Teredo, IPv4-compatible.
_CARRIERS = tuple(
    ip_network(net) for net in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96")
)


class NotPublic(Exception):
    """The name has an address that is not of the public internet."""


class UnknownName(Exception):
    """The name has no address."""


class PublicWeb(httpcore.NetworkBackend):
    """Where connections come from. deadline: by the monotonic clock."""

    def __init__(self, deadline: float) -> None:
        self._deadline = deadline
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the one public address of a name.

        Raises:
            NotPublic, UnknownName: see there.
            httpcore.ConnectTimeout: it took too long.
        """
        address = str(public_address(host, port))
        stream = self._plain.connect_tcp(
            address, port, left(self._deadline), local_address, socket_options
        )
        return _Until(stream, self._deadline)


class _Until(httpcore.NetworkStream):
    """A stream whose every step ends with the whole: a drip of bytes does not keep it open."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, left(self._deadline))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, left(self._deadline))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        stream = self._stream.start_tls(ssl_context, server_hostname, left(self._deadline))
        return _Until(stream, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def left(deadline: float) -> float:
    """Return the seconds the next step may take.

    Raises:
        httpcore.ReadTimeout: there are none.
    """
    seconds = deadline - time.monotonic()
    if seconds <= 0:
        raise httpcore.ReadTimeout("the time is over")
    return min(seconds, STEP_SECONDS)


def public_address(name: str, port: int) -> IPv4Address | IPv6Address:
    """Return the one address to connect to. One answer that is not public spoils the name.

    Raises:
        NotPublic, UnknownName: see there.
    """
    try:
        told = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise UnknownName(name) from error
    found = [ip_address(str(answer[4][0]).partition("%")[0]) for answer in told]
    if not found or not all(is_public(address) for address in found):
        raise NotPublic(name)
    return min(found, key=lambda address: address.version)


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Return whether an address is one of the public internet, and hides no other."""
    if isinstance(address, IPv6Address) and (
        address.ipv4_mapped is not None or any(address in net for net in _CARRIERS)
    ):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved
