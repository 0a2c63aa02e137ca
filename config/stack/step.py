"""Runs one command of the set-up, and says how it goes."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from config.stack.part import StackError
from config.stack.process import ROOT

LAST_LINES = 25
STILL_SECONDS = 15.0


class Step:
    """One command with a line that says what is going on; its output is shown when it fails."""

    def __init__(self, title: str) -> None:
        """Say what begins."""
        self._title = title
        self._began = time.monotonic()
        print(f"{title} …", flush=True)  # noqa: T201  progress is shown while it installs

    def run(
        self, command: Sequence[str | Path], *, environment: Mapping[str, str] | None = None
    ) -> None:
        """Run the command to its end.

        Raises:
            StackError: it failed; the text holds its last lines.
        """
        words = [str(word) for word in command]
        process = subprocess.Popen(
            words,
            cwd=ROOT,
            env={**clean_environment(), **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        with _ended_with_us(process):
            output = self._wait(process)
        if process.returncode != 0:
            last = "\n".join(f"    {line}" for line in output.splitlines()[-LAST_LINES:])
            raise StackError(
                f"{self._title}: failed.\n{last}\n  The command was: {' '.join(words)}"
            )
        print(f"  done in {time.monotonic() - self._began:.1f} s", flush=True)  # noqa: T201

    def _wait(self, process: "subprocess.Popen[str]") -> str:
        """Return the command's output, saying from time to time that it still runs."""
        while True:
            try:
                return process.communicate(timeout=STILL_SECONDS)[0]
            except subprocess.TimeoutExpired:
                print(f"  still at it after {time.monotonic() - self._began:.0f} s", flush=True)  # noqa: T201


@contextlib.contextmanager
def _ended_with_us(process: "subprocess.Popen[str]") -> Iterator[None]:
    """End the command's whole group when we are told to end."""

    def stop(number: int, _frame: object) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        sys.exit(128 + number)

    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    earlier = {number: signal.signal(number, stop) for number in numbers}
    try:
        yield
    finally:
        for number, handler in earlier.items():
            signal.signal(number, handler)


def clean_environment() -> dict[str, str]:
    """Return our environment without another project's virtual environment in it."""
    left_out = {"VIRTUAL_ENV", "PYTHONPATH", "UV_PROJECT_ENVIRONMENT"}
    return {name: value for name, value in os.environ.items() if name not in left_out}
