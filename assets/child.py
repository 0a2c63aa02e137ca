"""Runs a small module in a limited child process: untrusted bytes never meet the worker.

A Celery pool child may not fork by multiprocessing, and a decoder that eats all memory must
not take a worker with it, so pictures are decoded and composed in `python -m …` processes.
What such a module does on its side stands in `assets.limited`. Modules of `WARM` are not started
anew but forked by a nursery that has imported what they need: the same limits, a tenth of the wait.
"""

import json
import logging
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import IO, Any, Protocol, cast

from assets.nursery import Nursery, NurseryLost

TICK_SECONDS = 0.5
TAIL_BYTES = 2000
# Which modules a nursery bears, and what it imports for them.
WARM = {
    "assets.decoding": "assets.decoding.warm",
    "assets.decoding.convert": "assets.decoding.warm",
}
_MEMORY_WORDS = ("MemoryError", "Insufficient memory", "bad_alloc", "Cannot allocate memory")
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child may use: address space in MiB, processor seconds, wall seconds."""

    memory_mib: int = 1024
    cpu_seconds: int = 10
    wall_seconds: int = 30


class ChildFailed(Exception):
    """The child ended without an answer. `reason` is memory, time or crash."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


def run(
    module: str,
    request: dict[str, Any],
    *,
    folder: Path,
    limits: Limits,
    on_event: Callable[[dict[str, Any]], None] | None = None,
) -> dict[str, Any]:
    """Run `python -m module` in `folder`, hand it `request` as JSON and return its answer.

    The child writes JSON lines: `{"event": …}` any number of times, then `{"answer": {…}}`.
    `on_event` hears every event and, twice a second, an empty one; what it raises kills the child.

    Raises:
        ChildFailed: no answer came; the reason says which limit was met.
    """
    bounds = {"memory_mib": limits.memory_mib, "cpu_seconds": limits.cpu_seconds}
    bounded = {**request, "limits": bounds}
    hear = on_event or _ignore
    if module in WARM:
        try:
            return _run(_bear, module, bounded, folder=folder, limits=limits, hear=hear)
        except NurseryLost:
            log.warning("the nursery was lost: a child is started anew")
    return _run(_start, module, bounded, folder=folder, limits=limits, hear=hear)


class _Child(Protocol):
    """A child under way. answers: the file its lines are read from."""

    answers: int

    def wait(self, seconds: float) -> int: ...

    def end(self) -> None: ...


class _Started:
    """A child that was started anew."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self.answers = cast("IO[bytes]", process.stdout).fileno()

    def wait(self, seconds: float) -> int:
        return self._process.wait(timeout=seconds)

    def end(self) -> None:
        """Leave nothing behind: the child leads a group of its own, and all of it goes."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        cast("IO[bytes]", self._process.stdout).close()
        self._process.wait()


def _run(
    begin: Callable[[str, Path, IO[bytes], IO[bytes]], _Child],
    module: str,
    request: dict[str, Any],
    *,
    folder: Path,
    limits: Limits,
    hear: Callable[[dict[str, Any]], None],
) -> dict[str, Any]:
    # Files, not pipes, for what goes in and for what it complains: a full pipe would stop a
    # child that has not read yet, or one that complains much, and us with it.
    with tempfile.TemporaryFile() as document, tempfile.TemporaryFile() as complaints:
        document.write(json.dumps(request).encode())
        document.seek(0)
        child = begin(module, folder, document, complaints)
        try:
            answer = _listen(child.answers, limits.wall_seconds, hear)
            if answer is None:
                raise _explain(child, complaints)
            return answer
        finally:
            child.end()


def _start(module: str, folder: Path, document: IO[bytes], complaints: IO[bytes]) -> _Child:
    return _Started(
        subprocess.Popen(
            [sys.executable, "-P", "-m", module],
            stdin=document,
            stdout=subprocess.PIPE,
            stderr=complaints,
            cwd=folder,
            env=_environment(),
            start_new_session=True,
        )
    )


def _bear(module: str, folder: Path, document: IO[bytes], complaints: IO[bytes]) -> _Child:
    return nursery(WARM[module]).bear(
        module, folder=folder, document=document, complaints=complaints
    )


@lru_cache
def nursery(imports: str) -> Nursery:
    """Return this process's nursery with these imports; it begins when it first bears."""
    return Nursery([imports], environment=_environment())


def _listen(
    answers: int, seconds: float, on_event: Callable[[dict[str, Any]], None]
) -> dict[str, Any] | None:
    """Return the child's answer, or None when it ended without one."""
    deadline = time.monotonic() + seconds
    buffer = b""
    with selectors.DefaultSelector() as selector:
        selector.register(answers, selectors.EVENT_READ)
        while time.monotonic() < deadline:
            if not selector.select(timeout=TICK_SECONDS):
                on_event({})
                continue
            chunk = os.read(answers, 65536)
            if not chunk:
                return None
            *lines, buffer = (buffer + chunk).split(b"\n")
            for line in lines:
                message = json.loads(line)
                if "answer" in message:
                    answer: dict[str, Any] = message["answer"]
                    return answer
                on_event(message["event"])
    raise ChildFailed("time", f"no answer within {seconds} s")


def _explain(child: _Child, complaints: IO[bytes]) -> ChildFailed:
    """Name the reason of an end without an answer."""
    try:
        code = child.wait(5)
    except subprocess.TimeoutExpired:
        return ChildFailed("crash", "it closed its output and went on")
    complaints.seek(max(0, complaints.seek(0, os.SEEK_END) - TAIL_BYTES))
    detail = complaints.read().decode(errors="replace")
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        return ChildFailed("time", detail)
    if any(word in detail for word in _MEMORY_WORDS):
        return ChildFailed("memory", detail)
    return ChildFailed("crash", f"exit {code}: {detail}")


def _environment() -> dict[str, str]:
    """Only what a decoder needs: no secret of the product is in the child's environment."""
    keep = {name: os.environ[name] for name in ("PATH", "LANG", "HOME") if name in os.environ}
    root = str(Path(__file__).resolve().parent.parent)
    return {**keep, "PYTHONPATH": root, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def _ignore(_event: dict[str, Any]) -> None:
    """Nobody listens."""
