"""A gate in front of the file store: it lets bytes through, or is shut, slow, or says 503."""

import contextlib
import select
import socket
import threading
import time
from typing import Self

BUSY = (
    b"HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/xml\r\n"
    b"Content-Length: 64\r\nConnection: close\r\n\r\n"
    b"<Error><Code>SlowDown</Code><Message>Slow down</Message></Error>\n"
)
PIECE = 64 * 1024


class Gate:
    """Listens on a free port; what comes is passed on to another. way: how it lets through.

    well, shut (every connection is ended), busy (503 to every request), slow (a byte a second).
    """

    def __init__(self, port: int) -> None:
        self.behind = port
        self.way = "well"
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: set[socket.socket] = set()
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def turn(self, way: str) -> Self:
        """Let through in another way from now on; what is open ends."""
        if way != self.way:
            self.way = way
            for one in list(self._open):
                _shut(one)
        return self

    def close(self) -> None:
        """Listen no more."""
        self.turn("shut")
        _shut(self._listener)

    def _listen(self) -> None:
        while True:
            try:
                come, _address = self._listener.accept()
            except OSError:
                return
            self._open.add(come)
            threading.Thread(target=self._serve, args=(come,), daemon=True).start()

    def _serve(self, come: socket.socket) -> None:
        with contextlib.suppress(OSError, ValueError), come:
            if self.way == "busy":
                come.recv(PIECE)
                come.sendall(BUSY)
            elif self.way != "shut":
                self._pass_on(come)
        self._open.discard(come)

    def _pass_on(self, come: socket.socket) -> None:
        with socket.create_connection(("127.0.0.1", self.behind), timeout=10) as beyond:
            other = {come: beyond, beyond: come}
            while True:
                ready, _, _ = select.select([come, beyond], [], [], 1.0)
                for one in ready:
                    got = one.recv(1 if self.way == "slow" else PIECE)
                    if not got:
                        return
                    other[one].sendall(got)
                    if self.way == "slow":
                        time.sleep(1.0)


def _shut(one: socket.socket) -> None:
    with contextlib.suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()
