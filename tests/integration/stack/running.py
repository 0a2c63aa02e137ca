"""`python -m config.stack up` as a person starts it, on a folder of its own."""

import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from config.settings import environment as django_environment
from config.stack.folder import DataFolder, read_json
from config.stack.process import ROOT
from generation import tickets

READY_SECONDS = 120.0
# What names a server would have `up` skip its own.
SERVER_NAMES = (
    "DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "CELERY_BROKER_URL", "S3_ENDPOINT_URL",
    "S3_ACCESS_KEY", "S3_SECRET_KEY", "MINIO_ENDPOINT", "PUBLIC_URL", "PORT", "SECRET_KEY", "SIGNINS_FILE",
)  # fmt: skip


class Running:
    """A started stack: its process, its folder and what it printed."""

    def __init__(
        self,
        data: Path,
        *,
        command: tuple[str, ...] = (sys.executable, "-m", "config.stack", "up"),
        root: Path = ROOT,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.folder = DataFolder(data)
        self.root = root
        self.environment = {
            **{name: value for name, value in os.environ.items() if name not in SERVER_NAMES},
            "DATA_DIR": str(data),
            **(environment or {}),
        }
        self.said = data.with_name(f"{data.name}.said")
        with self.said.open("wb") as output:
            self.process = subprocess.Popen(
                command,
                cwd=root,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def wait_until_ready(self) -> dict[str, Any]:
        """Wait for stack.json and return what it says."""
        eventually(self._is_ready, seconds=READY_SECONDS, why=self.said.read_text)
        return self.stack()

    def _is_ready(self) -> bool:
        assert self.process.poll() is None, self.said.read_text()
        # A supervisor that was killed leaves its file until the next one starts.
        return read_json(self.folder.stack_json).get("supervisor") == self.process.pid

    def stack(self) -> dict[str, Any]:
        content: dict[str, Any] = json.loads(self.folder.stack_json.read_text())
        return content

    def connect(self, port: str = "public") -> http.client.HTTPConnection:
        """Return a connection to the stack's one origin, or to a server behind it."""
        return http.client.HTTPConnection("127.0.0.1", self.stack()["ports"][port], timeout=30)

    def ask(self, path: str, *, port: str = "public") -> int:
        """Send GET as a browser at the printed address would, and return the status."""
        with closing(self.connect(port)) as connection:
            host = urlsplit(self.stack()["address"]).netloc
            connection.request("GET", path, headers={"Host": host})
            return connection.getresponse().status

    def verb(self, verb: str) -> "subprocess.CompletedProcess[str]":
        """Run `down` or `status` on the same folder."""
        return subprocess.run(
            [sys.executable, "-m", "config.stack", verb],
            cwd=self.root,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def ticket(self) -> str:
        """Return the path of an event stream that is open to its holder."""
        secret_key = self.folder.secrets()["SECRET_KEY"]
        key = django_environment.derive("EVENTS_KEY", secret_key=secret_key)
        nobody = dict.fromkeys(("schema_name", "workspace_id", "job_id", "user_id"), "none")
        _, ticket = tickets.issue(
            key=key, seconds=600, stream="none", start="0-0", back="/", **nobody
        )
        return f"/events/{ticket}"

    def processes(self) -> list[int]:
        """Return every process below the supervisor, guards and workers' children included."""
        return descendants(self.process.pid)

    def end(self) -> int:
        """Stop it the polite way and return its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=45)


@contextmanager
def running(data: Path, **more: Any) -> Iterator[Running]:
    """Start a stack and end it, whatever happens."""
    stack = Running(data, **more)
    try:
        yield stack
    finally:
        if stack.process.poll() is None:
            stack.end()


def eventually(
    condition: Callable[[], object], *, seconds: float, why: Callable[[], str] = lambda: ""
) -> None:
    """Wait for the condition; fail with what `why` says when it does not come true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not within {seconds} s\n{why()}"
        time.sleep(0.05)


def descendants(pid: int) -> list[int]:
    """Return the ids of all processes below this one."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(entry.read_text().rpartition(")")[2].split()[1])
        except (OSError, IndexError):
            continue  # it has ended meanwhile
        parents.setdefault(parent, []).append(int(entry.parent.name))
    found: list[int] = []
    waiting = [pid]
    while waiting:
        below = parents.get(waiting.pop(), [])
        found += below
        waiting += below
    return found


def alive(pids: list[int]) -> list[int]:
    """Return those of the processes that still run."""
    left = []
    for pid in pids:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            continue
        if state != "Z":
            left.append(pid)
    return left
