"""Stand-ins behind Caddy that tell what reached them, and Caddy itself in front."""

import http.client
import json
import os
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from config.stack import product
from config.stack.caddyfile import Origin
from config.stack.folder import DataFolder
from config.stack.ports import INNER_PORTS, Ports
from config.stack.product import Product


class _Upstream(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, name: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.name = name
        self.requests: list[dict[str, Any]] = []
        self.stream_ended = threading.Event()


class _Handler(BaseHTTPRequestHandler):
    # One request a connection: a stand-in that was closed must not answer on an old one.
    protocol_version = "HTTP/1.0"
    server: _Upstream

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  its parent's name
        """Say nothing."""

    def _tell(self) -> None:
        size = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(size)
        told = {
            "upstream": self.server.name,
            "method": self.command,
            "path": self.path,
            "headers": {name.lower(): value for name, value in self.headers.items()},
            "size": len(body),
        }
        self.server.requests.append(told)
        answer = json.dumps(told).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Security-Policy", "default-src *")
        # An address that ends in `half` is answered half, as by a server that dies.
        more = 1000 if self.path.endswith("half") else 0
        self.send_header("Content-Length", str(len(answer) + more))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer)

    do_HEAD = do_POST = do_PUT = do_DELETE = do_OPTIONS = do_PATCH = _tell  # noqa: N815  its names

    def do_GET(self) -> None:
        if not self.path.startswith("/events/"):
            self._tell()
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        try:
            while True:
                self.wfile.write(b"data: tick\n\n")
                time.sleep(0.1)
        except OSError:
            self.server.stream_ended.set()
            self.close_connection = True


@dataclass
class Front:
    """Caddy, running, and the stand-ins behind it."""

    port: int
    static: Path
    upstreams: dict[str, _Upstream]
    process: "subprocess.Popen[bytes]"
    kept: list[http.client.HTTPConnection] = field(default_factory=list)

    def ask(
        self, method: str, path: str, *, body: bytes | None = None, **headers: str
    ) -> http.client.HTTPResponse:
        """Send one request and return the answer, its body unread."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        self.kept.append(connection)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body=body, headers=named)
        return connection.getresponse()

    def told(self, method: str, path: str, **more: Any) -> dict[str, Any]:
        """Send one request and return what reached the upstream."""
        answer = self.ask(method, path, **more)
        assert answer.status == 200, answer.read()
        content: dict[str, Any] = json.loads(answer.read())
        return content

    def close(self, name: str) -> None:
        """End one stand-in."""
        self.upstreams[name].shutdown()
        self.upstreams[name].server_close()


@contextmanager
def front(root: Path) -> Iterator[Front]:
    """Start Caddy before three stand-ins: web, events, s3."""
    folder = DataFolder(root)
    folder.prepare()
    folder.static.mkdir()
    upstreams = {name: _Upstream(name) for name in ("web", "events", "s3")}
    for upstream in upstreams.values():
        threading.Thread(target=upstream.serve_forever, daemon=True).start()
    with Ports() as ports:
        port = ports.take_any("public", INNER_PORTS)
        numbers = {name: upstream.server_port for name, upstream in upstreams.items()}
        origin = Origin(
            port=port,
            web=numbers["web"],
            events=numbers["events"],
            s3=f"127.0.0.1:{numbers['s3']}",
            bucket="ebusiness-assets",
            static=folder.static,
        )
        whole = Product(folder=folder, ports=numbers, servers=(), origin=origin)
        caddy = next(part for part in product.processes(whole, after=()) if part.name == "caddy")
        assert caddy.prepare is not None
        caddy.prepare()
        process = subprocess.Popen(caddy.command, env={**os.environ, **caddy.environment})
        made = Front(port=port, static=folder.static, upstreams=upstreams, process=process)
        try:
            _wait_for(port)
            yield made
        finally:
            process.terminate()
            process.wait(timeout=15)
            for connection in made.kept:
                connection.close()
            for upstream in upstreams.values():
                upstream.shutdown()
                upstream.server_close()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 15
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            connection.getresponse().read()
        except OSError:
            assert time.monotonic() < deadline, "Caddy did not start"
            time.sleep(0.05)
        else:
            return
        finally:
            connection.close()
