"""Runs a small module in a limited child process: untrusted bytes never meet the worker.

A Celery pool child may not fork by multiprocessing, and a decoder that eats all memory must
not take a worker with it, so pictures are decoded and composed in `python -m …` processes.
"""

import json
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TICK_SECONDS = 0.5


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
    process = subprocess.Popen(
        [sys.executable, "-m", module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=folder,
        env=_environment(),
        start_new_session=True,
    )
    try:
        document = {**request, "limits": {"memory_mib": limits.memory_mib, "cpu_seconds": limits.cpu_seconds}}
        return _converse(process, json.dumps(document).encode(), limits, on_event or _ignore)
    finally:
        _end(process)


def _converse(
    process: subprocess.Popen[bytes],
    document: bytes,
    limits: Limits,
    on_event: Callable[[dict[str, Any]], None],
) -> dict[str, Any]:
    assert process.stdin and process.stdout and process.stderr
    try:
        process.stdin.write(document)
        process.stdin.close()
    except BrokenPipeError as error:
        raise ChildFailed("crash", _tail(process)) from error
    deadline = time.monotonic() + limits.wall_seconds
    buffer = b""
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while time.monotonic() < deadline:
            if not selector.select(timeout=TICK_SECONDS):
                on_event({})
                continue
            chunk = os.read(process.stdout.fileno(), 65536)
            if not chunk:
                raise _explain(process)
            buffer += chunk
            *lines, buffer = buffer.split(b"\n")
            for line in lines:
                message = json.loads(line)
                if "answer" in message:
                    answer: dict[str, Any] = message["answer"]
                    return answer
                on_event(message["event"])
    raise ChildFailed("time", f"no answer within {limits.wall_seconds} s")


def _explain(process: subprocess.Popen[bytes]) -> ChildFailed:
    """Name the reason of an end without an answer."""
    detail = _tail(process)
    code = process.wait(timeout=5)
    if code == -signal.SIGXCPU or code == -signal.SIGKILL:
        return ChildFailed("time", detail)
    if "MemoryError" in detail or "Insufficient memory" in detail or "bad_alloc" in detail:
        return ChildFailed("memory", detail)
    return ChildFailed("crash", f"exit {code}: {detail}")


def _tail(process: subprocess.Popen[bytes]) -> str:
    assert process.stderr
    return process.stderr.read()[-2000:].decode(errors="replace")


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.kill()
    for stream in (process.stdin, process.stdout, process.stderr):
        if stream:
            stream.close()
    process.wait()


def _environment() -> dict[str, str]:
    """Only what a decoder needs: no secret of the product is in the child's environment."""
    keep = {name: os.environ[name] for name in ("PATH", "LANG", "HOME") if name in os.environ}
    root = str(Path(__file__).resolve().parent.parent)
    return {**keep, "PYTHONPATH": root, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def _ignore(_event: dict[str, Any]) -> None:
    """Nobody listens."""
