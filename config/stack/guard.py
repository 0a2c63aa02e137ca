"""Stands between the supervisor and one server, so that nothing outlives the supervisor.

Run by path, never imported by what it starts: `python -I -S guard.py --life FD … -- command`.
It holds the read end of a pipe whose write end only the supervisor has. End of file there means
that the supervisor is gone, however it went: the server is asked to stop, then killed.
A parent-death signal would be tied to a thread and does not exist on macOS; a pipe is neither.

Signals: SIGTERM passes the server its own stop signal; SIGUSR1 kills at once.
Ends with the server's exit code (128 + signal where a signal ended it), after everything the
server left behind is gone too.
"""

import argparse
import contextlib
import ctypes
import os
import pwd
import select
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

# The whole end after a lost supervisor stays well under ten seconds.
LOST_SUPERVISOR_SECONDS = 5.0
SWEEP_SECONDS = 3.0
NOBODY_ID = 65534
# Accounts found on nearly every system, the likeliest first.
ORDINARY_IDS = (NOBODY_ID, 1, 2, 1000)
_CLONE_NEWUSER = 0x10000000
_PR_SET_CHILD_SUBREAPER = 36
EXIT_CANNOT_START = 127
_STDERR = 2


def adopt_orphans() -> None:
    """Make processes the server leaves behind our children, where the system can (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def has_name(uid: int) -> bool:
    """Tell whether the system knows the account by name."""
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True


def enter_namespace() -> None:
    """Enter a user namespace in which this account is an ordinary one.

    PostgreSQL refuses uid 0, and an account the system has no name for; inside, either appears as
    one that has a name, while files stay the real account's outside.

    Raises:
        OSError: the system forbids user namespaces.
    """
    user, group = os.geteuid(), os.getegid()
    appears_as = next((uid for uid in ORDINARY_IDS if has_name(uid)), NOBODY_ID)
    if ctypes.CDLL(None, use_errno=True).unshare(_CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "user namespaces are not allowed here")
    own = Path("/proc/self")
    (own / "setgroups").write_text("deny")
    (own / "uid_map").write_text(f"{appears_as} {user} 1")
    (own / "gid_map").write_text(f"{appears_as} {group} 1")


def become_nobody() -> None:
    """Drop root for the account `nobody`."""
    os.setgroups([])
    os.setgid(NOBODY_ID)
    os.setuid(NOBODY_ID)


IDENTITIES = {"self": lambda: None, "namespace": enter_namespace, "nobody": become_nobody}


def start(command: Sequence[str], *, identity: str) -> int:
    """Start the command in a process group of its own and return its process id."""
    pid = os.fork()
    if pid:
        return pid
    try:
        os.setpgid(0, 0)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGUSR1):
            signal.signal(number, signal.SIG_DFL)
        IDENTITIES[identity]()
        os.execvp(command[0], list(command))  # noqa: S606  the command is the supervisor's own
    except OSError as error:
        os.write(_STDERR, f"{command[0]} cannot start: {error}\n".encode())
    os._exit(EXIT_CANNOT_START)


def children() -> list[int]:
    """Return the ids of our direct children, adopted ones included (Linux; else none)."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            # The name may hold blanks and brackets: the parent is the second word after it.
            parent = entry.read_text().rpartition(")")[2].split()[1]
            if int(parent) == os.getpid():
                found.append(int(entry.parent.name))
    return found


def reap() -> dict[int, int]:
    """Collect every ended child: process id to exit code."""
    ended = {}
    with contextlib.suppress(ChildProcessError):
        while True:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                break
            code = os.waitstatus_to_exitcode(status)
            ended[pid] = code if code >= 0 else 128 - code
    return ended


def signal_quietly(pid: int, number: int) -> None:
    """Send a signal to a process, or to a group if negative, which may be gone already."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(pid, number)


def sweep(group: int) -> None:
    """Kill what is left of the server: its group, then whatever was handed to us, until nothing is."""
    deadline = time.monotonic() + SWEEP_SECONDS
    signal_quietly(-group, signal.SIGKILL)
    while (left := children()) and time.monotonic() < deadline:
        for pid in left:
            signal_quietly(pid, signal.SIGKILL)
        time.sleep(0.02)
        reap()


class Watch:
    """Follows one server until it ends: life pipe, signals and its death all wake one wait."""

    def __init__(self, *, life: int, stop_signal: int) -> None:
        """Take the signals. life: file descriptor of the pipe's read end."""
        self.life: int | None = life
        self.stop_signal = stop_signal
        self.deadline: float | None = None
        self.kill_now = False
        self.stop_asked = False
        self._wake_read, wake_write = os.pipe()
        os.set_blocking(self._wake_read, False)
        os.set_blocking(wake_write, False)
        signal.set_wakeup_fd(wake_write, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGTERM, self._on_stop)
        # The keyboard's signals go to the supervisor alone; it stops us in order.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        signal.signal(signal.SIGUSR1, self._on_kill)

    def _on_stop(self, *_: object) -> None:
        self.stop_asked = True

    def _on_kill(self, *_: object) -> None:
        self.kill_now = True

    def _pause(self) -> None:
        """Sleep until a signal, the end of the pipe, or the deadline."""
        waited = [self._wake_read] + ([self.life] if self.life is not None else [])
        timeout = None if self.deadline is None else max(0.0, self.deadline - time.monotonic())
        readable, _, _ = select.select(waited, [], [], timeout)
        if self._wake_read in readable:
            with contextlib.suppress(BlockingIOError):
                os.read(self._wake_read, 512)
        life = self.life
        if life is not None and life in readable and not os.read(life, 1):
            self.life = None
            self.stop_asked = True
            self.deadline = time.monotonic() + LOST_SUPERVISOR_SECONDS

    def follow(self, pid: int) -> int:
        """Wait for the server's end and return its exit code."""
        while True:
            ended = reap()
            if pid in ended:
                return ended[pid]
            if self.kill_now or (self.deadline is not None and time.monotonic() >= self.deadline):
                signal_quietly(-pid, signal.SIGKILL)
                signal_quietly(pid, signal.SIGKILL)
                self.kill_now, self.deadline = False, None
            elif self.stop_asked:
                self.stop_asked = False
                signal_quietly(pid, self.stop_signal)
            self._pause()


def main(arguments: Sequence[str]) -> int:
    """Guard the command given after `--` until it ended."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--life", type=int, required=True)
    parser.add_argument("--report", type=int, default=-1)
    parser.add_argument("--signal", type=int, default=signal.SIGTERM)
    parser.add_argument("--identity", choices=sorted(IDENTITIES), default="self")
    # Files a killed server leaves outside its folder.
    parser.add_argument("--remove", type=Path, action="append", default=[])
    parser.add_argument("command", nargs="+")
    options = parser.parse_args(arguments)
    # The server must not hold the pipe or the lock: only guards vouch for a running stack.
    for entry in Path("/dev/fd").iterdir():
        with contextlib.suppress(OSError):
            os.set_inheritable(int(entry.name), int(entry.name) <= _STDERR)
    adopt_orphans()
    watch = Watch(life=options.life, stop_signal=options.signal)
    pid = start(options.command, identity=options.identity)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        # Set on both sides of the fork, so that the group exists before we can signal it.
        os.setpgid(pid, pid)
    if options.report >= 0:
        os.write(options.report, b"%d\n" % pid)
        os.close(options.report)
    code = watch.follow(pid)
    sweep(pid)
    for path in options.remove:
        with contextlib.suppress(OSError):
            path.unlink()
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
