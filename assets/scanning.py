"""Has files looked at by ClamAV, where it is set up: by its own protocol, piece by piece.

INSTREAM is the one order it takes files by without reading our folders. Lengths stand before the
pieces in four bytes; none ends them.
"""

import socket
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

PIECE_BYTES = 256 * 1024
CONNECT_SECONDS = 5
# A large archive keeps the scanner busy between our last piece and its answer.
ANSWER_SECONDS = 120
DEFAULT_PORT = 3310
_MOST_ANSWER = 4096


class ScannerUnavailable(Exception):
    """The scanner was not reached, or gave no answer on the file."""


class ScannerFull(Exception):
    """The scanner takes no files as large as this (its StreamMaxLength)."""


def scan(address: str, path: Path, *, between: Callable[[], None] | None = None) -> str:
    """Return what the scanner calls what it found in a file; empty when it found nothing.

    address: tcp://host:port or unix:///path. between: called after each piece.

    Raises:
        ScannerUnavailable: there is no answer: the file is neither good nor bad.
        ScannerFull: the file is longer than the scanner takes.
    """
    answer = ""
    try:
        with _connected(address) as line:
            try:
                _send(line, path, between)
            except (BrokenPipeError, ConnectionResetError):
                # It has said why, and hung up.
                answer = _answer(line)
            answer = answer or _answer(line)
    except (OSError, ValueError) as error:
        raise ScannerUnavailable(str(error) or type(error).__name__) from error
    return _found(answer)


def ping(address: str) -> str:
    """Return which version answers.

    Raises:
        ScannerUnavailable: none does.
    """
    try:
        with _connected(address) as line:
            line.sendall(b"zVERSION\0")
            answer = _answer(line)
    except (OSError, ValueError) as error:
        raise ScannerUnavailable(str(error) or type(error).__name__) from error
    if not answer:
        raise ScannerUnavailable("no answer")
    return answer


def _found(answer: str) -> str:
    said = answer.removeprefix("stream:").strip()
    if said == "OK":
        return ""
    if said.endswith(" FOUND"):
        return said.removesuffix(" FOUND")[:100] or "unnamed"
    if "size limit exceeded" in said:
        raise ScannerFull(said)
    raise ScannerUnavailable(said[:200] or "no answer")


@contextmanager
def _connected(address: str) -> Iterator[socket.socket]:
    parts = urlsplit(address)
    if parts.scheme == "unix":
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    elif parts.scheme == "tcp" and parts.hostname:
        line = socket.create_connection(
            (parts.hostname, parts.port or DEFAULT_PORT), timeout=CONNECT_SECONDS
        )
    else:
        raise ValueError("CLAMD_URL is neither tcp://host:port nor unix:///path")
    with line:
        line.settimeout(CONNECT_SECONDS)
        if parts.scheme == "unix":
            line.connect(parts.path)
        line.settimeout(ANSWER_SECONDS)
        yield line


def _send(line: socket.socket, path: Path, between: Callable[[], None] | None) -> None:
    line.sendall(b"zINSTREAM\0")
    with path.open("rb") as file:
        while piece := file.read(PIECE_BYTES):
            line.sendall(struct.pack(">L", len(piece)) + piece)
            if between is not None:
                between()
    line.sendall(struct.pack(">L", 0))


def _answer(line: socket.socket) -> str:
    answer = b""
    while b"\0" not in answer and len(answer) < _MOST_ANSWER:
        piece = line.recv(_MOST_ANSWER)
        if not piece:
            break
        answer += piece
    return answer.partition(b"\0")[0].decode(errors="replace").strip()
