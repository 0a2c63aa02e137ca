"""The guard as the supervisor uses it: a process of its own, started by path."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from config.stack.process import GUARD
from tests.unit.stack.helpers import is_gone

# A server with a child of its own, and one that left its group and session.
FAMILY = (
    "import os, subprocess, sys, time\n"
    "one = subprocess.Popen(['sleep', '60'])\n"
    "two = subprocess.Popen(['sleep', '60'], start_new_session=True)\n"
    "print(one.pid, two.pid, flush=True)\n"
)
STAYS = FAMILY + "time.sleep(60)"
LEAVES = FAMILY + "sys.exit(3)"
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + STAYS


class Guarded:
    """A guard with the supervisor's ends of its pipes in our hand."""

    def __init__(self, source: str | Sequence[str], *words: str) -> None:
        command = [sys.executable, "-I", "-S", "-c", source] if isinstance(source, str) else source
        life, self.write_end = os.pipe()
        report, report_write = os.pipe()
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-I", "-S", str(GUARD), "--life", str(life)),
                *("--report", str(report_write), *words),
                *("--", *command),
            ],
            pass_fds=(life, report_write),
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        os.close(life)
        os.close(report_write)
        self.server = int(os.read(report, 32))
        os.close(report)

    def family(self) -> list[int]:
        assert self.process.stdout is not None
        return [self.server, *map(int, self.process.stdout.readline().split())]

    def lose_supervisor(self) -> None:
        os.close(self.write_end)
        self.write_end = -1

    def end(self) -> None:
        if self.write_end >= 0:
            self.lose_supervisor()
        self.process.wait(timeout=15)
        assert self.process.stdout is not None
        self.process.stdout.close()


@contextlib.contextmanager
def guarded(source: str | Sequence[str], *words: str) -> Iterator[Guarded]:
    guard = Guarded(source, *words)
    try:
        yield guard
    finally:
        guard.end()


def test_the_guard_ends_with_the_servers_code_and_what_it_left_behind_is_gone() -> None:
    with guarded(LEAVES) as guard:
        family = guard.family()

        assert guard.process.wait(timeout=10) == 3
        assert all(is_gone(pid) for pid in family)


def test_without_its_supervisor_everything_ends() -> None:
    with guarded(STAYS) as guard:
        family = guard.family()
        guard.lose_supervisor()

        assert guard.process.wait(timeout=10) == 128 + signal.SIGTERM
        assert all(is_gone(pid) for pid in family)


@pytest.mark.slow
def test_without_its_supervisor_even_a_stubborn_server_is_gone_within_ten_seconds() -> None:
    with guarded(STUBBORN) as guard:
        family = guard.family()
        began = time.monotonic()
        guard.lose_supervisor()

        assert guard.process.wait(timeout=10) == 128 + signal.SIGKILL
        assert time.monotonic() - began < 10
        assert all(is_gone(pid) for pid in family)


def test_what_a_killed_server_leaves_elsewhere_is_removed(tmp_path: Path) -> None:
    left = tmp_path / "server.sock"
    left.touch()
    with guarded(STAYS, f"--remove={left}", f"--remove={tmp_path / 'never'}") as guard:
        guard.family()
        guard.lose_supervisor()
        guard.process.wait(timeout=10)

    assert not left.exists()


def test_the_keyboards_signals_leave_the_server_to_its_supervisor() -> None:
    with guarded(STAYS) as guard:
        server, *_ = guard.family()
        guard.process.send_signal(signal.SIGINT)
        guard.process.send_signal(signal.SIGHUP)
        time.sleep(0.2)

        assert guard.process.poll() is None
        assert not is_gone(server)


def test_sigusr1_kills_at_once() -> None:
    with guarded(STUBBORN) as guard:
        family = guard.family()
        guard.process.send_signal(signal.SIGUSR1)

        assert guard.process.wait(timeout=5) == 128 + signal.SIGKILL
        assert all(is_gone(pid) for pid in family)


def test_the_server_holds_neither_pipe_nor_lock() -> None:
    tell = "import os; print(sorted(os.listdir('/proc/self/fd')))"
    with guarded(tell) as guard:
        assert guard.process.stdout is not None
        # 3 is the listing's own.
        assert guard.process.stdout.readline().strip() == "['0', '1', '2', '3']"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has another account to become")
@pytest.mark.parametrize("identity", ["namespace", "nobody"])
def test_root_runs_a_server_under_another_account(identity: str) -> None:
    if identity == "namespace" and not Path("/proc/self/ns/user").exists():
        pytest.skip("this system has no user namespaces")
    tell = ("sh", "-c", "echo $(id -un)")
    with guarded(tell, "--identity", identity) as guard:
        assert guard.process.stdout is not None
        assert guard.process.stdout.readline() == "nobody\n"
