"""Runs the scripts of this folder with the real packages, which are installed when they are not."""

import fcntl
import json
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from config.stack.bootstrap import find_npm
from config.stack.stamps import Stamp, digest

HERE = Path(__file__).parent
SECONDS = 60


class NoPackages(Exception):
    """npm could not install them; the text holds what it said."""


class Node:
    """Node.js with the packages of package-lock.json beside it."""

    def __init__(self) -> None:
        """Find Node.js, and install the packages unless they are there.

        Raises:
            NoPackages: npm failed.
        """
        self._npm, more = find_npm()
        self._environment = {**os.environ, **more}
        path = self._environment.get("PATH")
        self.program = shutil.which("node", path=path) or "node"
        wanted = digest([HERE / name for name in ("package.json", "package-lock.json", ".npmrc")])
        stamp = Stamp(HERE / "node_modules" / ".stamp")
        with (HERE / "package.json").open() as file:
            fcntl.flock(file, fcntl.LOCK_EX)  # another run of the tests may be at it
            if not stamp.matches(wanted):
                self._install()
                stamp.write(wanted)

    def ask(self, script: str, orders: Any) -> Any:
        """Return what a script answers, which is given `orders`."""
        return json.loads(self.run(script, standing=json.dumps(orders)))

    def run(
        self,
        script: str,
        *,
        standing: str = "",
        words: Sequence[str] = (),
        more: Mapping[str, str] | None = None,
        seconds: float = SECONDS,
    ) -> str:
        """Return what a script prints. standing: what it finds on stdin."""
        done = subprocess.run(
            [self.program, script, *words],
            cwd=HERE,
            env={**self._environment, **(more or {})},
            input=standing,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
        assert done.returncode == 0, (
            f"{script} ended with {done.returncode}:\n{done.stderr[-4000:]}"
        )
        return done.stdout

    def _install(self) -> None:
        done = subprocess.run(
            [str(self._npm), "ci", "--ignore-scripts"],
            cwd=HERE,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise NoPackages(f"{done.stdout}\n{done.stderr}"[-2000:])
