"""Parts tables that stand side by side: each one's rules and fills reach over itself alone."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from assets.reading.layout import lines_of

Words = list[dict[str, Any]]
# Left, right and height of what is drawn across.
Edge = tuple[float, float, float]
# In points: edges of one place.
NEAR = 3.0
# Fewer lines than this share have a name and a value: the words are no table by themselves.
FEW_ROWS = 0.4


def by_width(
    words: Words, drawn: Sequence[Edge], *, border: float, edges: Sequence[float]
) -> Iterator[Sequence[float]]:
    """Yield the heights in runs: rows that reach over what stands beside others are another table's.

    A bar over all with one heading is no row.
    """
    reach, after = _beside(drawn, border=border, edges=edges)
    if not after:
        yield edges
        return
    wide = {
        height for left, right, height in drawn
        if abs(left - border) <= NEAR and right > max(reach, min(after)) + NEAR
    }  # fmt: skip
    run: list[float] = []
    for reaches, heights in groupby(
        edges, key=lambda edge: any(abs(edge - at) <= NEAR for at in wide)
    ):
        part = list(heights)
        if reaches and any(len(line) > 1 for line in lines_of(_level(words, part))):
            yield run
            yield part
            run = []
        else:
            run.extend(part)
    yield run


def own_words(
    words: Words, drawn: Sequence[Edge], *, border: float, edges: Sequence[float]
) -> Words:
    """Return the words of the table drawn from `border` on, without those of one beside it.

    All words, unless both are tables by themselves. edges: heights at which rows begin and end.
    """
    _reach, after = _beside(drawn, border=border, edges=edges)
    before = _often(
        [right for left, right, height in drawn
         if right <= border + NEAR and edges[0] - NEAR <= height <= edges[-1] + NEAR]
    )  # fmt: skip
    begin = border - NEAR if before else float("-inf")
    end = min(after, default=float("inf")) - NEAR if after else float("inf")
    if not before and not after:
        return words
    own = [word for word in words if begin <= _across(word) < end]
    others = [
        [word for word in words if _across(word) < begin],
        [word for word in words if _across(word) >= end],
    ]
    beside = [side for side, there in zip(others, (before, after), strict=True) if there]
    parted = all(_is_table(side, edges) for side in (own, *beside))
    return own if parted else words


def _beside(
    drawn: Sequence[Edge], *, border: float, edges: Sequence[float]
) -> tuple[float, list[float]]:
    """Return how far what is drawn from the border on reaches, and where more begins beyond."""
    level = [edge for edge in drawn if edges[0] - NEAR <= edge[2] <= edges[-1] + NEAR]
    rights = [right for left, right, _ in level if abs(left - border) <= NEAR]
    reach = min(_often(rights) or rights)
    return reach, _often([left for left, _, _ in level if left >= reach - NEAR])


def _often(places: list[float]) -> list[float]:
    """Return the places at which more than one edge begins or ends."""
    ordered = [float("-inf"), *sorted(places), float("inf")]
    return [
        place
        for before, place, after in zip(ordered, ordered[1:], ordered[2:], strict=False)
        if place - before <= NEAR or after - place <= NEAR
    ]


def _is_table(words: Words, edges: Sequence[float]) -> bool:
    """Return whether the words between the edges are names with something beside them."""
    lines = lines_of(_level(words, edges))
    rows = [line for line in lines if len(line) > 1]
    names = [line for line in rows if not line[0].text[:1].isdigit()]
    return len(rows) > 1 and len(rows) >= FEW_ROWS * len(lines) and len(names) >= 0.5 * len(rows)


def _level(words: Words, edges: Sequence[float]) -> Words:
    return [word for word in words if edges[0] <= _middle(word) <= edges[-1]]


def _across(word: dict[str, Any]) -> float:
    return float(word["x0"] + word["x1"]) / 2


def _middle(word: dict[str, Any]) -> float:
    return float(word["top"] + word["bottom"]) / 2
