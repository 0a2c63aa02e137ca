"""Which photos a cell names: files of the library, or addresses on the web."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from assets.catalogue.texts import folded

MAX_PHOTOS = 20
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
# A comma may stand in an address: there only what is followed by the next one parts them.
_BETWEEN_ADDRESSES = re.compile(r"[\s;|]+|,(?=\s*https?://)|,\s+", re.IGNORECASE)
_BETWEEN_NAMES = re.compile(r"[;,|；，、]")
_NUMBERED = re.compile(r"[ _\-(（]+\d{1,3}[)）]?$")


def names_in(cell: str, *, known: Collection[str] = frozenset()) -> list[str]:
    """Return the photos a cell names, in order and each once.

    known: names of files in lower case, as they are in the library: one of them is not parted
    where it holds a sign that parts others.
    """
    found: list[str] = []
    for line in cell.replace("\r", "\n").split("\n"):
        text = line.strip()
        if _is_known(text, known):
            found.append(text)
        elif _ADDRESS.match(text):
            found += [part for part in _BETWEEN_ADDRESSES.split(text) if part]
        else:
            found += [part.strip() for part in _BETWEEN_NAMES.split(text) if part.strip()]
    return list(dict.fromkeys(found))[:MAX_PHOTOS]


def is_address(text: str) -> bool:
    """Return whether it is an address on the web, not a file's name."""
    return bool(_ADDRESS.match(text))


def keys_of(name: str) -> tuple[str, ...]:
    """Return by what a file is known, in lower case: whole, without folders, without extension."""
    whole = folded(name.strip())
    last = whole.replace("\\", "/").rpartition("/")[2]
    suffix = PurePosixPath(last).suffix
    return whole, last, last[: -len(suffix)] if 1 < len(suffix) <= 6 else last


def candidates(cells: Iterable[str]) -> set[str]:
    """Return every name, in lower case, that these cells might mean by a file."""
    found: set[str] = set()
    for cell in cells:
        lines = [line.strip() for line in cell.replace("\r", "\n").split("\n")]
        for text in (*lines, *names_in(cell)):
            if text and not is_address(text):
                found.update(keys_of(text))
    return found


def sku_in(name: str) -> tuple[str, str]:
    """Return the SKUs a file may be named by: 'MUG-01_2' → 'mug-01_2', else 'mug-01'."""
    whole = folded(name.strip())
    return whole, _NUMBERED.sub("", whole)


def _is_known(text: str, known: Collection[str]) -> bool:
    return bool(known) and any(key in known for key in keys_of(text))


@dataclass(slots=True)
class Found:
    """What is to become of the photos a row names.

    photos: each `{"name" or "url", "does"}` with `does` one of `has`, `attach` (with its `asset`),
    `fetch`, `missing`, `elsewhere`. notes: what a person should know; no row fails for it.
    """

    photos: list[dict[str, str]] = field(default_factory=list)
    notes: list[dict[str, Any]] = field(default_factory=list)

    @property
    def are_to_come(self) -> bool:
        """Return whether the product gets photos."""
        return any(one["does"] in ("attach", "fetch") for one in self.photos)
