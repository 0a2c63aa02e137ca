"""One request to the stand-in for a vendor as it came over HTTP, and its being answered."""

import hashlib
import json
import re
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.factories.openai_server import StandIn

Step = Callable[["Exchange"], None]
# What a request is answered with, or None where the rule does not mean it.
Rule = Callable[["Asked"], "Step | None"]


@dataclass
class Asked:
    """One request as it came. files: what a form uploaded, by field. at: the monotonic clock."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]
    files: dict[str, bytes] = field(default_factory=dict)
    at: float = field(default_factory=time.monotonic)

    @property
    def words(self) -> str:
        """What is wanted, in words: of a chat, a picture or a line."""
        return str(self.body.get("messages") or self.body.get("prompt") or self.body.get("input"))

    @property
    def item(self) -> str:
        """The same for every request for the same thing, however it is asked for."""
        parts = [self.path.encode(), self.words.encode(), *self.files.values()]
        return hashlib.sha256(b"\x00".join(parts)).hexdigest()[:16]


class Exchange:
    """One request being answered."""

    def __init__(self, handler: "Handler", asked: Asked, stand_in: "StandIn") -> None:
        self._handler = handler
        self.asked = asked
        self.stand_in = stand_in

    def json(self, document: Any, *, status: int = 200, **headers: str) -> None:
        self.raw(json.dumps(document).encode(), kind="application/json", status=status, **headers)

    def raw(self, content: bytes, *, kind: str, status: int = 200, **headers: str) -> None:
        self._handler.send_response(status)
        self._handler.send_header("Content-Type", kind)
        self._handler.send_header("Content-Length", str(len(content)))
        for name, value in headers.items():
            self._handler.send_header(name.replace("_", "-"), value)
        self._handler.end_headers()
        self._handler.wfile.write(content)

    def begin_stream(self, kind: str = "text/event-stream; charset=utf-8", **headers: str) -> None:
        self._handler.send_response(200)
        self._handler.send_header("Content-Type", kind)
        for name, value in headers.items():
            self._handler.send_header(name.replace("_", "-"), value)
        # In chunks, so that a stream that is cut can be told from one that has ended.
        self._handler.send_header("Transfer-Encoding", "chunked")
        self._handler.end_headers()

    def end_stream(self) -> None:
        self._handler.wfile.write(b"0\r\n\r\n")

    def event(self, data: Any, *, name: str = "") -> None:
        text = data if isinstance(data, str) else json.dumps(data)
        line = f"event: {name}\n" if name else ""
        self.line(f"{line}data: {text}")

    def line(self, text: str) -> None:
        self.piece(f"{text}\n\n".encode())

    def piece(self, content: bytes) -> None:
        """Send a part of a stream, whatever it holds; an empty one would be its end."""
        if content:
            self._handler.wfile.write(b"%x\r\n%b\r\n" % (len(content), content))

    def begin(self, content: bytes, *, kind: str) -> None:
        """Send half of an answer of known length."""
        self._handler.send_response(200)
        self._handler.send_header("Content-Type", kind)
        self._handler.send_header("Content-Length", str(len(content)))
        self._handler.end_headers()
        self._handler.wfile.write(content[: len(content) // 2])

    def cut(self) -> None:
        self._handler.close_connection = True
        self._handler.wfile.flush()
        self._handler.connection.shutdown(2)

    def well(self) -> None:
        """Answer as the API's description says."""
        self.stand_in.serve(self)


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of who hangs up between two requests."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    stand_in: "StandIn"

    def do_GET(self) -> None:
        self._answer(Asked(self.path, self._heads(), {}))

    def do_POST(self) -> None:
        content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self._answer(_read(self.path, self._heads(), content))

    def _heads(self) -> dict[str, str]:
        return {name.lower(): value for name, value in self.headers.items()}

    def _answer(self, asked: Asked) -> None:
        step = self.stand_in.step_for(asked)
        try:
            step(Exchange(self, asked, self.stand_in))
        except OSError:
            self.close_connection = True  # who asked has gone

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """Say nothing: the tests look at `asked`."""


def handler_of(stand_in: "StandIn") -> type[Handler]:
    return type("Handler", (Handler,), {"stand_in": stand_in})


def _read(path: str, headers: dict[str, str], content: bytes) -> Asked:
    kind = headers.get("content-type", "")
    if not kind.startswith("multipart/form-data"):
        return Asked(path, headers, json.loads(content or b"{}"))
    form = BytesParser(policy=HTTP).parsebytes(f"Content-Type: {kind}\r\n\r\n".encode() + content)
    asked = Asked(path, headers, {})
    for part in form.iter_parts():
        said = str(part["Content-Disposition"])
        name = re.search(r'name="([^"]+)"', said)
        assert name is not None
        value = bytes(part.get_payload(decode=True))
        if "filename=" in said:
            asked.files[name.group(1)] = value
        else:
            asked.body[name.group(1)] = value.decode()
    return asked
