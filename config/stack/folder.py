"""The data folder of one stack: where everything lies, its secrets, its lock, what it says of itself."""

import contextlib
import fcntl
import json
import os
import secrets
import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.stack.part import StackError

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700
LOG_LIMIT_BYTES = 20 * 1024 * 1024
SECRET_NAMES = (
    "SECRET_KEY",
    "POSTGRES_PASSWORD",
    "POSTGRES_APP_PASSWORD",
    "REDIS_PASSWORD",
    "S3_ACCESS_KEY",
    "S3_SECRET_KEY",
)


class FolderUnusable(StackError):
    """The data folder cannot be used; the text says why and what helps."""


@dataclass(frozen=True, slots=True)
class DataFolder:
    """One stack's data folder, private to the account that runs it."""

    root: Path

    @property
    def stack_json(self) -> Path:
        """What scripts read; there exactly while the product answers."""
        return self.root / "stack.json"

    @property
    def state_json(self) -> Path:
        """What `make status` reads: every part's state, from the first moment."""
        return self.root / "run" / "state.json"

    @property
    def ports_json(self) -> Path:
        """The ports of the last run, taken again by the next."""
        return self.root / "run" / "ports.json"

    @property
    def sign_ins_json(self) -> Path:
        """The demo's sign-ins, written by `manage.py setup --demo`."""
        return self.root / "sign-ins.json"

    @property
    def static(self) -> Path:
        """Collected static files, served by Caddy."""
        return self.root / "static"

    def log(self, name: str) -> Path:
        """Where the part called `name` writes what it has to say."""
        return self.root / "logs" / f"{name}.log"

    def logs(self) -> list[Path]:
        """Every part's log."""
        return sorted((self.root / "logs").glob("*.log"))

    def prepare(self) -> None:
        """Make the folder and its inner ones, closed to other accounts.

        Raises:
            FolderUnusable: it cannot be made or written.
        """
        try:
            for folder in (self.root, self.root / "logs", self.root / "run"):
                folder.mkdir(parents=True, exist_ok=True)
                if folder.stat().st_uid == os.geteuid():
                    folder.chmod(PRIVATE_FOLDER)
            probe = self.root / "run" / "writable"
            probe.touch()
            probe.unlink()
        except OSError as error:
            raise FolderUnusable(
                f"The data folder {self.root} cannot be used: {error.strerror}. "
                "Choose another with `make up DATA_DIR=…`."
            ) from error

    def open_log(self, name: str) -> int:
        """Open a part's log for appending and return the file descriptor."""
        path = self.log(name)
        trim_log(path)
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, PRIVATE_FILE)

    def secrets(self) -> dict[str, str]:
        """Return the generated secrets, made on the first start and kept from then on."""
        path = self.root / "secrets.json"
        kept = read_json(path)
        missing = [name for name in SECRET_NAMES if name not in kept]
        if missing:
            kept.update({name: secrets.token_urlsafe(36) for name in missing})
            write_json(path, kept)
        return {name: str(kept[name]) for name in SECRET_NAMES}

    def ports(self) -> dict[str, int]:
        """Return the ports of the last run, if there was one."""
        kept = read_json(self.ports_json)
        return {name: number for name, number in kept.items() if isinstance(number, int)}

    def sign_ins(self) -> list[dict[str, str]]:
        """Return the demo's sign-ins: role, email and password each."""
        try:
            rows = json.loads(self.sign_ins_json.read_text())
        except (OSError, ValueError):
            return []
        return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def trim_log(path: Path, *, limit: int = LOG_LIMIT_BYTES) -> None:
    """Move a log's content aside once it passes `limit` bytes; one earlier piece is kept.

    The writer keeps its descriptor: it appends, so it goes on at the start of the emptied file.
    """
    with contextlib.suppress(FileNotFoundError):
        if path.stat().st_size > limit:
            shutil.copyfile(path, path.with_suffix(".log.1"))
            os.truncate(path, 0)


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Replace a private file in one step, so that no reader sees half of it."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE_FILE)
    with os.fdopen(descriptor, "w") as file:
        json.dump(content, file, indent=1, ensure_ascii=False)
        file.write("\n")
    draft.replace(path)


def read_json(path: Path) -> dict[str, Any]:
    """Return a JSON object from a file; empty where there is none or it is damaged."""
    try:
        content = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


class StackLock:
    """Says that a stack runs on this folder: held by the supervisor and by every guard it started.

    It is one open file description, inherited by the guards: the system frees it when the last of
    them is gone, so a supervisor killed a moment ago still counts until its servers ended.
    """

    def __init__(self, folder: DataFolder) -> None:
        """Open the lock file; nothing is held yet."""
        self._path = folder.root / "run" / "lock"
        self.descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, PRIVATE_FILE)

    def take(self, *, patience: float = 0.0) -> bool:
        """Take the lock, trying for `patience` seconds, and note our process id in it."""
        deadline = time.monotonic() + patience
        while True:
            try:
                fcntl.flock(self.descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    return False
                time.sleep(0.05)
                continue
            os.truncate(self.descriptor, 0)
            os.pwrite(self.descriptor, str(os.getpid()).encode(), 0)
            return True

    def close(self) -> None:
        """Let go of our own descriptor."""
        os.close(self.descriptor)


def running_supervisor(folder: DataFolder) -> int | None:
    """Return the process id of the supervisor that runs on this folder, or None.

    A supervisor that was killed while its servers still end counts as none.
    """
    path = folder.root / "run" / "lock"
    try:
        descriptor = os.open(path, os.O_RDWR)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        text = path.read_text().strip()
        return int(text) if text.isdigit() and is_alive(int(text)) else None
    else:
        return None
    finally:
        os.close(descriptor)


def is_alive(pid: int) -> bool:
    """Tell whether a process exists and is not a mere zombie."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    with contextlib.suppress(OSError, IndexError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return True
