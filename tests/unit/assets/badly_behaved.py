"""A limited child that does what the request's `how` says."""

import ctypes
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from assets.limited import Tell, serve


def _eat() -> dict[str, Any]:
    return {"eaten": len(bytearray(4 * 1024**3))}


def _spin() -> None:
    while True:
        pass


def _raise() -> None:
    raise RuntimeError("the picture bit me")


def _shout() -> None:
    """Print more than a pipe holds, on both channels, as a library in C would."""
    os.write(2, b"!" * 300_000)
    os.write(1, b"?" * 300_000)
    print("printed, too")


def _tell() -> dict[str, Any]:
    return {"names": sorted(os.environ), "path": sys.path[:3], "cwd": str(Path.cwd())}


def _who() -> dict[str, Any]:
    return {"pid": os.getpid(), "parent": os.getppid(), "session": os.getsid(0)}


def _leave() -> dict[str, Any]:
    """Start something that would go on for a minute."""
    return {"left": subprocess.Popen(["/usr/bin/sleep", "60"]).pid}


WAYS: dict[str, Callable[[], Any]] = {
    "eat": _eat,
    "spin": _spin,
    "sleep": lambda: time.sleep(60),
    "die": lambda: os._exit(3),
    "segfault": lambda: ctypes.string_at(0),
    "raise": _raise,
    "shout": _shout,
    "secrets": _tell,
    "who": _who,
    "files": lambda: {"files": [path.name for path in Path("/proc/self/fd").iterdir()]},
    "leave": _leave,
}


def behave(request: dict[str, Any], tell: Tell) -> dict[str, Any]:
    if request["how"] == "tell":
        tell({"percent": 10})
        tell({"percent": 90})
    elif request["how"] == "linger":
        tell(_who())
        time.sleep(0.5)
        return _who()
    else:
        found = WAYS[request["how"]]()
        if found:
            return dict(found)
    return {"how": request["how"]}


if __name__ == "__main__":
    serve(behave)
