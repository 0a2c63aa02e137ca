"""What the plans of texts need of a language."""

from collections.abc import Callable, Sequence
from typing import Protocol

from generation.writing.choice import Dice
from generation.writing.points import Point
from generation.writing.product import Named


class Speaker(Protocol):
    """Says points of one product in one language.

    gap: what stands between two sentences. dice: what it draws from.
    """

    gap: str
    dice: Dice
    product: Named
    tone: str

    def turn(self) -> None: ...

    def one(self, point: Point) -> str: ...

    def two(self, first: Point, second: Point) -> str: ...

    def fit(self, first: Point, second: Point) -> bool: ...

    def opening(self, points: Sequence[Point]) -> tuple[str, Point | None]: ...

    def lead(self, theme: str) -> str: ...

    def closing(self) -> str: ...

    def moment(self) -> str: ...

    def told(self, frame: str) -> str: ...


Told = Callable[[str], None]
