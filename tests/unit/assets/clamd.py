"""A stand-in for clamd that speaks its protocol: INSTREAM and VERSION, with null-ended answers."""

import socket
import struct
import threading
from contextlib import suppress
from types import TracebackType

SIGNATURE = b"X5O!P%@AP-STANDIN-TEST-FILE"


class Clamd:
    """Answers on a free port until it is left. longest: its StreamMaxLength."""

    def __init__(self, *, longest: int = 25 * 1024**2, says: bytes = b"") -> None:
        self.longest, self.says = longest, says
        self.seen: list[int] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"tcp://127.0.0.1:{self._listening.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> "Clamd":
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join(5)

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                line, _address = self._listening.accept()
                with line, suppress(OSError, EOFError):
                    line.settimeout(5)
                    line.sendall(self._answer(line) + b"\0")

    def _answer(self, line: socket.socket) -> bytes:
        order = b""
        while not order.endswith(b"\0"):
            order += _exactly(line, 1)
        if order == b"zVERSION\0":
            return b"ClamAV 1.4.6/27000/Sat Nov 28 2026"
        if order != b"zINSTREAM\0":
            return b"UNKNOWN COMMAND"
        content = b""
        while length := struct.unpack(">L", _exactly(line, 4))[0]:
            content += _exactly(line, length)
            if len(content) > self.longest:
                return b"INSTREAM size limit exceeded. ERROR"
        self.seen.append(len(content))
        if self.says:
            return self.says
        return b"stream: Stand-In.Test FOUND" if SIGNATURE in content else b"stream: OK"


def _exactly(line: socket.socket, count: int) -> bytes:
    found = b""
    while len(found) < count:
        piece = line.recv(count - len(found))
        if not piece:
            raise EOFError
        found += piece
    return found
