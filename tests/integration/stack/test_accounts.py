"""Under which accounts the stack runs: root in two ways, and an ordinary user."""

import asyncio
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.stack import binaries, servers
from config.stack.folder import DataFolder
from config.stack.guard import NOBODY_ID
from config.stack.part import StackError
from config.stack.ports import Ports
from config.stack.process import ROOT, Lifeline
from config.stack.servers import Servers
from config.stack.supervisor import Supervisor
from tests.integration.stack.running import running

# An account this machine has no name for, as containers often use one.
STRANGER = 54321
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder every account may enter; pytest's own are closed."""
    folder = Path("/var/tmp") / f"e-business-{os.getpid()}"  # noqa: S108  its name is our own
    folder.mkdir(mode=0o755)
    yield folder
    shutil.rmtree(folder)


def _owner(pid: int | None) -> int:
    return Path(f"/proc/{pid}").stat().st_uid


async def _ask_postgres(made: Servers, *, identity: str) -> tuple[int, str]:
    """Start PostgreSQL under the account; return whose process it is and what it answers."""
    lifeline = Lifeline()
    parts = {part.name: part for part in servers.postgres(made, identity=identity)}
    supervisor = Supervisor(parts, made.folder, lifeline, dict(os.environ))
    try:
        await supervisor.start()
        pid = supervisor.status["postgres"].pid
        owner = _owner(pid)
        psql = await asyncio.create_subprocess_exec(
            str(binaries.find(binaries.POSTGRES) / "psql"),
            *("-h", "127.0.0.1", "-p", str(made.ports["postgres"]), "-U", servers.ACCOUNT),
            *("-Atc", "SELECT current_database()", servers.DATABASE),
            stdout=subprocess.PIPE,
            env={**os.environ, "PGPASSWORD": made.secrets["POSTGRES_PASSWORD"]},
        )
        answer, _ = await psql.communicate()
        return owner, answer.decode().strip()
    finally:
        await supervisor.stop()
        lifeline.close()


@needs_root
@pytest.mark.parametrize(("identity", "owner"), [("namespace", 0), ("nobody", NOBODY_ID)])
def test_root_has_postgres_run_as_somebody_else(
    open_folder: Path, identity: str, owner: int
) -> None:
    folder = DataFolder(open_folder / "data")
    folder.prepare()
    with Ports() as ports:
        ports.take_all(["postgres"], earlier={})
        made = Servers(folder, ports.numbers, folder.secrets(), "bucket", durable=False)

        # A second start finds the files the first one made.
        for _ in range(2):
            answer = asyncio.run(_ask_postgres(made, identity=identity))
            assert answer == (owner, servers.DATABASE)


@needs_root
def test_a_folder_nobody_may_enter_is_named_and_not_opened(open_folder: Path) -> None:
    closed = open_folder / "closed"
    closed.mkdir(mode=0o700)
    folder = DataFolder(closed / "data")
    folder.prepare()
    made = Servers(folder, {"postgres": 1}, folder.secrets(), "bucket")

    new_cluster, _ = servers.postgres(made, identity="nobody")
    assert new_cluster.prepare is not None
    with pytest.raises(StackError, match=f"`nobody` may not enter {closed}"):
        new_cluster.prepare()
    assert closed.stat().st_mode & 0o777 == 0o700


def _is_open(path: Path) -> bool:
    """Tell whether every account may enter the folder."""
    return all(folder.stat().st_mode & 0o005 == 0o005 for folder in (path, *path.parents))


def _python_for_all(folder: Path) -> Path:
    """Return this very Python where other accounts can run it: linked aside if need be."""
    base = Path(sys.base_prefix)
    if not _is_open(base):
        unused = shutil.ignore_patterns("test", "tests", "__pycache__", "site-packages")
        base = shutil.copytree(
            base, folder / "python", symlinks=True, ignore=unused, copy_function=_link
        )
    return base / "bin" / f"python{sys.version_info.major}.{sys.version_info.minor}"


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


@needs_root
@pytest.mark.slow
@pytest.mark.timeout(240)
@pytest.mark.skipif(not _is_open(ROOT), reason="other accounts may not enter this checkout")
def test_an_ordinary_user_runs_the_whole_stack(open_folder: Path) -> None:
    data = open_folder / "data"
    data.mkdir()
    (data / "sign-ins.json").write_text("[]")
    for path in (open_folder, data, data / "sign-ins.json"):
        os.chown(path, STRANGER, STRANGER)
    python = _python_for_all(open_folder)
    command = (
        *(shutil.which("setpriv") or "setpriv", f"--reuid={STRANGER}", f"--regid={STRANGER}"),
        *("--clear-groups", str(python), "-B", "-m", "config.stack", "up"),
    )
    theirs = {
        "HOME": str(open_folder),
        # Where it was linked aside, its library still names the place it came from.
        "LD_LIBRARY_PATH": str(python.parent.parent / "lib"),
        "PYTHONPATH": sysconfig.get_path("purelib"),
        "PATH": f"{sysconfig.get_path('scripts')}:{os.environ['PATH']}",
    }
    with running(data, command=command, environment=theirs) as stack:
        told = stack.wait_until_ready()

        assert stack.ask("/readyz") == 200
        owners = {_owner(pid) for pid in told["processes"].values()}
        assert owners == {STRANGER}
    assert stack.process.returncode == 0
