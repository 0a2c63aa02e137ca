"""Tables of text on the staff's pages of the trail."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Table:
    """Heads and rows of text. empty: what is said when there is no row."""

    headers: Sequence[str]
    rows: Sequence[Sequence[Any]]
    title: str = ""
    empty: str = ""
