"""Reads workbooks and CSV files into pages: a sheet each, its tables where empty rows part them."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from assets.reading import shapes
from assets.reading.blocks import Grid, Line, Page, Part, Slot
from assets.reading.cells import Row, Sheet
from assets.reading.headings import MAX_LINES, headed
from assets.reading.limits import MAX_ROWS
from assets.reading.shapes import own
from assets.reading.tables import open_table

MAX_SHOWN = 200_000
# How far below its headings a table may begin, in rows.
MAX_APART = 3


def read_sheets(path: Path, kind: str) -> tuple[list[Page], set[str]]:
    """Return a page a sheet, and notes; hidden sheets are shown and no facts are read of them.

    Raises:
        Refused: `document-locked` or `document-unreadable`.
    """
    pages: list[Page] = []
    notes: set[str] = set()
    left = MAX_SHOWN
    for number, sheet in enumerate(open_table(path, kind), 1):
        rows: list[Row] = []
        for row in sheet.rows:
            if row.number > MAX_ROWS or left <= 0:
                notes.add("truncated")
                break
            rows.append(row)
            left -= len(row.cells)
        notes |= sheet.notes | ({"hidden-sheets"} if sheet.hidden else set())
        page = Page(number, label=sheet.name, sheet=True, hidden=sheet.hidden)
        runs = _headed(list(_runs(rows)), sheet)
        page.blocks = [block for run in runs for block in _blocks(run, sheet)]
        pages.append(page)
    return pages, notes


def _runs(rows: list[Row]) -> Iterator[list[Row]]:
    """Yield the rows that stand together, parted by empty ones."""
    run: list[Row] = []
    for row in rows:
        if any(cell.text for cell in row.cells):
            if run and row.number > run[-1].number + 1:
                yield run
                run = []
            run.append(row)
    if run:
        yield run


def _headed(runs: list[list[Row]], sheet: Sheet) -> Iterator[list[Row]]:
    """Yield the runs, headings that an empty row parts from their table joined to it."""
    waiting: list[Row] = []
    for run in runs:
        if waiting and _is_below(run, waiting):
            yield waiting + run
            waiting = []
            continue
        if waiting:
            yield waiting
        waiting = run if _is_heading(run, sheet) else []
        if not waiting:
            yield run
    if waiting:
        yield waiting


def _is_heading(run: list[Row], sheet: Sheet) -> bool:
    """Return whether rows that stand alone are but the headings of a table."""
    if len(run) > MAX_LINES:
        return False
    block = _block(run, 0, max(len(row.cells) for row in run), _spans(run, sheet))
    rows = shapes.tidy(block.rows) if isinstance(block, Grid) else []
    if not rows:
        return False
    found = headed(rows)
    stated = found is not None and found[0] == len(rows)
    return stated or shapes.is_head(rows[-1]) or _names_columns(rows[-1])


def _names_columns(row: Sequence[Slot]) -> bool:
    """Return whether a wide row holds but names, most of them known."""
    names = [shapes.naming(row[at].text) for at in own(row)]
    wide = len(names) >= shapes.WIDE or (len(names) > 3 and shapes.mean(names) >= 0.8)
    return wide and min(names) >= 0.6


def _is_below(run: list[Row], head: list[Row]) -> bool:
    """Return whether the rows are what headings a little above them are for."""
    columns = {at for row in head for at, cell in enumerate(row.cells) if cell.text}
    filled = {at for row in run for at, cell in enumerate(row.cells) if cell.text}
    near = run[0].number - head[-1].number <= MAX_APART
    wide = any(sum(bool(cell.text) for cell in row.cells) > 1 for row in run)
    return near and wide and filled <= columns


def _blocks(run: list[Row], sheet: Sheet) -> Iterator[Line | Grid]:
    """Yield the tables of rows that stand together, side by side where empty columns part them."""
    spans = _spans(run, sheet)
    width = max(len(row.cells) for row in run)
    used = [any(at < len(row.cells) and row.cells[at].text for row in run) for at in range(width)]
    parts: list[tuple[int, int]] = []
    start = 0
    for at in range(width + 1):
        if at < width and used[at]:
            continue
        if at > start:
            if parts and _names_beside(run, parts[-1], (start, at)):
                start = parts.pop()[0]
            parts.append((start, at))
        start = at + 1
    yield from (_block(run, begin, end, spans) for begin, end in parts)


def _names_beside(run: list[Row], left: tuple[int, int], right: tuple[int, int]) -> bool:
    """Return whether a column left of empty ones names what stands right of them, row by row."""
    if left[1] - left[0] > 1:
        return False
    sides = [[_filled(row, *side) for row in run] for side in (left, right)]
    both = [(one, other) for one, other in zip(*sides, strict=True) if one and other]
    alone = sum(bool(other) and not one for one, other in zip(*sides, strict=True))
    if len(both) < 3 or alone:
        return False
    names = shapes.mean([shapes.naming(one) for one, _ in both])
    values = shapes.mean([shapes.naming(other) for _, other in both])
    return names >= 0.5 and names >= values + 0.2


def _filled(row: Row, begin: int, end: int) -> str:
    """Return the first words the row has between two columns."""
    return next((cell.text for cell in row.cells[begin:end] if cell.text), "")


def _spans(run: list[Row], sheet: Sheet) -> dict[tuple[int, int], tuple[int, int]]:
    first, last = run[0].number, run[-1].number
    return {
        (top, left): (bottom - top + 1, right - left + 1)
        for top, left, bottom, right in sheet.merges
        if first <= top <= last
    }


def _block(
    run: list[Row], start: int, end: int, spans: dict[tuple[int, int], tuple[int, int]]
) -> Line | Grid:
    rows: list[list[Slot]] = []
    for row in run:
        slots = [
            Slot(
                cell.text,
                cell=cell.name,
                span=spans.get((row.number, at), (1, 1)),
                covered=bool(cell.anchor),
            )
            for at, cell in enumerate(row.cells[start:end], start + 1)
        ]
        rows.append(slots)
    texts = [slot.text for row in rows for slot in row if slot.text and not slot.covered]
    if len(texts) == 1 and len(texts[0]) < 80 and ":" not in texts[0] and "：" not in texts[0]:
        return Line([Part(texts[0])], head=True)
    return Grid(rows)
