"""Starts parts in the order of their needs, restarts what dies, and stops all in reverse."""

import asyncio
import enum
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from config.stack.folder import DataFolder, trim_log
from config.stack.part import Part, StackError
from config.stack.process import Child, Lifeline, spawn

PROBE_SECONDS = 0.05
TRIM_SECONDS = 600.0


class State(enum.StrEnum):
    """Where a part stands."""

    WAITING = "waiting"
    STARTING = "starting"
    READY = "ready"
    RESTARTING = "restarting"
    FAILED = "failed"
    DONE = "done"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class RestartPolicy:
    """How a part that died comes back: `tries` times in a row, each pause four times the last."""

    tries: int = 3
    first_pause: float = 0.5
    # A part that was well for so long starts counting anew.
    calm: float = 60.0

    def pause(self, restarts: int) -> float | None:
        """Return the seconds before restart number `restarts` (0 is the first); None: give up."""
        return self.first_pause * 4.0**restarts if restarts < self.tries else None


@dataclass(slots=True)
class Status:
    """One part as `make status` shows it."""

    state: State = State.WAITING
    pid: int | None = None
    restarts: int = 0
    reason: str = ""


class PartFailed(StackError):
    """A part could not be started, or would not stay up; the text says which, why, and its log."""

    def __init__(self, part: Part, *, reason: str, words: Sequence[str], log: Path) -> None:
        """words: the last lines of its log."""
        quoted = "".join(f"\n    {line}" for line in words)
        super().__init__(f"{part.name} {reason}.{quoted}\n  Its log: {log}")


@dataclass
class Supervisor:
    """Keeps parts running until told to stop."""

    parts: Mapping[str, Part]
    folder: DataFolder
    lifeline: Lifeline
    environment: Mapping[str, str]
    policy: RestartPolicy = field(default_factory=RestartPolicy)
    say: Callable[[str], None] = print
    changed: Callable[[], None] = lambda: None

    def __post_init__(self) -> None:
        """Begin with everything waiting."""
        self.status = {name: Status() for name in self.parts}
        self.children: dict[str, Child] = {}
        self.failure: PartFailed | None = None
        self._broken = asyncio.Event()
        self._begun = {name: asyncio.Event() for name in self.parts}
        self._ready = {name: asyncio.Event() for name in self.parts}
        self._stopping = asyncio.Event()
        self._keepers: dict[str, asyncio.Task[None]] = {}

    # --- starting ---------------------------------------------------------------------------------
    async def start(self, names: Iterable[str] | None = None) -> None:
        """Start the parts named (all if none is), with what they need, and wait until they are ready.

        Background parts are only seen to have been started.

        Raises:
            PartFailed: one of them could not be started; the others still run.
        """
        wanted = self._with_needs(self.parts if names is None else names)
        for name in wanted:
            if name not in self._keepers:
                keeper = asyncio.create_task(self._keep(self.parts[name]), name=f"keep {name}")
                self._keepers[name] = keeper
        reached = [
            self._begun[name] if self.parts[name].background else self._ready[name]
            for name in wanted
        ]
        await self._until(asyncio.gather(*(event.wait() for event in reached)), self._broken)
        if self.failure is not None:
            raise self.failure

    async def until_broken(self) -> PartFailed:
        """Wait until an essential part is given up, and return what is to be said of it."""
        await self._broken.wait()
        assert self.failure is not None
        return self.failure

    def _with_needs(self, names: Iterable[str]) -> list[str]:
        found: list[str] = []

        def add(name: str) -> None:
            for need in self.parts[name].needs:
                add(need)
            if name not in found:
                found.append(name)

        for name in names:
            add(name)
        return found

    # --- keeping ----------------------------------------------------------------------------------
    async def _keep(self, part: Part) -> None:
        """Start the part when its needs are met, and again whenever it dies."""
        earlier = [*part.needs, *(name for name in part.follows if name in self._keepers)]
        for name in earlier:
            if not await self._unless_stopping(self._ready[name].wait()):
                return
        restarts = 0
        while not self._stopping.is_set():
            try:
                code, well = await self._run_once(part)
            except (OSError, StackError) as error:
                self._fail(part, reason=f"could not be started: {error}", words=[])
                return
            if self._stopping.is_set() or (part.once and code == 0):
                return
            if well >= self.policy.calm:
                restarts = 0
            pause = self._pause_before(part, restarts)
            if pause is None:
                self._give_up(part, code)
                return
            restarts += 1
            end = self._end_of(part, code)
            self._note(part, State.RESTARTING, reason=end)
            self.say(f"{part.name}: {end}; starting it again in {pause:g} s")
            await self._unless_stopping(asyncio.sleep(pause))
            self.status[part.name].restarts += 1

    def _pause_before(self, part: Part, restarts: int) -> float | None:
        """Return the pause before the next try; None when there is none."""
        if self._never_ready(part) and restarts + 1 >= part.first_tries:
            return None
        return self.policy.pause(restarts)

    async def _run_once(self, part: Part) -> tuple[int, float]:
        """Run the part to its end; return its exit code and the seconds it was well."""
        began = time.monotonic()
        if part.prepare is not None:
            await asyncio.to_thread(part.prepare)
        child = await spawn(
            part, folder=self.folder, lifeline=self.lifeline, environment=self.environment
        )
        self.children[part.name] = child
        self._note(part, State.STARTING, pid=child.pid)
        self._begun[part.name].set()
        well_since = None
        if part.once:
            if await self._finishes(child):
                if part.finish is not None:
                    await asyncio.to_thread(part.finish)
                self._note(part, State.DONE)
                self._ready[part.name].set()
                self.say(f"{part.name} done in {time.monotonic() - began:.1f} s")
        elif await self._becomes_ready(child):
            well_since = time.monotonic()
            self._note(part, State.READY, pid=child.pid)
            if not self._ready[part.name].is_set() or self.status[part.name].restarts:
                self.say(f"{part.name} ready in {well_since - began:.1f} s")
            self._ready[part.name].set()
        elif not child.end.done():
            child.hung = not self._stopping.is_set()
            await child.stop(grace=part.grace)
        code = await child.end
        return code, 0.0 if well_since is None else time.monotonic() - well_since

    async def _finishes(self, child: Child) -> bool:
        """Wait for a step's end; False when it failed or the stack is stopping."""
        if not await self._unless_stopping(asyncio.shield(child.end)):
            await child.stop(grace=child.part.grace)
            return False
        return child.end.result() == 0

    async def _becomes_ready(self, child: Child) -> bool:
        """Probe until the server answers; False when it ended, hung, or the stack is stopping."""
        part = child.part
        deadline = time.monotonic() + part.patience
        while time.monotonic() < deadline and not self._stopping.is_set():
            if child.end.done():
                return False
            if part.probe is None or await part.probe():
                return not child.end.done()
            await asyncio.wait({child.end}, timeout=PROBE_SECONDS)
        return False

    def _give_up(self, part: Part, code: int) -> None:
        words = self.children[part.name].last_words()
        if self._never_ready(part):
            verb = "failed" if part.once else "did not start"
            self._fail(part, reason=f"{verb} ({self._end_of(part, code)})", words=words)
            return
        restarts = self.status[part.name].restarts
        reason = f"would not stay up ({self._end_of(part, code)}; restarted {restarts} times)"
        self._fail(part, reason=reason, words=words)

    def _fail(self, part: Part, *, reason: str, words: Sequence[str]) -> None:
        """Name the part and its log; without an essential part the stack cannot go on."""
        failure = PartFailed(part, reason=reason, words=words, log=self.folder.log(part.name))
        ends_the_stack = part.essential or self._never_ready(part)
        self._note(part, State.FAILED, reason=reason)
        if not ends_the_stack:
            self.say(f"{failure}\n  The rest goes on without it.")
        elif self.failure is None:
            self.failure = failure
            self._broken.set()

    def _end_of(self, part: Part, code: int) -> str:
        if self.children[part.name].hung:
            return f"no answer within {part.patience:g} s"
        return f"it ended with code {code}"

    def _never_ready(self, part: Part) -> bool:
        return not self._ready[part.name].is_set() and not part.background

    # --- stopping ---------------------------------------------------------------------------------
    async def stop(self) -> None:
        """End everything, each part after all that need it; kill what does not end in its grace."""
        self._stopping.set()
        needed_by = {
            name: [other.name for other in self.parts.values() if name in other.needs]
            for name in self.parts
        }
        gone = {name: asyncio.Event() for name in self.parts}

        async def end(name: str) -> None:
            for other in needed_by[name]:
                await gone[other].wait()
            child = self.children.get(name)
            if child is not None and not child.end.done():
                await child.stop(grace=self.parts[name].grace)
            if name in self._keepers:
                await self._keepers[name]
            if self.status[name].state not in {State.FAILED, State.DONE, State.WAITING}:
                self._note(self.parts[name], State.STOPPED)
            gone[name].set()

        await asyncio.gather(*(end(name) for name in self.parts))

    def hurry(self) -> None:
        """Kill everything at once, in no order."""
        for child in self.children.values():
            child.kill()

    # --- beside -----------------------------------------------------------------------------------
    async def trim_logs(self) -> None:
        """Keep every log small, for as long as the stack runs."""
        while await self._unless_stopping(asyncio.sleep(TRIM_SECONDS)):
            for path in self.folder.logs():
                await asyncio.to_thread(trim_log, path)

    async def _unless_stopping(self, awaited: Awaitable[object]) -> bool:
        """Wait for it; False when the stack began to stop first."""
        await self._until(awaited)
        return not self._stopping.is_set()

    async def _until(self, awaited: Awaitable[object], *events: asyncio.Event) -> None:
        """Wait for it, for one of the events, or for the stack to begin to stop."""
        waits: list[asyncio.Future[Any]] = [asyncio.ensure_future(awaited)]
        waits += [asyncio.create_task(event.wait()) for event in (self._stopping, *events)]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
            await asyncio.gather(*waits, return_exceptions=True)

    def _note(self, part: Part, state: State, *, pid: int | None = None, reason: str = "") -> None:
        status = self.status[part.name]
        status.state, status.pid, status.reason = state, pid, reason
        self.changed()
