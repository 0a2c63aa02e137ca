"""What the plans of texts need of a language."""

from collections.abc import Sequence
from typing import Protocol

from generation.writing.choice import Dice
from generation.writing.points import Point
from generation.writing.product import Named


class Speaker(Protocol):
    """Says points of one product in one language; a frame is said once in a text.

    language: as requests name it. gap: what stands between two sentences. stop: what ends one.
    shown: the emoji that stand in the text. The tuples hold frames for `told`.
    """

    language: str
    gap: str
    stop: str
    dice: Dice
    product: Named
    tone: str
    shown: set[str]
    what_is: str
    suits: str
    endings: tuple[str, ...]
    note_titles: tuple[str, ...]
    film_closings: tuple[str, ...]

    @property
    def film_openings(self) -> tuple[str, ...]: ...

    def turn(self) -> None: ...

    def one(self, point: Point) -> str: ...

    def two(self, first: Point, second: Point) -> str: ...

    def fit(self, first: Point, second: Point) -> bool: ...

    def answer(self, point: Point) -> str: ...

    def question(self, point: Point) -> str: ...

    def head(self, key: str) -> str: ...

    def in_title(self, point: Point) -> str: ...

    def caption(self, point: Point) -> str: ...

    def caption_name(self) -> str: ...

    def opening(self, points: Sequence[Point]) -> tuple[str, Point | None]: ...

    def moment(self) -> str: ...

    def told(self, frame: str) -> str: ...
