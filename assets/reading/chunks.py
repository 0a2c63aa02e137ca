"""Puts lines that look alike and stand below each other together: a name, a value, a caption."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from assets.reading.layout import Piece
from assets.reading.words import Style

# In heights of the letters: how near lines of one chunk are, how far in what is below may begin,
# and how far down anything is looked for.
TIGHT, INDENT, DEEP = 0.6, 4.0, 4.0


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


class Order:
    """The page's chunks by height, to look at those near a height alone."""

    def __init__(self, chunks: Sequence[Chunk]) -> None:
        self.chunks = sorted(chunks, key=top_of)
        self._tops = [top_of(chunk) for chunk in self.chunks]

    def between(self, top: float, bottom: float) -> list[Chunk]:
        """Return the chunks that begin between the heights."""
        return self.chunks[bisect_left(self._tops, top) : bisect_right(self._tops, bottom)]


def chunks_of(lines: Sequence[list[Piece]]) -> list[Chunk]:
    """Return the pieces of all lines, those that go on below put together."""
    chunks: list[Chunk] = []
    open_ones: list[Chunk] = []
    for line in lines:
        open_ones = [
            chunk for chunk in open_ones if line[0].top - chunk.pieces[-1].bottom < 3 * chunk.height
        ]
        for piece in line:
            above = next((chunk for chunk in open_ones if goes_on(chunk, piece)), None)
            if above is not None:
                above.pieces.append(piece)
                continue
            chunks.append(Chunk([piece]))
            open_ones.append(chunks[-1])
    return chunks


def goes_on(chunk: Chunk, piece: Piece) -> bool:
    """Return whether the piece is the chunk's next line."""
    last = chunk.pieces[-1]
    near = -0.3 * chunk.height < piece.top - last.bottom < TIGHT * chunk.height
    return chunk.style == piece.style and near and is_aligned(last, piece, indent=0.0)


def is_aligned(upper: Piece | Chunk, lower: Piece | Chunk, *, indent: float = INDENT) -> bool:
    """Return whether the lower begins where the upper does, a little further in, or has its middle."""
    reach = 0.5 * upper.height
    begins = -reach <= lower.left - upper.left <= indent * upper.height + reach
    middles = (upper.left + upper.right) / 2, (lower.left + lower.right) / 2
    overlap = min(upper.right, lower.right) - max(upper.left, lower.left)
    return overlap > 0 and (begins or abs(middles[0] - middles[1]) <= reach)


def top_of(chunk: Chunk) -> float:
    """Return where its first line begins."""
    return chunk.pieces[0].top
