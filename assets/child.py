"""Runs a small module in a limited child process: untrusted bytes never meet the worker.

A Celery pool child may not fork by multiprocessing, and a decoder that eats all memory must
not take a worker with it, so pictures are decoded and composed in `python -m …` processes.
What such a module does on its side stands in `assets.limited`.
"""

import json
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
from pathlib import Path
from typing import IO, Any, cast

TICK_SECONDS = 0.5
TAIL_BYTES = 2000
_MEMORY_WORDS = ("MemoryError", "Insufficient memory", "bad_alloc", "Cannot allocate memory")


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
    # Files, not pipes, for what goes in and for what it complains: a full pipe would stop a
    # child that has not read yet, or one that complains much, and us with it.
    with tempfile.TemporaryFile() as document, tempfile.TemporaryFile() as complaints:
        document.write(json.dumps({**request, "limits": bounds}).encode())
        document.seek(0)
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", module],
            stdin=document,
            stdout=subprocess.PIPE,
            stderr=complaints,
            cwd=folder,
            env=_environment(),
            start_new_session=True,
        )
        try:
            answer = _listen(process, limits.wall_seconds, on_event or _ignore)
            if answer is None:
                raise _explain(process, complaints)
            return answer
        finally:
            _end(process)


def _listen(
    process: subprocess.Popen[bytes], seconds: float, on_event: Callable[[dict[str, Any]], None]
) -> dict[str, Any] | None:
    """Return the child's answer, or None when it ended without one."""
    stdout = cast("IO[bytes]", process.stdout)
    deadline = time.monotonic() + seconds
    buffer = b""
    with selectors.DefaultSelector() as selector:
        selector.register(stdout, selectors.EVENT_READ)
        while time.monotonic() < deadline:
            if not selector.select(timeout=TICK_SECONDS):
                on_event({})
                continue
            chunk = os.read(stdout.fileno(), 65536)
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


def _explain(process: subprocess.Popen[bytes], complaints: IO[bytes]) -> ChildFailed:
    """Name the reason of an end without an answer."""
    try:
        code = process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        return ChildFailed("crash", "it closed its output and went on")
    complaints.seek(max(0, complaints.seek(0, os.SEEK_END) - TAIL_BYTES))
    detail = complaints.read().decode(errors="replace")
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        return ChildFailed("time", detail)
    if any(word in detail for word in _MEMORY_WORDS):
        return ChildFailed("memory", detail)
    return ChildFailed("crash", f"exit {code}: {detail}")


def _end(process: subprocess.Popen[bytes]) -> None:
    """Leave nothing behind: the child leads a group of its own, and all of it goes."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    if process.stdout is not None:
        process.stdout.close()
    process.wait()


def _environment() -> dict[str, str]:
    """Only what a decoder needs: no secret of the product is in the child's environment."""
    keep = {name: os.environ[name] for name in ("PATH", "LANG", "HOME") if name in os.environ}
    root = str(Path(__file__).resolve().parent.parent)
    return {**keep, "PYTHONPATH": root, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def _ignore(_event: dict[str, Any]) -> None:
    """Nobody listens."""
