"""The nursery: imports once what its arguments name, then forks a child for every request.

Plain Python with one thread. It ends, with all it has borne, when its asker's end of the socket
closes, however that came; and by itself when nobody has asked for ten minutes.
"""

import ctypes
import gc
import importlib
import json
import os
import runpy
import selectors
import signal
import socket
import struct
import sys
import traceback
from contextlib import suppress
from typing import NoReturn

IDLE_SECONDS = 600.0
_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None)
_FIRST_FREE_FILE, _MOST_FILES = 3, 1024


def main() -> None:
    """Serve until nobody is there any more."""
    control = socket.socket(fileno=os.dup(0))
    for name in sys.argv[1:]:
        importlib.import_module(name)
    # What is there now is never looked at again: looking would copy its pages into each child.
    gc.collect()
    gc.freeze()
    _Nursery(control).serve()


class _Nursery:
    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._statuses: dict[int, socket.socket] = {}
        self._selector = selectors.DefaultSelector()
        self._wake, wakes = socket.socketpair()
        self._wakes = wakes
        for end in (self._wake, wakes):
            end.settimeout(0)
        signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
        signal.set_wakeup_fd(wakes.fileno(), warn_on_full_buffer=False)
        for source in (control, self._wake):
            self._selector.register(source, selectors.EVENT_READ)

    def serve(self) -> None:
        """Bear, end and bury children."""
        while True:
            ready = self._selector.select(IDLE_SECONDS)
            if not ready and not self._statuses:
                return
            for key, _events in ready:
                if key.fileobj is self._control:
                    if not self._take():
                        self._end_all()
                        return
                elif key.fileobj is self._wake:
                    with suppress(BlockingIOError):
                        self._wake.recv(4096)
                else:
                    self._end(key.data)
            self._bury()

    def _take(self) -> bool:
        """Bear one child; False when nobody can ask any more."""
        message, files, _flags, _address = socket.recv_fds(self._control, 65536, 4)
        if not message:
            return False
        request = json.loads(message)
        *given, status = files
        parent = os.getpid()
        pid = os.fork()
        if pid == 0:
            _live(request, given, parent=parent)
        for file in given:
            os.close(file)
        self._statuses[pid] = socket.socket(fileno=status)
        self._selector.register(self._statuses[pid], selectors.EVENT_READ, pid)
        return True

    def _end(self, pid: int) -> None:
        """End a child nobody waits for any more; it is buried when it is dead."""
        self._selector.unregister(self._statuses[pid])
        _kill(pid)

    def _bury(self) -> None:
        for pid in list(self._statuses):
            # Left as it is until its group is gone: nobody else has its number so long.
            if not os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT):
                continue
            _kill(pid)
            _pid, ended = os.waitpid(pid, 0)
            status = self._statuses.pop(pid)
            with suppress(KeyError):
                self._selector.unregister(status)
            with suppress(OSError):
                status.send(struct.pack("i", os.waitstatus_to_exitcode(ended)))
            status.close()

    def _end_all(self) -> None:
        for pid in self._statuses:
            _kill(pid)
        for pid in self._statuses:
            os.waitpid(pid, 0)


def _live(request: dict[str, str], files: list[int], *, parent: int) -> NoReturn:
    """Be the child: its own session, its own files, then the module."""
    code = 1
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.setsid()
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)
        for number, file in enumerate(files):
            os.dup2(file, number)
        # The nursery's own ends, and those of its other children.
        os.closerange(_FIRST_FREE_FILE, _MOST_FILES)
        os.chdir(request["folder"])
        sys.argv = [request["module"]]
        runpy.run_module(request["module"], run_name="__main__", alter_sys=True)
        code = 0
    except SystemExit as leaving:
        code = leaving.code if isinstance(leaving.code, int) else int(leaving.code is not None)
    except BaseException:  # noqa: BLE001 - it is told to the parent, whatever it is
        traceback.print_exc()
    finally:
        with suppress(OSError, ValueError):
            sys.stderr.flush()
        os._exit(code)


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
    # It may not lead its group yet.
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


if __name__ == "__main__":
    main()
