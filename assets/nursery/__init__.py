"""Where limited children are born ready: a process that has imported the decoders, and forks.

Starting Python and importing Pillow takes as long as decoding a photo. The nursery
(`assets.nursery.__main__`) has done both; it holds no secret, opens no file of anybody, and lives
as long as the process that asked for it. This is that process's side.
"""

import atexit
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

_CODE = struct.Struct("i")
# A photo's pixels lie in large pages and are not given back in between: a fifth of the time.
_MALLOC = (
    "glibc.malloc.hugetlb=1:glibc.malloc.mmap_threshold=1073741824"
    ":glibc.malloc.trim_threshold=1073741824"
)
END_SECONDS = 5.0


class NurseryLost(Exception):
    """The nursery has ended, and its children with it: what they did is unknown."""


class Child:
    """A process that a nursery has forked. answers: where its lines are read."""

    def __init__(self, nursery: "Nursery", answers: int, status: socket.socket) -> None:
        self.answers = answers
        self._nursery = nursery
        self._status = status
        self._code: int | None = None

    def wait(self, seconds: float) -> int:
        """Return its exit code, as `subprocess` tells it.

        Raises:
            subprocess.TimeoutExpired: it goes on.
            NurseryLost: nobody knows.
        """
        if self._code is None:
            self._status.settimeout(seconds)
            try:
                told = self._status.recv(_CODE.size)
            except TimeoutError as error:
                raise subprocess.TimeoutExpired("child", seconds) from error
            except OSError as error:
                raise NurseryLost from error
            if len(told) < _CODE.size:
                raise NurseryLost
            self._code = _CODE.unpack(told)[0]
            if self._code < 0 and self._code not in (-signal.SIGKILL, -signal.SIGXCPU):
                self._nursery.retire()
        return self._code

    def end(self) -> None:
        """Leave nothing behind: the nursery ends the child's whole group and says when."""
        with suppress(OSError):
            self._status.shutdown(socket.SHUT_WR)
        with suppress(NurseryLost, subprocess.TimeoutExpired):
            self.wait(END_SECONDS)
        self._status.close()
        os.close(self.answers)
        self._nursery.left()


class Nursery:
    """One process that forks children. imports: the modules they need, imported once."""

    def __init__(self, imports: Sequence[str], *, environment: Mapping[str, str]) -> None:
        self._imports = tuple(imports)
        self._environment = {**environment, "GLIBC_TUNABLES": _MALLOC}
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._living = 0
        self._is_stale = False
        os.register_at_fork(after_in_child=self._forget)
        atexit.register(self.close)

    @property
    def pid(self) -> int | None:
        """The number of the process, once there is one."""
        return self._process.pid if self._process else None

    def bear(
        self, module: str, *, folder: Path, document: IO[bytes], complaints: IO[bytes]
    ) -> Child:
        """Have `python -m module` run by a fork, in `folder`, with `document` as its input.

        Raises:
            NurseryLost: no nursery could be asked.
        """
        message = json.dumps({"module": module, "folder": str(folder)}).encode()
        answers, writes = os.pipe()
        ours, theirs = socket.socketpair()
        try:
            files = [document.fileno(), writes, complaints.fileno(), theirs.fileno()]
            self._ask(message, files)
        except BaseException:
            os.close(answers)
            ours.close()
            raise
        finally:
            os.close(writes)
            theirs.close()
        return Child(self, answers, ours)

    def retire(self) -> None:
        """Have another nursery next time.

        A file that made a child crash meets no second one with the same places in memory.
        """
        self._is_stale = True

    def left(self) -> None:
        """Hear that a child is gone."""
        with self._lock:
            self._living -= 1

    def close(self) -> None:
        """End the nursery, and the children it still has."""
        control, process = self._control, self._process
        self._control = self._process = None
        if control is not None:
            control.close()
        if process is not None:
            try:
                process.wait(END_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _ask(self, message: bytes, files: list[int]) -> None:
        with self._lock:
            if self._is_stale and not self._living:
                self.close()
            for _attempt in range(2):
                try:
                    socket.send_fds(self._running(), [message], files)
                except OSError:
                    # It went home after having had nothing to do, or somebody ended it.
                    self.close()
                    continue
                self._living += 1
                return
        raise NurseryLost

    def _running(self) -> socket.socket:
        if self._control is None:
            ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            with theirs:
                self._process = subprocess.Popen(
                    [sys.executable, "-P", "-m", "assets.nursery", *self._imports],
                    stdin=theirs.fileno(),
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    cwd="/",
                    env=self._environment,
                    start_new_session=True,
                )
            self._control, self._is_stale = ours, False
        return self._control

    def _forget(self) -> None:
        """Leave the nursery to the process that asked for it: this one is a fork of that."""
        self._lock = threading.Lock()
        self._living = 0
        if self._control is not None:
            self._control.close()
        if self._process is not None:
            self._process.returncode = 0  # it is no child of this process, and not waited for
        self._control = self._process = None
