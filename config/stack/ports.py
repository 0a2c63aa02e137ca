"""Picks free loopback ports, and claims them against other stacks on the same machine."""

import contextlib
import errno
import os
import random
import socket
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from config.stack.part import StackError

DEFAULT_PUBLIC_PORT = 8000
# Below the range outgoing connections are given on Linux (32768 and up), SeaweedFS' twins included.
INNER_PORTS = range(20000, 22700)
# SeaweedFS derives the gRPC address of every part from its port.
GRPC_OFFSET = 10000
LOOPBACK = ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"))
SEAWEEDFS = ("s3", "master", "volume", "filer", "admin")
INNER = ("postgres", "redis", *SEAWEEDFS, "web", "events")


class PortTaken(StackError):
    """The port asked for is in use by another program."""


class Ports:
    """The named ports of one stack, claimed until closed.

    A port is free for some seconds between being picked and being listened on. Another stack that
    starts in that time would pick it too, so each pick is also a name in the system's abstract
    socket namespace: exclusive, and gone with the process (Linux; elsewhere nothing is claimed).
    """

    def __init__(self) -> None:
        """Claim nothing yet."""
        self.numbers: dict[str, int] = {}
        self._claims: list[socket.socket] = []

    def __enter__(self) -> Self:
        """Claim until the block ends."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let every claim go."""
        self.close()

    def close(self) -> None:
        """Let every claim go."""
        for claim in self._claims:
            claim.close()
        self._claims.clear()

    def take(self, name: str, number: int) -> None:
        """Claim `number` for `name` on every loopback address, with its gRPC twin for SeaweedFS.

        Raises:
            PortTaken: another program has it; nothing is claimed.
        """
        wanted = [number, number + GRPC_OFFSET] if name in SEAWEEDFS else [number]
        claims: list[socket.socket] = []
        try:
            for one in wanted:
                claims += _claim(one)
                if not is_free(one):
                    raise OSError(errno.EADDRINUSE, "in use")
            if name in SEAWEEDFS and any(map(_is_anothers, seaweedfs_sockets(name, number))):
                raise OSError(errno.EADDRINUSE, "in use by another account")
        except OSError as error:
            for claim in claims:
                claim.close()
            raise PortTaken(
                f"port {number} is in use by another program; PORT=… chooses another"
            ) from error
        self.numbers[name] = number
        self._claims += claims

    def take_any(self, name: str, candidates: Iterable[int]) -> int:
        """Claim the first candidate that is free and return it.

        Raises:
            PortTaken: none is free.
        """
        for number in candidates:
            with contextlib.suppress(PortTaken):
                self.take(name, number)
                return number
        raise PortTaken(f"no free port was found for {name}")

    def take_all(self, names: Iterable[str], *, earlier: Mapping[str, int]) -> None:
        """Claim an inner port for every name: the earlier one where it is still free."""
        for name in names:
            first = [earlier[name]] if name in earlier else []
            picks = random.sample(INNER_PORTS, k=200)  # no secret: only apart from other stacks'
            self.take_any(name, [*first, *picks])

    def take_public(self, asked: int | None, *, earlier: Mapping[str, int]) -> None:
        """Claim the port people open: the one asked for, else the earlier one, else 8000 or above.

        Raises:
            PortTaken: the port asked for is in use.
        """
        if asked is not None:
            self.take("public", asked)
            return
        first = [earlier["public"]] if "public" in earlier else []
        beside = range(DEFAULT_PUBLIC_PORT, DEFAULT_PUBLIC_PORT + 1000)
        self.take_any("public", [*first, *beside])


def seaweedfs_sockets(name: str, number: int) -> list[Path]:
    """Return the sockets SeaweedFS makes beside a port, and leaves behind when it is killed."""
    temporary = Path("/tmp")  # noqa: S108  where it puts them, whatever TMPDIR says
    plain = [temporary / f"seaweedfs-{name}-{number}.sock"] if name in {"s3", "filer"} else []
    return [*plain, temporary / f"seaweedfs-{name}-grpc-{number + GRPC_OFFSET}.sock"]


def _is_anothers(path: Path) -> bool:
    """Tell whether a file is there that we may not replace."""
    try:
        owner = path.lstat().st_uid
    except FileNotFoundError:
        return False
    return os.geteuid() not in {0, owner}


def _claim(number: int) -> list[socket.socket]:
    if sys.platform != "linux":
        return []
    claim = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        claim.bind(f"\0e-business/port/{number}")
    except OSError:
        claim.close()
        raise
    return [claim]


def is_free(number: int) -> bool:
    """Tell whether nothing listens on the port, on any loopback address this machine has."""
    for family, address in LOOPBACK:
        try:
            with socket.socket(family, socket.SOCK_STREAM) as probe:
                # Connections of a stack that just ended must not make its port look taken.
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((address, number))
                probe.listen(1)
        except OSError as error:
            if error.errno in {errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL}:
                continue  # no IPv6 here
            return False
    return True


def has_ipv6() -> bool:
    """Tell whether `localhost` may also be reached at ::1 on this machine."""
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True
