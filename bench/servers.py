"""Servers of a measurement's own: the stack's definitions, on free ports, in a temporary folder.

Nothing of the machine's is used and nothing stays: what `make up` starts is started beside it.
"""

import asyncio
import contextlib
import os
import resource
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from config.stack.assembly import assemble, embedded
from config.stack.environment import Given
from config.stack.folder import DataFolder
from config.stack.part import Part
from config.stack.ports import Ports
from config.stack.process import ROOT, Lifeline
from config.stack.supervisor import Supervisor

# The quick password hashes of the tests: people are made by the hundred.
SETTINGS = "config.settings.testing"
SERVERS_GIVEN = ("DATABASE_URL", "REDIS_URL", "S3_ENDPOINT_URL", "MINIO_ENDPOINT", "PUBLIC_URL")
FILES_WANTED = 65536
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
TICKS = os.sysconf("SC_CLK_TCK")
Change = Callable[[Part], Part]


@dataclass(frozen=True, slots=True)
class Servers:
    """What runs. processes: name of a part → its process id."""

    environment: Mapping[str, str]
    ports: Mapping[str, int]
    processes: Mapping[str, int]
    folder: DataFolder

    async def python(self, module: str, *words: str) -> asyncio.subprocess.Process:
        """Start `python -m module` among the servers; one talks to it by lines."""
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", module, *words),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            env=self.environment,
            cwd=ROOT,
            # A line may list thousands of addresses.
            limit=2**26,
        )


@contextlib.asynccontextmanager
async def running(names: Iterable[str], *, change: Change | None = None) -> AsyncIterator[Servers]:
    """Run these parts with what they need, on a migrated database, to the end of the block.

    change: returns a part as this measurement wants it.
    """
    allow_many_files()
    person = {name: value for name, value in os.environ.items() if name not in SERVERS_GIVEN}
    folder = DataFolder(Path(tempfile.mkdtemp(prefix="ebusiness-bench-")))
    folder.prepare()
    folder.sign_ins_json.write_text("[]")  # no demo
    lifeline = Lifeline()
    with Ports() as ports:
        ports.take_all([*embedded(Given.read(person)), "public", "web", "events"], earlier={})
        stack = assemble(folder, ports=ports.numbers, person=person, settings=SETTINGS)
        # What is measured is waited for.
        awaited = (replace(p, background=False, follows=()) for p in stack.parts.values())
        parts = {part.name: change(part) if change else part for part in awaited}
        supervisor = Supervisor(parts, folder, lifeline, stack.environment, say=_say)
        try:
            await supervisor.start([*names, "setup"])
            pids = {name: one.pid for name, one in supervisor.status.items() if one.pid}
            # What is filled for a measurement is filled by the database's owner.
            environment = {**stack.environment, **stack.parts["setup"].environment}
            yield Servers(environment, ports.numbers, pids, folder)
        finally:
            await supervisor.stop()
            lifeline.close()
            shutil.rmtree(folder.root)


def allow_many_files() -> int:
    """Raise the limit of open files as far as this account may; return what it is now."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES_WANTED if hard == resource.RLIM_INFINITY else min(FILES_WANTED, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return wanted


def family(pid: int) -> list[int]:
    """Return a process and all it has started."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except FileNotFoundError:
        return []
    return [pid, *(found for child in children for found in family(int(child)))]


def memory(pids: Iterable[int]) -> int:
    """Return the bytes of memory that processes have in use (RSS)."""
    pages = (int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in pids)
    return sum(pages) * PAGE_BYTES


def processor(pid: int) -> float:
    """Return the seconds of processor time that a process and all it started have used."""
    return sum(_processor(one) for one in family(pid))


def _processor(pid: int) -> float:
    try:
        said = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return 0.0  # it has just ended: its parent has what it used
    # The name before the last bracket may hold spaces. What ended children used is counted, too.
    return sum(int(ticks) for ticks in said.rpartition(")")[2].split()[11:15]) / TICKS


def load() -> str:
    """Return what the machine is busy with, to be said beside a figure."""
    return f"load {os.getloadavg()[0]:.1f}"


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
