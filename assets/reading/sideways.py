"""Parts tables that stand side by side: each one's rules and fills reach over itself alone."""

from collections.abc import Sequence
from typing import Any

from assets.reading.layout import lines_of

Words = list[dict[str, Any]]
# Left, right and height of what is drawn across.
Edge = tuple[float, float, float]
# In points: edges of one place.
NEAR = 3.0
# Fewer lines than this share have a name and a value: the words are no table by themselves.
FEW_ROWS = 0.4


def own_words(
    words: Words, drawn: Sequence[Edge], *, border: float, edges: Sequence[float]
) -> Words:
    """Return the words of the table drawn from `border` on, without those of one beside it.

    All words, unless both are tables by themselves. edges: heights at which rows begin and end.
    """
    level = [edge for edge in drawn if edges[0] - NEAR <= edge[2] <= edges[-1] + NEAR]
    reach = _usual([right for left, right, _ in level if abs(left - border) <= NEAR])
    after = _often([left for left, _, _ in level if left >= reach - NEAR])
    before = _often([right for _, right, _ in level if right <= border + NEAR])
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


def _usual(places: list[float]) -> float:
    return sorted(places)[len(places) // 2]


def _often(places: list[float]) -> list[float]:
    """Return the places at which more than one edge begins or ends."""
    return [place for place in places if sum(abs(place - other) <= NEAR for other in places) > 1]


def _is_table(words: Words, edges: Sequence[float]) -> bool:
    """Return whether the words between the edges are names with something beside them."""
    level = [word for word in words if edges[0] <= _middle(word) <= edges[-1]]
    lines = lines_of(level)
    rows = [line for line in lines if len(line) > 1]
    names = [line for line in rows if not line[0].text[:1].isdigit()]
    return len(rows) > 1 and len(rows) >= FEW_ROWS * len(lines) and len(names) >= 0.5 * len(rows)


def _across(word: dict[str, Any]) -> float:
    return float(word["x0"] + word["x1"]) / 2


def _middle(word: dict[str, Any]) -> float:
    return float(word["top"] + word["bottom"]) / 2
