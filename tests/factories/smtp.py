"""A mail server for tests: it speaks as much SMTP as is needed, and behaves as badly as it is told."""

import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message

GREETS, FINE = b"220 mail.example ESMTP\r\n", b"250 OK\r\n"


class _Session(socketserver.StreamRequestHandler):
    """One connection. What is answered depends on how the server is told to behave."""

    server: "MailServer"

    def handle(self) -> None:
        how = self.server.how
        if how == "hangs":
            self.server.is_over.wait(self.server.patience)
            return
        self.wfile.write(GREETS)
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"DATA":
                if not self._take(how):
                    return
            elif word == b"QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            elif word == b"RCPT" and how in ("refuses", "busy"):
                self.wfile.write(
                    b"550 no such person\r\n" if how == "refuses" else b"451 later\r\n"
                )
            else:
                self.wfile.write(FINE)

    def _take(self, how: str) -> bool:
        """Read one message; return whether the session goes on."""
        self.wfile.write(b"354 go on\r\n")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        if how == "cuts":
            return False
        if how == "refuses_what_it_says":
            self.wfile.write(b"554 not wanted\r\n")
            return True
        self.server.taken.append(message_from_bytes(b"".join(lines)))
        if how == "cuts_after_taking":
            return False
        self.wfile.write(FINE)
        return True


class MailServer(socketserver.ThreadingTCPServer):
    """how: takes, refuses, busy, refuses_what_it_says, hangs, cuts, cuts_after_taking."""

    allow_reuse_address = daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.how = "takes"
        self.taken: list[Message] = []
        self.is_over = threading.Event()
        self.patience = 30.0

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server_address[1])

    def wait_for(self, count: int, *, seconds: float) -> list[Message]:
        """Return what was taken, once it is so many; what there is when the time is over."""
        until = time.monotonic() + seconds
        while len(self.taken) < count and time.monotonic() < until:
            time.sleep(0.05)
        return list(self.taken)


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """Run one until the block ends."""
    server = MailServer()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server
    finally:
        server.is_over.set()
        server.shutdown()
        server.server_close()
        thread.join()
