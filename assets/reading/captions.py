"""Finds names and values told apart by their looks: one above the other, or side by side.

Lists of terms, tiles with a figure over its caption, names and values at two indents: names look
alike among themselves, as values do, and otherwise than these.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Any

from assets.reading.blocks import Line, Part
from assets.reading.layout import Piece, lines_of
from assets.reading.shapes import mean, naming
from assets.reading.units import is_amount, is_measure
from assets.reading.wording import is_known, is_sentence
from assets.reading.words import Style

# In heights of the letters: how near lines of one chunk are, and a name and its value.
TIGHT, CLOSE, INDENT = 0.6, 1.3, 4.0
# In points.
NEAR = 3.0
FEW, MAX_LINES, MAX_WORDS, MAX_CELL = 3, 4, 14, 6


@dataclass(slots=True)
class Chunk:
    """Lines that look alike, each right below the other. pieces: one a line."""

    pieces: list[Piece]

    @property
    def style(self) -> Style | None:
        """Return how it looks."""
        return self.pieces[0].style

    @property
    def text(self) -> str:
        """Return its words."""
        return " ".join(piece.text for piece in self.pieces)

    @property
    def left(self) -> float:
        """Return where it begins."""
        return min(piece.left for piece in self.pieces)

    @property
    def right(self) -> float:
        """Return where it ends."""
        return max(piece.right for piece in self.pieces)

    @property
    def height(self) -> float:
        """Return the height of its letters."""
        return self.pieces[0].height


Pairs = list[tuple[Chunk, Chunk]]


def captions(
    words: list[dict[str, Any]], *, width: float, height: float
) -> tuple[list[Line], list[dict[str, Any]]]:
    """Return names above or below their values as lines, and the words that are none of them."""
    chunks = _chunks(lines_of(words))
    found = [pair for group in _groups(chunks) for pair in _told(group, chunks)]
    return _taken(found, words, width=width, height=height)


def beside(
    words: list[dict[str, Any]], *, width: float, height: float
) -> tuple[list[Line], list[dict[str, Any]]]:
    """Return names with their values at one indent right of them, and the words that are none of them."""
    lines = lines_of(words)
    groups: list[list[tuple[int, int]]] = []
    for at, line in enumerate(lines):
        for first, (name, value) in enumerate(pairwise(line)):
            if name.style != value.style:
                _join(groups, lines, at, first)
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


def _join(
    groups: list[list[tuple[int, int]]], lines: Sequence[list[Piece]], at: int, first: int
) -> None:
    """Put a name and its value with those that look alike and stand at the same places."""
    for group in groups:
        sides = zip(lines[at][first:], lines[group[0][0]][group[0][1] :], strict=False)
        if all(
            one.style == other.style and abs(one.left - other.left) <= NEAR
            for one, other in islice(sides, 2)
        ):
            group.append((at, first))
            return
    groups.append([(at, first)])


def _row(lines: Sequence[list[Piece]], at: int, first: int) -> tuple[Chunk, Chunk]:
    """Return a name and its value, with the further lines of either right below it."""
    name, value = Chunk([lines[at][first]]), Chunk([lines[at][first + 1]])
    for line in lines[at + 1 : at + MAX_LINES]:
        named = [piece for piece in line if abs(piece.left - name.left) <= NEAR]
        more = [piece for piece in line if _goes_on(value, piece)]
        if not named and len(more) == 1:
            value.pieces.append(more[0])
        elif not more and len(named) == 1 and _ends(name, named[0]):
            name.pieces.append(named[0])
        else:
            break
    return name, value


def _ends(name: Chunk, piece: Piece) -> bool:
    """Return whether the words go on with the name rather than begin another."""
    return _goes_on(name, piece) and (piece.text[0].islower() or piece.text[0] in "(（")


def _taken(
    found: Pairs, words: list[dict[str, Any]], *, width: float, height: float
) -> tuple[list[Line], list[dict[str, Any]]]:
    lines = [Line([_part(chunk, width, height) for chunk in pair], named=True) for pair in found]
    pieces = [piece for pair in found for chunk in pair for piece in chunk.pieces]
    rest = [word for word in words if not any(_holds(piece, word) for piece in pieces)]
    return lines, rest


def _chunks(lines: Sequence[list[Piece]]) -> list[Chunk]:
    """Return the pieces of all lines, those that go on below put together."""
    chunks: list[Chunk] = []
    open_ones: list[Chunk] = []
    for line in lines:
        open_ones = [
            chunk for chunk in open_ones if line[0].top - chunk.pieces[-1].bottom < 3 * chunk.height
        ]
        for piece in line:
            above = next((chunk for chunk in open_ones if _goes_on(chunk, piece)), None)
            if above is not None:
                above.pieces.append(piece)
                continue
            chunks.append(Chunk([piece]))
            open_ones.append(chunks[-1])
    return chunks


def _goes_on(chunk: Chunk, piece: Piece) -> bool:
    last = chunk.pieces[-1]
    near = -0.3 * chunk.height < piece.top - last.bottom < TIGHT * chunk.height
    return chunk.style == piece.style and near and _is_aligned(last, piece, indent=0.0)


def _is_aligned(upper: Piece | Chunk, lower: Piece | Chunk, *, indent: float = INDENT) -> bool:
    """Return whether the lower begins where the upper does, a little further in, or has its middle."""
    reach = 0.5 * upper.height
    begins = -reach <= lower.left - upper.left <= indent * upper.height + reach
    middles = (upper.left + upper.right) / 2, (lower.left + lower.right) / 2
    overlap = min(upper.right, lower.right) - max(upper.left, lower.left)
    return overlap > 0 and (begins or abs(middles[0] - middles[1]) <= reach)


def _groups(chunks: Sequence[Chunk]) -> Iterator[Pairs]:
    """Yield chunks right above others, those together that look alike; no chunk comes twice."""
    groups: dict[tuple[Style | None, Style | None], Pairs] = defaultdict(list)
    for upper in chunks:
        lower = _below(upper, chunks)
        if (
            lower is not None
            and lower.style != upper.style
            and _gap(upper, lower) <= CLOSE * max(upper.height, lower.height)
            and _is_aligned(upper, lower)
        ):
            groups[upper.style, lower.style].append((upper, lower))
    taken: set[int] = set()
    # Of a list the first is a name and the last a value: there is one more of the right pairs.
    for pairs in sorted(groups.values(), key=lambda pairs: (-len(pairs), _apart(pairs))):
        free = [pair for pair in pairs if not taken.intersection(map(id, pair))]
        if len(free) >= FEW:
            taken.update(id(chunk) for pair in free for chunk in pair)
            yield free


def _below(upper: Chunk, chunks: Sequence[Chunk]) -> Chunk | None:
    """Return the nearest chunk under this one."""
    under = [
        chunk
        for chunk in chunks
        if chunk is not upper
        and _gap(upper, chunk) > -0.3 * upper.height
        and min(upper.right, chunk.right) > max(upper.left, chunk.left)
    ]
    return min(under, key=lambda chunk: chunk.pieces[0].top, default=None)


def _gap(upper: Chunk, lower: Chunk) -> float:
    return lower.pieces[0].top - upper.pieces[-1].bottom


def _apart(pairs: Pairs) -> float:
    return mean([_gap(*pair) for pair in pairs])


def _told(pairs: Pairs, chunks: Sequence[Chunk]) -> Pairs:
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


def _has_beside(upper: Chunk, chunks: Sequence[Chunk], members: set[int]) -> bool:
    """Return whether something else stands beside it: it is but a cell of a row. Prose is none."""
    first = upper.pieces[0]
    return any(
        min(piece.bottom, first.bottom) - max(piece.top, first.top) > 0.5 * first.height
        for chunk in chunks
        if id(chunk) not in members and len(chunk.pieces[0].text.split()) <= MAX_CELL
        for piece in chunk.pieces
    )


def _is_listed(lower: Chunk, chunks: Sequence[Chunk]) -> bool:
    """Return whether more of the same is right below: a column under its heading."""
    following = _below(lower, chunks)
    return (
        following is not None
        and following.style == lower.style
        and _is_aligned(lower, following)
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
