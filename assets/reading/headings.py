"""Understands the headings of a table: several lines of them, and columns that only count rows."""

import re

from assets.reading import shapes
from assets.reading.blocks import Slot
from assets.reading.gathered import gathered
from assets.reading.shapes import Rows, own

MAX_LINES = 3
NUMBER_HEADS = shapes.word_set(
    "no|no.|nr|nr.|n°|nº|num|num.|#|s/n|sn|s.n.|s. no.|sl. no.|sr. no.|pos|pos.|position|line|lfd. nr.|lfd.nr.|"
    "序号|编号|序|行号|序号 no.|序号 no|项次"
)
REMARK_HEADS = shapes.word_set(
    "remark|remarks|note|notes|comment|comments|备注|说明|bemerkung|bemerkungen|anmerkung|hinweis"
)
_NUMBER = re.compile(r"\(?(\d{1,3})[.)、]?")


def headed(rows: Rows) -> tuple[int, list[Slot], dict[str, list[int]]] | None:
    """Return where the rows below the headings begin, the headings, and what each column holds.

    None where the headings do not say in general words what is below them. Headings of several
    lines are one: the lowest word of each column counts.
    """
    for at, row in enumerate(rows[:MAX_LINES]):
        deep = _depth(rows[at:])
        for lines in range(deep, 0, -1):
            head = _folded(rows[at : at + lines]) if lines > 1 else row
            found = shapes.roles(head)
            if found is not None:
                return at + lines, head, gathered(rows[at + lines :], found)
    return None


def _depth(rows: Rows) -> int:
    """Return how many lines the headings take: those below the first hold nothing but such words."""
    deep = 1
    for row in rows[1:MAX_LINES]:
        words = [row[at].text for at in own(row)]
        if not words or not all(shapes.part_played(word) for word in words):
            break
        above = own(rows[deep - 1])
        if len(above) < 2 and not shapes.part_played(rows[deep - 1][above[0]].text):
            break  # a title above the headings
        deep += 1
    return deep


def _folded(rows: Rows) -> list[Slot]:
    head: list[Slot] = []
    for column in range(len(rows[0])):
        words = [row[column] for row in rows if row[column].text and not row[column].covered]
        reached = [row[column] for row in rows if row[column].text]
        head.append(words[-1] if words else Slot(reached[-1].text if reached else ""))
    return head


def without_numbers(rows: Rows) -> Rows:
    """Return the table without columns that only count its rows; sections keep their words."""
    counting = [at for at in range(len(rows[0])) if _counts(rows, at)]
    if not counting or len(rows[0]) - len(counting) < 2:
        return rows
    return [_without(row, counting) for row in rows]


def _counts(rows: Rows, column: int) -> bool:
    full = [row for row in rows if len(own(row)) > 1]
    texts = [row[column].text.strip() for row in full if column in own(row)]
    named = bool(texts) and shapes.head_word(texts[0]) in NUMBER_HEADS
    if column and not named:
        return False
    while texts and not _NUMBER.fullmatch(texts[0]) and len(full) - len(texts) < MAX_LINES:
        texts = texts[1:]
        full = full[1:]
    numbers = [int(match[1]) for text in texts if (match := _NUMBER.fullmatch(text))]
    if len(numbers) < len(texts) or len(numbers) < (1 if named else 2):
        return False
    return named or (numbers[0] <= 1 and all(map(_follows, numbers[1:], numbers)))


def _follows(number: int, before: int) -> bool:
    """Return whether the number counts on; each section may begin anew."""
    return number in {before + 1, 1}


def _without(row: list[Slot], counting: list[int]) -> list[Slot]:
    row = [*row]
    for at in counting:
        slot = row[at]
        beside = row[at + 1] if at + 1 < len(row) else None
        over = slot.span[1] > 1 and not slot.covered
        if slot.text and over and beside is not None and beside.covered:
            span = (slot.span[0], max(slot.span[1] - 1, 1))
            row[at + 1] = Slot(slot.text, slot.box, slot.cell, span)
        elif (
            beside is not None
            and slot.text
            and own(row) == [at]
            and not _NUMBER.fullmatch(slot.text)
        ):
            row[at + 1] = slot
    return [slot for at, slot in enumerate(row) if at not in counting]


def halves(rows: Rows) -> list[Rows]:
    """Return the table, or its two sides when each has the same headings of three and more."""
    width = len(rows[0])
    half = width // 2
    words = [shapes.head_word(slot.text) for slot in rows[0]]
    if width < 6 or width % 2 or words[:half] != words[half:] or len(set(words[:half])) < half:
        return [rows]
    return [_side(rows, 0, half), _side(rows, half, width)]


def _side(rows: Rows, begin: int, end: int) -> Rows:
    """Return a side's columns; a cell over both sides is one of each."""
    side = []
    for row in rows:
        first = row[begin]
        if first.covered and len(own(row)) == 1:
            first = Slot(first.text, first.box, first.cell, (1, end - begin))
        side.append([first, *row[begin + 1 : end]])
    return [row for row in side if own(row)]
