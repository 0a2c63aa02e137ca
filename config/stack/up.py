"""`make up`: starts the stack, says where it is, keeps it until told to stop."""

import asyncio
import contextlib
import os
import resource
import signal
import time
from collections.abc import Mapping

from config.stack.assembly import Stack, assemble, take_ports
from config.stack.folder import (
    DataFolder,
    StackLock,
    read_json,
    running_supervisor,
    write_json,
)
from config.stack.part import StackError
from config.stack.ports import Ports
from config.stack.process import Lifeline
from config.stack.supervisor import Supervisor

# Servers of a stack that was killed end within ten seconds.
LEFTOVER_SECONDS = 15.0
FILES_WANTED = 65536
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def say(text: str) -> None:
    """Print a line; a closed terminal is no reason to fall."""
    with contextlib.suppress(OSError, ValueError):
        print(text, flush=True)  # noqa: T201  speaking to people is this module's work


def up(folder: DataFolder, person: Mapping[str, str]) -> int:
    """Run the stack until it is stopped and return the exit code."""
    folder.prepare()
    lock = StackLock(folder)
    if not lock.take(patience=0.3):
        if running_supervisor(folder) is not None:
            return _say_where_it_runs(folder)
        say("An earlier stack on this folder was killed; its servers are still ending.")
        if not lock.take(patience=LEFTOVER_SECONDS):
            raise StackError(
                f"Processes of an earlier stack still use {folder.root}; end them first."
            )
    folder.stack_json.unlink(missing_ok=True)
    _allow_many_files()
    with Ports() as ports:
        take_ports(ports, person=person, folder=folder)
        write_json(folder.ports_json, ports.numbers)
        stack = assemble(folder, ports=ports.numbers, person=person)
        try:
            return asyncio.run(_run(stack, folder=folder, ports=ports.numbers, lock=lock))
        finally:
            folder.stack_json.unlink(missing_ok=True)


def _say_where_it_runs(folder: DataFolder) -> int:
    address = read_json(folder.stack_json).get("address")
    say(
        f"This stack is already running: {address}"
        if address
        else f"This stack is already starting; `make status DATA_DIR={folder.root}` shows how far."
    )
    return 0


def _allow_many_files() -> None:
    """Raise the limit of open files for our children: each event stream is one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES_WANTED if hard == resource.RLIM_INFINITY else min(FILES_WANTED, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


async def _run(
    stack: Stack, *, folder: DataFolder, ports: Mapping[str, int], lock: StackLock
) -> int:
    return await _Session(stack, folder=folder, ports=ports, lock=lock).run()


class _Session:
    """One run of the stack, with the two files that say how it stands."""

    def __init__(
        self, stack: Stack, *, folder: DataFolder, ports: Mapping[str, int], lock: StackLock
    ) -> None:
        self.stack = stack
        self.folder = folder
        self.ports = ports
        self.is_ready = False
        self.lifeline = Lifeline(lock=lock.descriptor)
        self.supervisor = Supervisor(
            stack.parts, folder, self.lifeline, stack.environment, say=say, changed=self.write
        )

    async def run(self) -> int:
        """Start, stay, stop; return the exit code."""
        stop_asked = self._listen_for_stop()
        trimming = asyncio.create_task(self.supervisor.trim_logs())
        code = 0
        try:
            await self._serve(stop_asked)
        except StackError as error:
            say(f"\n{error}\n")
            code = 1
        began = time.monotonic()
        say("Stopping …")
        self.is_ready = False
        self.folder.stack_json.unlink(missing_ok=True)
        await self.supervisor.stop()
        await trimming
        self.lifeline.close()
        say(f"Everything has ended ({time.monotonic() - began:.1f} s). Data: {self.folder.root}")
        return code

    async def _serve(self, stop_asked: asyncio.Event) -> None:
        """Start everything and stay until asked to stop.

        Raises:
            StackError: a part would not start, or an essential one would not stay up.
        """
        began = time.monotonic()
        stop = asyncio.create_task(stop_asked.wait())
        starting = asyncio.create_task(self.supervisor.start())
        await asyncio.wait({starting, stop}, return_when=asyncio.FIRST_COMPLETED)
        if not stop.done():
            starting.result()
            self.is_ready = True
            self.write()
            _announce(self.stack, self.folder, seconds=time.monotonic() - began)
            broken = asyncio.create_task(self.supervisor.until_broken())
            await asyncio.wait({stop, broken}, return_when=asyncio.FIRST_COMPLETED)
            if broken.done():
                raise broken.result()
            broken.cancel()
        starting.cancel()
        stop.cancel()
        await asyncio.gather(starting, stop, return_exceptions=True)

    def _listen_for_stop(self) -> asyncio.Event:
        """Turn the first stop signal into the end of a wait; the second kills."""
        asked = asyncio.Event()

        def stop() -> None:
            if asked.is_set():
                say("Killing what is left.")
                self.supervisor.hurry()
            asked.set()

        for number in STOP_SIGNALS:
            asyncio.get_running_loop().add_signal_handler(number, stop)
        return asked

    def write(self) -> None:
        """Write state.json and, while the product answers, stack.json as things are."""
        status = self.supervisor.status
        common = {
            "address": self.stack.address,
            "supervisor": os.getpid(),
            "parts": {
                name: {"state": one.state, "restarts": one.restarts, "reason": one.reason}
                for name, one in status.items()
            },
        }
        write_json(self.folder.state_json, {**common, "ready": self.is_ready})
        if self.is_ready:
            processes = {name: one.pid for name, one in status.items() if one.pid is not None}
            ours = {
                "data": str(self.folder.root),
                "ports": dict(self.ports),
                "processes": processes,
                "logs": {name: str(self.folder.log(name)) for name in status},
                "sign_ins": self.folder.sign_ins(),
            }
            write_json(self.folder.stack_json, {**common, **ours})


def _announce(stack: Stack, folder: DataFolder, *, seconds: float) -> None:
    lines = ["", f"E_Business is ready:  {stack.address}   ({seconds:.1f} s)"]
    for row in folder.sign_ins():
        role = f"{row.get('role', '')}".strip().capitalize()
        lines.append(f"{role:<22}{row.get('email', '')}  {row.get('password', '')}")
    lines += [f"{'Data':<22}{folder.root}", "Ctrl-C or `make down` stops it.", ""]
    say("\n".join(lines))
