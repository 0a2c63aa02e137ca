"""Starts one child behind its guard, and ends it."""

import asyncio
import contextlib
import os
import signal
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from config.stack.folder import DataFolder
from config.stack.part import Part

GUARD = Path(__file__).with_name("guard.py")
ROOT = Path(__file__).resolve().parent.parent.parent
# After SIGUSR1 the guard kills and sweeps: 3 s at most.
KILL_SECONDS = 3.5


class Lifeline:
    """The pipe whose write end only this process has: its end is how guards learn of our death."""

    def __init__(self, *, lock: int | None = None) -> None:
        """Open the pipe. lock: the stack lock's descriptor, which guards hold with us."""
        self.read_end, self._write_end = os.pipe()
        self.lock = lock

    @property
    def descriptors(self) -> tuple[int, ...]:
        """What every guard inherits."""
        return (self.read_end,) if self.lock is None else (self.read_end, self.lock)

    def close(self) -> None:
        """Let go of both ends; guards that still run end their servers."""
        os.close(self._write_end)
        os.close(self.read_end)


class Child:
    """A started part: the guard's process, the server's own process id, and its end."""

    def __init__(
        self, part: Part, guard: asyncio.subprocess.Process, *, pid: int, log: Path
    ) -> None:
        """Follow the guard's end in a task of its own."""
        self.part = part
        self.pid = pid
        self.started = time.monotonic()
        self._guard = guard
        self._log = log
        self.end = asyncio.create_task(self._follow(), name=f"end of {part.name}")
        self.log_start = 0
        # It ran but gave no answer in time, and was ended for it.
        self.hung = False

    async def _follow(self) -> int:
        code = await self._guard.wait()
        # A guard that was killed itself could not sweep: its server's group is ended here.
        if code < 0:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGKILL)
        return code if code >= 0 else 128 - code

    def _signal(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            self._guard.send_signal(number)

    def kill(self) -> None:
        """Have the guard kill the server and everything it started, without asking."""
        self._signal(signal.SIGUSR1)

    async def stop(self, *, grace: float) -> None:
        """Ask the server to end; after `grace` seconds kill it with everything it started."""
        for number, seconds in ((signal.SIGTERM, grace), (signal.SIGUSR1, KILL_SECONDS)):
            self._signal(number)
            done, _ = await asyncio.wait({self.end}, timeout=seconds)
            if done:
                return
        self._signal(signal.SIGKILL)
        await self.end

    def last_words(self, *, lines: int = 12) -> list[str]:
        """Return the last lines the server wrote since this start."""
        try:
            with self._log.open("rb") as file:
                file.seek(self.log_start)
                text = file.read().decode(errors="replace")
        except OSError:
            return []
        return [line for line in text.splitlines() if line.strip()][-lines:]


async def spawn(
    part: Part, *, folder: DataFolder, lifeline: Lifeline, environment: Mapping[str, str]
) -> Child:
    """Start the part behind a guard, its output going to its log.

    Raises:
        OSError: not even the guard could be started.
    """
    report_read, report_write = os.pipe()
    log = folder.open_log(part.name)
    log_start = os.fstat(log).st_size
    try:
        guard = await asyncio.create_subprocess_exec(
            *(sys.executable, "-I", "-S", str(GUARD)),
            *("--life", str(lifeline.read_end), "--report", str(report_write)),
            *("--signal", str(int(part.stop_signal)), "--identity", part.identity),
            *(f"--remove={path}" for path in part.leftovers),
            *("--", *part.command),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=log,
            stderr=asyncio.subprocess.STDOUT,
            pass_fds=(*lifeline.descriptors, report_write),
            env={**environment, **part.environment},
            cwd=ROOT,
            start_new_session=True,
        )
    finally:
        os.close(report_write)
        os.close(log)
    try:
        # The guard writes one line at once, or dies and thereby ends the pipe.
        reported = await asyncio.to_thread(os.read, report_read, 32)
    finally:
        os.close(report_read)
    pid = int(reported) if reported.strip().isdigit() else guard.pid
    child = Child(part, guard, pid=pid, log=folder.log(part.name))
    child.log_start = log_start
    return child
