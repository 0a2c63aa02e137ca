"""Remembers, by content, what a step was last done for, so that it is not done again for the same."""

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

# What tools write beside sources; it is no input of anything.
_IGNORED = {"__pycache__", "node_modules", ".mypy_cache", ".ruff_cache", ".pytest_cache"}


@dataclass(frozen=True, slots=True)
class Stamp:
    """A file that holds the digest of the inputs a step was last done for."""

    path: Path

    def matches(self, present: str) -> bool:
        """Tell whether the step was done for exactly these inputs."""
        try:
            return self.path.read_text() == present
        except OSError:
            return False

    def write(self, present: str) -> None:
        """Note that the step was done for these inputs."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(present)


def digest(paths: Iterable[Path], *, also: str = "", without: Iterable[Path] = ()) -> str:
    """Return a digest of the names and contents of files, and of all files below folders.

    also: a further word that counts, such as a version. without: folders left out.
    """
    left_out = set(without)
    found = hashlib.sha256(also.encode())
    for path in paths:
        for file in sorted(_files(path, left_out)):
            found.update(f"\0{file}\0".encode())
            found.update(file.read_bytes())
    return found.hexdigest()


def _files(path: Path, left_out: set[Path]) -> Iterator[Path]:
    if path.is_file():
        yield path
        return
    for folder, names, files in os.walk(path):
        here = Path(folder)
        names[:] = [name for name in names if name not in _IGNORED and here / name not in left_out]
        yield from (here / name for name in files if not name.endswith(".pyc"))
