"""Puts a PDF page's words into lines, and lines whose pieces stand in columns into tables."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from assets.reading.blocks import Grid, Line, Part, Slot
from assets.reading.words import Style

# In heights of the letters: a gap that parts columns, and one that parts words of a line.
COLUMN_GAP, LOOK_GAP = 1.1, 0.45
ALIGNED = 1.0
NEXT_LINE = 2.4
# How far lines of one row reach into each other, in heights of the letters.
OVERLAP = 0.2
BULLETS = frozenset("•●▪■◆▶►✓✔★○·∙‣⁃*-–—»o\uf0b7\uf0a7\uf0d8")


@dataclass(slots=True)
class Piece:
    """Words that stand together, in points.

    style: how they begin to look. lead: those it begins with that look otherwise than the next.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    style: Style | None = None
    lead: str = ""

    @property
    def height(self) -> float:
        return max(self.bottom - self.top, 1.0)


def lines_of(words: Sequence[dict[str, Any]], *, looks: bool = False) -> list[list[Piece]]:
    """Return the page's lines from top to bottom, each in pieces that wide gaps part.

    looks: a smaller gap parts words that look otherwise.
    """
    pieces = [
        Piece(
            word["text"],
            word["x0"],
            word["top"],
            word["x1"],
            word["bottom"],
            word.get("style"),
        )
        for word in sorted(words, key=lambda word: (word["top"] + word["bottom"]) / 2)
    ]
    rows: list[list[Piece]] = []
    for piece in pieces:
        middle = (piece.top + piece.bottom) / 2
        if rows and _middle(rows[-1]) + 0.5 * min(piece.height, rows[-1][0].height) > middle:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [_joined(sorted(row, key=lambda piece: piece.left), looks=looks) for row in rows]


def _middle(row: list[Piece]) -> float:
    return sum(piece.top + piece.bottom for piece in row) / (2 * len(row))


def _gap(before: Piece, piece: Piece) -> float:
    """Return the gap between two pieces in heights of their letters."""
    return (piece.left - before.right) / min(before.height, piece.height)


def _joined(row: list[Piece], *, looks: bool) -> list[Piece]:
    joined: list[Piece] = []
    for piece in row:
        before = joined[-1] if joined else None
        other = looks and before is not None and before.style != piece.style
        most = LOOK_GAP if other else COLUMN_GAP
        if before is None or (_gap(before, piece) > most and before.text not in BULLETS):
            joined.append(piece)
            continue
        # No gap at all: two runs of one word, as where the fonts change.
        space = " " if _gap(before, piece) > 0.12 or before.text in BULLETS else ""
        joined[-1] = Piece(
            f"{before.text}{space}{piece.text}", before.left, min(before.top, piece.top),
            max(before.right, piece.right), max(before.bottom, piece.bottom),
            _style(before, piece), _lead(before, piece),
        )  # fmt: skip
    return joined


def _style(before: Piece, piece: Piece) -> Style | None:
    """Return how both begin; a bullet has no look."""
    return piece.style if before.text in BULLETS else before.style


def _lead(before: Piece, piece: Piece) -> str:
    if before.lead or before.text in BULLETS or before.style == piece.style:
        return before.lead
    return before.text


def blocks_of(
    lines: Sequence[list[Piece]], *, width: float, height: float
) -> Iterator[Line | Grid]:
    """Yield the lines as blocks; lines whose pieces begin at the same places become a table."""
    usual = sorted(piece.height for line in lines for piece in line)
    body = usual[len(usual) // 2] if usual else 1.0
    lines = _by_columns(_whole(lines), width)
    at = 0
    while at < len(lines):
        run = _run(lines, at)
        if len([line for line in run if len(line) > 1]) >= 2 and not _is_labelled(run):
            yield _grid(run, width, height)
            at += len(run)
            continue
        yield _line(lines[at], body, width, height)
        at += 1


def _whole(lines: Sequence[list[Piece]]) -> list[list[Piece]]:
    """Return the lines, those of one row put together where a cell stands in its middle."""
    whole: list[list[Piece]] = []
    at = 0
    while at < len(lines):
        row, taken = _centred(lines[at : at + 3]), 3
        if row is None:
            row, taken = _begun_above(whole, lines[at : at + 2]), 2
        if row is None:
            row, taken = lines[at], 1
        whole.append(row)
        at += taken
    return whole


def _centred(lines: Sequence[list[Piece]]) -> list[Piece] | None:
    """Return the row of three lines when the second stands beside, between the first and third."""
    if len(lines) < 3 or any(len(line) > 1 for line in lines):
        return None
    (first,), (middle,), (last,) = lines
    apart = middle.right < min(first.left, last.left) or middle.left > max(first.right, last.right)
    overlap = min(first.bottom - middle.top, middle.bottom - last.top)
    between = overlap > OVERLAP * middle.height
    if not apart or not between or not _begins_at(first, last):
        return None
    return sorted([_stacked(first, last), middle], key=lambda piece: piece.left)


def _begun_above(before: Sequence[list[Piece]], lines: Sequence[list[Piece]]) -> list[Piece] | None:
    """Return the second line with the lone words above it, when these are nearer to it than to the row before."""
    if len(lines) < 2 or not before or len(lines[0]) > 1 or len(lines[1]) < 2:
        return None
    (lone,), row = lines
    at = next((at for at, piece in enumerate(row) if at and _begins_at(piece, lone)), None)
    if at is None or not any(_begins_at(piece, lone) for piece in before[-1][1:]):
        return None
    above = lone.top - max(piece.bottom for piece in before[-1])
    below = row[at].top - lone.bottom
    if below + OVERLAP * lone.height >= above:
        return None
    return [*row[:at], _stacked(lone, row[at]), *row[at + 1 :]]


def _stacked(upper: Piece, lower: Piece) -> Piece:
    return Piece(
        f"{upper.text} {lower.text}", min(upper.left, lower.left), upper.top,
        max(upper.right, lower.right), lower.bottom,
    )  # fmt: skip


def _by_columns(lines: Sequence[list[Piece]], width: float) -> list[list[Piece]]:
    """Return the lines with those beside a column of prose below it rather than in its lines."""
    ordered: list[list[Piece]] = []
    at = 0
    while at < len(lines):
        gutter = _gutter(lines[at:], width)
        if gutter is None:
            ordered.append(lines[at])
            at += 1
            continue
        end = at
        while end < len(lines) and not any(
            piece.left < gutter - 2 < piece.right for piece in lines[end]
        ):
            end += 1
        sides = [
            [
                [piece for piece in line if (piece.left < gutter - 2) == left]
                for line in lines[at:end]
            ]
            for left in (True, False)
        ]
        ordered.extend(line for side in sides for line in side if line)
        at = end
    return ordered


def _gutter(lines: Sequence[list[Piece]], width: float) -> float | None:
    """Return where a block beside prose begins: right of two lines of it and more, at one place."""
    first = lines[0]
    if not _is_prose(first[0], width):
        return None
    near = [first]
    for line in lines[1:]:
        if line[0].top - near[-1][0].bottom > NEXT_LINE * first[0].height:
            break
        near.append(line)
    prose = [line for line in near if _is_prose(line[0], width) and _begins_at(line[0], first[0])]
    beside = [line[1].left for line in prose if len(line) > 1]
    if len(prose) < 3 or not beside:
        return None
    gutter = min(beside)
    reach = ALIGNED * first[0].height
    block = [line for line in near if any(abs(piece.left - gutter) <= reach for piece in line)]
    return gutter if len(block) > 2 else None


def _is_prose(piece: Piece, width: float) -> bool:
    return len(piece.text.split()) > 5 and piece.right - piece.left > 0.25 * width


def _begins_at(piece: Piece, other: Piece) -> bool:
    return abs(piece.left - other.left) <= ALIGNED * piece.height


def _run(lines: Sequence[list[Piece]], start: int) -> list[list[Piece]]:
    """Return the lines from `start` on that share one set of columns, a value's further lines too."""
    first = lines[start]
    if len(first) < 2:
        return []
    columns = _columns(first)
    run = [first]
    for line in lines[start + 1 :]:
        near = line[0].top - run[-1][0].bottom < NEXT_LINE * first[0].height
        if not near or not _fits(line, columns):
            break
        if len(line) > 1 or line[0].left > columns[0][0] + first[0].height:
            run.append(line)
            continue
        break
    return run


def _columns(line: list[Piece]) -> list[tuple[float, float]]:
    return [(piece.left, piece.right) for piece in line]


def _fits(line: list[Piece], columns: list[tuple[float, float]]) -> bool:
    """Return whether every piece begins where a column does, or ends where a further one ends."""
    reach = ALIGNED * line[0].height
    return len(line) <= len(columns) and all(
        any(_off(piece, column, first=column == columns[0]) <= reach for column in columns)
        for piece in line
    )


def _off(piece: Piece, column: tuple[float, float], *, first: bool = False) -> float:
    begins, ends = abs(piece.left - column[0]), abs(piece.right - column[1])
    return begins if first else min(begins, ends)


def _is_labelled(run: list[list[Piece]]) -> bool:
    """Return whether the pieces are labelled by themselves: lines in columns, no table."""
    pieces = [piece.text for line in run for piece in line]
    marked = [text for text in pieces if ":" in text[1:] or "：" in text]
    return len(marked) >= 0.4 * len(pieces)


def _grid(run: list[list[Piece]], width: float, height: float) -> Grid:
    columns = _columns(run[0])
    rows: list[list[Slot]] = []
    for line in run:
        row = [Slot("") for _ in columns]
        for piece in line:
            nearest = min(
                range(len(columns)), key=lambda at: _off(piece, columns[at], first=not at)
            )
            part = _part(piece, width, height)
            row[nearest] = Slot(f"{row[nearest].text} {part.text}".strip(), part.box)
        rows.append(row)
    return Grid(rows, ruled=False)


def _line(pieces: list[Piece], body: float, width: float, height: float) -> Line:
    head = len(pieces) == 1 and pieces[0].height > 1.2 * body and len(pieces[0].text) < 60
    return Line([_part(piece, width, height) for piece in pieces], head=head)


def _part(piece: Piece, width: float, height: float) -> Part:
    box = (piece.left / width, piece.top / height, piece.right / width, piece.bottom / height)
    return Part(piece.text.strip(), box, lead=piece.lead)
