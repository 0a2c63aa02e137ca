"""A process that is killed in the middle of its work, for real."""

import os
import signal
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from django.db import connection

PATIENCE_SECONDS = 60.0


def halt(mark: Path) -> None:
    """Say at `mark` that half is done, and go on no further (called in the process)."""
    mark.write_text("half")
    time.sleep(600)


def killed_half_way(work: Callable[[], None], *, mark: Path) -> None:
    """Have a copy of this process work, and kill it where it halts."""
    connection.close()
    pid = os.fork()
    if not pid:
        _work(work, mark)
    until = time.monotonic() + PATIENCE_SECONDS
    while not mark.exists() and time.monotonic() < until:
        time.sleep(0.05)
    os.kill(pid, signal.SIGKILL)
    _pid, status = os.waitpid(pid, 0)
    assert mark.read_text() == "half"
    assert os.WTERMSIG(status) == signal.SIGKILL


def _work(work: Callable[[], None], mark: Path) -> None:
    try:
        work()
    except BaseException:  # noqa: BLE001 - a copy of the tests must not run on
        mark.write_text(traceback.format_exc())
    os._exit(1)
