"""Finds names and values told apart by their looks: one above the other, or side by side.

Lists of terms, tiles with a figure over its caption, names and values at two indents: names look
alike among themselves, as values do, and otherwise than these.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from assets.reading.blocks import Line, Part
from assets.reading.chunks import DEEP, Chunk, Order, chunks_of, goes_on, is_aligned, top_of
from assets.reading.layout import Piece, lines_of
from assets.reading.shapes import mean, naming
from assets.reading.units import is_amount, is_measure
from assets.reading.wording import is_known, is_sentence
from assets.reading.words import Style

# In heights of the letters: how near a name and its value are.
CLOSE = 1.3
# In points.
NEAR = 3.0
FEW, MAX_LINES, MAX_WORDS, MAX_CELL = 3, 4, 14, 6


Pairs = list[tuple[Chunk, Chunk]]
# Which line a name stands in, and as which of its pieces.
Groups = list[list[tuple[int, int]]]


def captions(
    words: list[dict[str, Any]], *, width: float, height: float
) -> tuple[list[Line], list[dict[str, Any]]]:
    """Return names above or below their values as lines, and the words that are none of them."""
    chunks = Order(chunks_of(lines_of(words)))
    found = [pair for group in _groups(chunks) for pair in _told(group, chunks)]
    return _taken(found, words, width=width, height=height)


def beside(
    words: list[dict[str, Any]], *, width: float, height: float
) -> tuple[list[Line], list[dict[str, Any]]]:
    """Return names with their values at one indent right of them, and the words that are none of them."""
    lines = lines_of(words, looks=True)
    alike: dict[tuple[Style | None, Style | None], Groups] = defaultdict(list)
    for at, line in enumerate(lines):
        for first, (name, value) in enumerate(pairwise(line)):
            if name.style != value.style:
                _join(alike[name.style, value.style], lines, at, first)
    groups = [group for same in alike.values() for group in same]
    found: Pairs = []
    taken: set[int] = set()
    for members in sorted(groups, key=lambda group: lines[group[0][0]][group[0][1]].left):
        # What is another one's value is no name of what stands beside that.
        free = [(at, first) for at, first in members if id(lines[at][first]) not in taken]
        pairs = [_row(lines, at, first) for at, first in free]
        if len(pairs) < FEW or _is_columns(lines, free) or not _says(pairs, clear=True):
            continue
        found.extend(pair for pair in pairs if _is_short(pair))
        taken.update(id(piece) for pair in pairs for chunk in pair for piece in chunk.pieces)
    return _taken(found, words, width=width, height=height)


def _is_columns(lines: Sequence[list[Piece]], members: Sequence[tuple[int, int]]) -> bool:
    """Return whether more that looks like the values stands beside them: a table of columns."""
    wider = [
        (lines[at][first + 1], lines[at][first + 2])
        for at, first in members
        if len(lines[at]) > first + 2
    ]
    return sum(value.style == more.style for value, more in wider) >= 0.5 * len(members)


def _join(groups: Groups, lines: Sequence[list[Piece]], at: int, first: int) -> None:
    """Put a name and its value with those that stand at the same places."""
    for group in groups:
        line, begin = group[0]
        sides = zip(lines[at][first : first + 2], lines[line][begin : begin + 2], strict=True)
        if all(abs(one.left - other.left) <= NEAR for one, other in sides):
            group.append((at, first))
            return
    groups.append([(at, first)])


def _row(lines: Sequence[list[Piece]], at: int, first: int) -> tuple[Chunk, Chunk]:
    """Return a name and its value, with the further lines of either right below it."""
    name, value = Chunk([lines[at][first]]), Chunk([lines[at][first + 1]])
    for line in lines[at + 1 : at + MAX_LINES]:
        named = [piece for piece in line if abs(piece.left - name.left) <= NEAR]
        more = [piece for piece in line if goes_on(value, piece)]
        if not named and len(more) == 1:
            value.pieces.append(more[0])
        elif not more and len(named) == 1 and _ends(name, named[0]):
            name.pieces.append(named[0])
        else:
            break
    return name, value


def _ends(name: Chunk, piece: Piece) -> bool:
    """Return whether the words go on with the name rather than begin another."""
    return goes_on(name, piece) and (piece.text[0].islower() or piece.text[0] in "(（")


def _taken(
    found: Pairs, words: list[dict[str, Any]], *, width: float, height: float
) -> tuple[list[Line], list[dict[str, Any]]]:
    lines = [Line([_part(chunk, width, height) for chunk in pair], named=True) for pair in found]
    pieces = [piece for pair in found for chunk in pair for piece in chunk.pieces]
    rest = [word for word in words if not any(_holds(piece, word) for piece in pieces)]
    return lines, rest


def _groups(chunks: Order) -> Iterator[Pairs]:
    """Yield chunks right above others, those together that look alike; no chunk comes twice."""
    groups: dict[tuple[Style | None, Style | None], Pairs] = defaultdict(list)
    for upper in chunks.chunks:
        lower = _below(upper, chunks)
        if (
            lower is not None
            and lower.style != upper.style
            and _gap(upper, lower) <= CLOSE * max(upper.height, lower.height)
            and is_aligned(upper, lower)
        ):
            groups[upper.style, lower.style].append((upper, lower))
    taken: set[int] = set()
    # Of a list the first is a name and the last a value: there is one more of the right pairs.
    for pairs in sorted(groups.values(), key=lambda pairs: (-len(pairs), _apart(pairs))):
        free = [pair for pair in pairs if not taken.intersection(map(id, pair))]
        if len(free) >= FEW:
            taken.update(id(chunk) for pair in free for chunk in pair)
            yield free


def _below(upper: Chunk, chunks: Order) -> Chunk | None:
    """Return the nearest chunk under this one."""
    foot = upper.pieces[-1].bottom
    under = [
        chunk
        for chunk in chunks.between(foot - 0.3 * upper.height, foot + DEEP * upper.height)
        if chunk is not upper and min(upper.right, chunk.right) > max(upper.left, chunk.left)
    ]
    return min(under, key=top_of, default=None)


def _gap(upper: Chunk, lower: Chunk) -> float:
    return lower.pieces[0].top - upper.pieces[-1].bottom


def _apart(pairs: Pairs) -> float:
    return mean([_gap(*pair) for pair in pairs])


def _told(pairs: Pairs, chunks: Order) -> Pairs:
    """Return the pairs as names with their values, none when they are a table's or say no facts."""
    members = {id(chunk) for pair in pairs for chunk in pair}
    beside = sum(_has_beside(upper, chunks, members) for upper, _ in pairs)
    listed = sum(_is_listed(lower, chunks) for _, lower in pairs)
    if beside >= 0.5 * len(pairs) or listed >= 0.5 * len(pairs):
        return []
    sides = [mean([naming(pair[side].text) for pair in pairs]) for side in (0, 1)]
    if sides[1] > sides[0] + 0.1:
        pairs = [(lower, upper) for upper, lower in pairs]
    return [pair for pair in pairs if _is_short(pair)] if _says(pairs) else []


def _has_beside(upper: Chunk, chunks: Order, members: set[int]) -> bool:
    """Return whether something else stands beside it: it is but a cell of a row. Prose is none."""
    first = upper.pieces[0]
    return any(
        min(piece.bottom, first.bottom) - max(piece.top, first.top) > 0.5 * first.height
        for chunk in chunks.between(first.top - 2 * DEEP * first.height, first.bottom)
        if id(chunk) not in members and len(chunk.pieces[0].text.split()) <= MAX_CELL
        for piece in chunk.pieces
    )


def _is_listed(lower: Chunk, chunks: Order) -> bool:
    """Return whether more of the same is right below: a column under its heading."""
    following = _below(lower, chunks)
    return (
        following is not None
        and following.style == lower.style
        and is_aligned(lower, following)
        and _gap(lower, following) < 3 * lower.height
    )


def _says(pairs: Pairs, *, clear: bool = False) -> bool:
    """Return whether these are facts rather than heads above paragraphs.

    clear: the names must look more like names than the values do.
    """
    names = mean([naming(name.text) for name, _ in pairs])
    values = mean([naming(value.text) for _, value in pairs])
    known = mean([float(is_known(name.text)) for name, _ in pairs])
    figures = mean([float(any(map(str.isdigit, value.text))) for _, value in pairs])
    short = mean([float(_is_short(pair)) for pair in pairs])
    tells = max(known, figures) >= 0.3 and short >= 0.6 and names >= 0.5
    return tells and (not clear or names >= values + 0.1)


def _is_short(pair: tuple[Chunk, Chunk]) -> bool:
    """Return whether the words could be a name and its value, and not those of several rows."""
    name, value = pair
    if len(name.pieces) > 2 or len(value.pieces) > MAX_LINES or len(value.text.split()) > MAX_WORDS:
        return False
    measures = [is_measure(piece.text) or is_amount(piece.text) for piece in value.pieces]
    several = len(measures) > 1 and all(measures)
    return not several and not is_sentence(value.text) and naming(name.text) > 0


def _part(chunk: Chunk, width: float, height: float) -> Part:
    top, bottom = chunk.pieces[0].top, chunk.pieces[-1].bottom
    box = (chunk.left / width, top / height, chunk.right / width, bottom / height)
    return Part(chunk.text, box)


def _holds(piece: Piece, word: dict[str, Any]) -> bool:
    across, down = (word["x0"] + word["x1"]) / 2, (word["top"] + word["bottom"]) / 2
    return bool(piece.left <= across <= piece.right and piece.top <= down <= piece.bottom)
