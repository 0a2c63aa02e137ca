"""A supervisor over small commands of our own, for tests of starting, watching and ending."""

import asyncio
import os
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from config.stack.folder import DataFolder
from config.stack.part import Part
from config.stack.process import Lifeline
from config.stack.supervisor import RestartPolicy, Supervisor

QUICK = RestartPolicy(tries=3, first_pause=0.01, calm=60.0)
FOREVER = "import time; time.sleep(60)"


def python(source: str) -> tuple[str, ...]:
    return (sys.executable, "-I", "-S", "-c", source)


def part(name: str, source: str = FOREVER, **more: object) -> Part:
    return Part(name=name, command=python(source), **more)  # type: ignore[arg-type]


class Scene:
    """One supervisor in one folder, with what it said."""

    def __init__(self, root: Path, *parts: Part, policy: RestartPolicy = QUICK) -> None:
        self.folder = DataFolder(root)
        self.folder.prepare()
        self.said: list[str] = []
        self.parts = {part.name: part for part in parts}
        self.policy = policy

    def play(self, script: Callable[[Supervisor], Awaitable[None]]) -> Supervisor:
        """Run the script with a fresh supervisor, and stop it whatever happens."""
        return asyncio.run(self._play(script))

    async def _play(self, script: Callable[[Supervisor], Awaitable[None]]) -> Supervisor:
        lifeline = Lifeline()
        supervisor = Supervisor(
            self.parts,
            self.folder,
            lifeline,
            dict(os.environ),
            policy=self.policy,
            say=self.said.append,
        )
        try:
            await script(supervisor)
        finally:
            await supervisor.stop()
            lifeline.close()
        return supervisor


async def until(condition: Callable[[], bool], *, seconds: float = 10.0) -> None:
    """Wait for the condition; fail when it does not come true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come true in time"
        await asyncio.sleep(0.01)


def is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False
