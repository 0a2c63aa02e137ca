"""`make down`, `status`, `logs`, `doctor` and `manage`: what is said about a stack that runs elsewhere."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from config.stack import environment
from config.stack.folder import DataFolder, is_alive, read_json, running_supervisor
from config.stack.part import StackError
from config.stack.process import ROOT
from config.stack.up import say

# Everything a stack started has ended by then.
DOWN_SECONDS = 30.0
LAST_LINES = 15
POLL_SECONDS = 0.25


def down(folder: DataFolder) -> int:
    """Stop the stack and wait for its end."""
    supervisor = running_supervisor(folder)
    if supervisor is None:
        say(f"Nothing is running on {folder.root}.")
        return 0
    os.kill(supervisor, signal.SIGTERM)
    began = time.monotonic()
    while is_alive(supervisor):
        if time.monotonic() - began > DOWN_SECONDS:
            # Its guards end everything else on their own as soon as it is gone.
            os.kill(supervisor, signal.SIGKILL)
            say("It did not end in time and was killed; its servers end within ten seconds.")
            return 1
        time.sleep(0.05)
    say(f"Stopped in {time.monotonic() - began:.1f} s. The data stays in {folder.root}.")
    return 0


def status(folder: DataFolder) -> int:
    """Show every part; exit code 0: all well, 1: something failed, 3: nothing runs."""
    supervisor = running_supervisor(folder)
    if supervisor is None:
        say(f"Nothing is running on {folder.root}.")
        return 3
    state = read_json(folder.state_json)
    parts = state.get("parts", {})
    say(f"{state.get('address', '')}  {'ready' if state.get('ready') else 'not ready'}")
    for name, part in parts.items():
        restarts = part.get("restarts", 0)
        note = f"restarted {restarts} times" if restarts else ""
        words = "; ".join(filter(None, [note, part.get("reason", "")]))
        say(f"  {name:<16}{part.get('state', ''):<12}{words}".rstrip())
    failed = [name for name, part in parts.items() if part.get("state") == "failed"]
    for name in failed:
        say(f"{name} failed; its log: {folder.log(name)}")
    return 1 if failed else 0


def manage(folder: DataFolder, person: Mapping[str, str], words: Sequence[str]) -> int:
    """Run a command of `manage.py` in the environment of the stack on this folder.

    person: the environment `make up` was called in. words: the command and what it is given.

    Raises:
        StackError: no stack has run here yet, so that there is nothing to look at.
    """
    ports = folder.ports()
    if not {"public", "web"} <= ports.keys():
        raise StackError(f"No stack has run on {folder.root} yet: `make up` first.")
    given, secrets = environment.Given.read(person), folder.secrets()
    made = environment.build(person, given=given, folder=folder, ports=ports, secrets=secrets)
    if words[:1] == ["migrate"]:
        made |= environment.owner(given, ports=ports, secrets=secrets)
    command = [sys.executable, str(ROOT / "manage.py"), *words]
    return subprocess.run(command, env=made, check=False).returncode


def logs(folder: DataFolder, names: Sequence[str]) -> int:
    """Show the last lines of the logs named (all if none is), and follow them."""
    wanted = [folder.log(name) for name in names] or folder.logs()
    missing = [path.stem for path in wanted if not path.exists()]
    if missing or not wanted:
        say(f"No log of {', '.join(missing) or 'anything'} in {folder.root / 'logs'}.")
        return 1
    with contextlib.ExitStack() as stack, contextlib.suppress(KeyboardInterrupt, BrokenPipeError):
        files = [(path, stack.enter_context(path.open(errors="replace"))) for path in wanted]
        for path, file in files:
            _print(path, file.readlines()[-LAST_LINES:])
        while True:
            if not sum(_follow(path, file) for path, file in files):
                time.sleep(POLL_SECONDS)
    return 0


def _follow(path: Path, file: IO[str]) -> int:
    if path.stat().st_size < file.tell():
        file.seek(0)  # it was trimmed
    lines = file.readlines()
    _print(path, lines)
    return len(lines)


def _print(path: Path, lines: Sequence[str]) -> None:
    for line in lines:
        print(f"{path.stem:<14} | {line.rstrip()}", flush=True)  # noqa: T201  what was asked for
