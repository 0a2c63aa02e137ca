"""Files stay small enough to be read in one go."""

from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LIMIT = 300
# A suite is read test by test; its files may be a little longer.
TESTS_LIMIT = 400
# A data file may be longer; each is named with its reason.
ALLOWED: dict[str, str] = {}
FOLDERS = (
    "accounts", "assets", "audit", "bench", "billing", "config", "generation", "static/src",
    "templates", "tests", "workspaces",
)  # fmt: skip
KINDS = {".py", ".js", ".html"}
# What is generated, and what others wrote.
OTHERS = {"migrations", "node_modules"}


def files() -> Iterator[Path]:
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in KINDS and not OTHERS & {*path.parts}:
                yield path


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_no_file_is_longer_than_the_limit() -> None:
    too_long = {
        name: count
        for path in files()
        if (count := lines(path)) > limit(path)
        and (name := path.relative_to(ROOT).as_posix()) not in ALLOWED
    }

    assert too_long == {}, "split these"


def limit(path: Path) -> int:
    return TESTS_LIMIT if "tests" in path.parts else LIMIT


@pytest.mark.parametrize("name", list(ALLOWED) or [None])
def test_exceptions_are_still_needed(name: str | None) -> None:
    if name is not None:
        assert lines(ROOT / name) > limit(ROOT / name), "take it off the list"
