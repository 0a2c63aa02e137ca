"""Puts a PDF page's words into lines, and lines whose pieces stand in columns into tables."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from assets.reading.blocks import Grid, Line, Part, Slot

# In heights of the letters: a gap that parts columns, and one that parts words of a line.
COLUMN_GAP = 1.1
ALIGNED = 1.0
NEXT_LINE = 2.4
BULLETS = frozenset("•●▪■◆▶►✓✔★○·∙‣⁃*-–—»o\uf0b7\uf0a7\uf0d8")


@dataclass(slots=True)
class _Piece:
    """Words that stand together, in points."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def height(self) -> float:
        return max(self.bottom - self.top, 1.0)


def lines_of(words: Sequence[dict[str, Any]]) -> list[list[_Piece]]:
    """Return the page's lines from top to bottom, each in pieces that wide gaps part."""
    pieces = [
        _Piece(word["text"], word["x0"], word["top"], word["x1"], word["bottom"])
        for word in sorted(words, key=lambda word: (word["top"] + word["bottom"]) / 2)
    ]
    rows: list[list[_Piece]] = []
    for piece in pieces:
        middle = (piece.top + piece.bottom) / 2
        if rows and _middle(rows[-1]) + 0.5 * min(piece.height, rows[-1][0].height) > middle:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [_joined(sorted(row, key=lambda piece: piece.left)) for row in rows]


def _middle(row: list[_Piece]) -> float:
    return sum(piece.top + piece.bottom for piece in row) / (2 * len(row))


def _gap(before: _Piece, piece: _Piece) -> float:
    """Return the gap between two pieces in heights of their letters."""
    return (piece.left - before.right) / min(before.height, piece.height)


def _joined(row: list[_Piece]) -> list[_Piece]:
    joined: list[_Piece] = []
    for piece in row:
        before = joined[-1] if joined else None
        if before is None or (_gap(before, piece) > COLUMN_GAP and before.text not in BULLETS):
            joined.append(piece)
            continue
        # No gap at all: two runs of one word, as where the fonts change.
        space = " " if _gap(before, piece) > 0.12 or before.text in BULLETS else ""
        joined[-1] = _Piece(
            f"{before.text}{space}{piece.text}", before.left, min(before.top, piece.top),
            max(before.right, piece.right), max(before.bottom, piece.bottom),
        )  # fmt: skip
    return joined


def blocks_of(
    lines: Sequence[list[_Piece]], *, width: float, height: float
) -> Iterator[Line | Grid]:
    """Yield the lines as blocks; lines whose pieces begin at the same places become a table."""
    usual = sorted(piece.height for line in lines for piece in line)
    body = usual[len(usual) // 2] if usual else 1.0
    at = 0
    while at < len(lines):
        run = _run(lines, at)
        if len([line for line in run if len(line) > 1]) >= 2 and not _is_labelled(run):
            yield _grid(run, width, height)
            at += len(run)
            continue
        yield _line(lines[at], body, width, height)
        at += 1


def _run(lines: Sequence[list[_Piece]], start: int) -> list[list[_Piece]]:
    """Return the lines from `start` on that share one set of columns, a value's further lines too."""
    first = lines[start]
    if len(first) < 2:
        return []
    columns = [piece.left for piece in first]
    run = [first]
    for line in lines[start + 1 :]:
        near = line[0].top - run[-1][0].bottom < NEXT_LINE * first[0].height
        if not near or not _fits(line, columns):
            break
        if len(line) > 1 or line[0].left > columns[0] + first[0].height:
            run.append(line)
            continue
        break
    return run


def _fits(line: list[_Piece], columns: list[float]) -> bool:
    """Return whether every piece begins where a column does."""
    reach = ALIGNED * line[0].height
    return len(line) <= len(columns) and all(
        any(abs(piece.left - column) <= reach for column in columns) for piece in line
    )


def _is_labelled(run: list[list[_Piece]]) -> bool:
    """Return whether the pieces are labelled by themselves: lines in columns, no table."""
    pieces = [piece.text for line in run for piece in line]
    marked = [text for text in pieces if ":" in text[1:] or "：" in text]
    return len(marked) >= 0.4 * len(pieces)


def _grid(run: list[list[_Piece]], width: float, height: float) -> Grid:
    columns = [piece.left for piece in run[0]]
    rows: list[list[Slot]] = []
    for line in run:
        row = [Slot("") for _ in columns]
        for piece in line:
            nearest = min(range(len(columns)), key=lambda at: abs(columns[at] - piece.left))
            part = _part(piece, width, height)
            row[nearest] = Slot(f"{row[nearest].text} {part.text}".strip(), part.box)
        rows.append(row)
    return Grid(rows, ruled=False)


def _line(pieces: list[_Piece], body: float, width: float, height: float) -> Line:
    head = len(pieces) == 1 and pieces[0].height > 1.2 * body and len(pieces[0].text) < 60
    return Line([_part(piece, width, height) for piece in pieces], head=head)


def _part(piece: _Piece, width: float, height: float) -> Part:
    box = (piece.left / width, piece.top / height, piece.right / width, piece.bottom / height)
    return Part(piece.text.strip(), box)
