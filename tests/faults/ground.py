"""What the tests of faults stand on: the parts' processes, and ways to end them."""

import contextlib
import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from django.db import connection

from tests.factories.openai_server import KEY, StandIn
from tests.faults.gate import Gate
from tests.integration.stack.running import alive, descendants
from tests.servers.stage import Stage
from tests.servers.trouble import hold_file

IMAGES, VIDEO, BEAT = "worker-images", "worker-video", "beat"
DEFAULT = "worker-default"
WORKERS = (DEFAULT, IMAGES, VIDEO)
POINTS_MODULE = "tests.faults.points"
# The protections that `without` can take away.
FENCING, HINTS = "fencing", "hints"
MODULES = [POINTS_MODULE, "tests.faults.without"]
_numbers = count(1)


def eventually(
    is_so: Callable[[], Any], *, seconds: float, what: str = "it", pause: float = 0.05
) -> Any:
    """Return the first answer that is true; fail when none is in time."""
    until = time.monotonic() + seconds
    while not (answer := is_so()):
        assert time.monotonic() < until, f"{what}: not within {seconds} s"
        time.sleep(pause)
    return answer


@dataclass(frozen=True)
class Standing:
    """A process that stands still at a point."""

    point: str
    pid: int
    name: str


class Points:
    """Where worker processes are to stand still (see `points`)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("armed", "standing", "released", "without"):
            (folder / name).mkdir(parents=True, exist_ok=True)

    def arm(self, point: str, *, times: int = 1, how: str = "stand") -> str:
        """Have the next processes that come to the point stand still there, or die.

        Returns the name under which the last of them stands.
        """
        name = ""
        for _ in range(times):
            name = f"{point}#{next(_numbers):06d}"
            fresh = self.folder / name
            fresh.write_text(how)
            fresh.rename(self.folder / "armed" / name)
        return name

    def standing(self, point: str) -> list[Standing]:
        """Return the living processes that stand at a point."""
        found = []
        for noted in sorted((self.folder / "standing").glob(f"{point}#*.pid")):
            one = Standing(point, int(noted.read_text()), noted.stem)
            if not (self.folder / "released" / one.name).exists() and alive([one.pid]):
                found.append(one)
        return found

    def wait(self, point: str, *, name: str = "", seconds: float = 30.0) -> Standing:
        """Return the first process that stands at the point, once one does. name: none but this."""
        found = eventually(
            lambda: [one for one in self.standing(point) if name in {"", one.name}],
            seconds=seconds,
            what=f"a worker at {point!r}",
        )
        one: Standing = found[0]
        return one

    def release_one(self, name: str) -> None:
        """Let go on what stands under this name."""
        (self.folder / "released" / name).touch()

    def release(self, *points: str) -> None:
        """Let go on what stands at these points."""
        for point in points:
            for one in self.standing(point):
                (self.folder / "released" / one.name).touch()

    def forget(self) -> None:
        """Disarm every point, let go on whatever stands still, and bring all protections back."""
        for armed in [*(self.folder / "armed").iterdir(), *(self.folder / "without").iterdir()]:
            with contextlib.suppress(FileNotFoundError):  # it was taken just now
                armed.unlink()
        for standing in (self.folder / "standing").iterdir():
            (self.folder / "released" / standing.stem).touch()


class Ground:
    """The servers and the product's parts, each of which can be killed; points; the AI vendor."""

    def __init__(self, servers: Stage, vendor: StandIn) -> None:
        self.servers = servers
        self.vendor = vendor
        self.points = Points(servers.folder.root / "faults")
        self.gate = Gate(servers.ports["s3"])
        self.environment = {
            **servers.on_database(str(connection.settings_dict["NAME"])),
            "AI_MOCK_MODE": "false",
            "OPENAI_API_KEY": KEY,
            "OPENAI_BASE_URL": vendor.url,
            "SPEECH_PROVIDER": "openai",
            # The workers reach the store through a gate that can be shut.
            "S3_ENDPOINT_URL": self.gate.url,
            "FAULTS_DIR": str(self.points.folder),
        }

    # --- parts ------------------------------------------------------------------------------------
    def start(self, *names: str) -> None:
        """Start parts of the product, unless they run."""
        wanted = [name for name in names if name not in self.servers.parts()]
        orders = [{"part": name, "include": MODULES} for name in wanted]
        if orders:
            self.servers.start_parts(*orders, environment=self.environment)

    @contextlib.contextmanager
    def further(self, part: str, *, name: str, **changes: Any) -> Iterator[None]:
        """Run one more part of a kind for a while. changes: see `trouble.changed`."""
        order: Mapping[str, Any] = {"part": part, "name": name, "include": MODULES}
        self.servers.start_parts({**order, **changes}, environment=self.environment)
        try:
            yield
        finally:
            self.servers.end_part(name)

    def pid(self, name: str) -> int:
        """Return the process id of a part that runs."""
        return int(self.servers.parts()[name]["pid"])

    def is_ready(self, name: str, *, besides: int = 0) -> bool:
        """Return whether a part is ready as another process than the one named."""
        one = self.servers.parts()[name]
        return one["state"] == "ready" and one["pid"] != besides

    def wait_ready(self, *names: str, seconds: float = 60.0) -> None:
        """Wait until parts are ready, and alive."""
        for name in names:
            eventually(
                lambda name=name: self.is_ready(name) and alive([self.pid(name)]),
                seconds=seconds,
                what=f"{name} is ready",
            )

    def children(self, name: str) -> list[int]:
        """Return the living processes of a worker's pool."""
        pid = self.pid(name)
        return alive([one for one in descendants(pid) if _parent(one) == pid])

    def at_work(self, kind: str) -> str:
        """Return the name of the worker that makes things of a kind."""
        return VIDEO if kind == "video" else IMAGES

    # --- ends -------------------------------------------------------------------------------------
    def kill(self, name: str, *, number: int = signal.SIGKILL) -> int:
        """Send a signal to a part's whole group; return its process id."""
        pid = self.pid(name)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(pid, number)
        return pid

    def end(self, name: str, *, number: int) -> int:
        """Send a signal to a part's first process alone; return its id."""
        pid = self.pid(name)
        os.kill(pid, number)
        return pid

    @contextlib.contextmanager
    def held(self, *names: str) -> Iterator[None]:
        """Keep parts from coming back until this ends."""
        files = [hold_file(self.servers.folder, name) for name in names]
        for file in files:
            file.touch()
        try:
            yield
        finally:
            for file in files:
                file.unlink()

    @contextlib.contextmanager
    def without(self, protection: str) -> Iterator[None]:
        """Take a protection of the workers away until this ends (see `without`)."""
        file = self.points.folder / "without" / protection
        file.touch()
        try:
            yield
        finally:
            file.unlink(missing_ok=True)

    def restart(self, name: str, *, number: int = signal.SIGKILL, seconds: float = 60.0) -> float:
        """End a server and wait until it is back; return how long it was away."""
        began = time.monotonic()
        pid = self.end(name, number=number)
        eventually(lambda: self.is_ready(name, besides=pid), seconds=seconds, what=f"{name} again")
        if name == "postgres":
            forget_connection()
        return time.monotonic() - began

    def clear(self) -> None:
        """Bring everything back to where a test begins: all parts ready, nothing armed."""
        self.points.forget()
        self.gate.turn("well")
        for file in (self.servers.folder.root / "run").glob("held-*"):
            file.unlink()
        self.vendor.script.clear()
        self.vendor.asked.clear()
        self.vendor.lacks = set()
        names = list(self.servers.parts())
        self.wait_ready(*(name for name in names if name != "postgres-files"))

    def remove(self) -> None:
        """Close the gate and remove what the points left."""
        self.gate.close()
        shutil.rmtree(self.points.folder, ignore_errors=True)


def forget_connection() -> None:
    """Let the next statement of this thread open a connection anew."""
    connection.close()


def _parent(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except (OSError, IndexError):
        return 0
