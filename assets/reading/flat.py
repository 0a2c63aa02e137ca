"""Finds pairs in a table with names above their values, a row of units maybe between them."""

import re
from collections.abc import Iterator, Sequence

from assets.reading import shapes
from assets.reading.blocks import Slot
from assets.reading.columns import inner_pairs
from assets.reading.pairs import Pair
from assets.reading.shapes import Rows, own
from assets.reading.subjects import Several, Subject, several_of
from assets.reading.units import is_amount, is_measure, is_unit
from assets.reading.wording import CELL_WORDS, is_known, is_label

AXES = frozenset("LWHDBT")
MAX_ABOVE, MAX_UNIT = 4, 16
ENOUGH = 0.6
_UNIT = re.compile(
    r"[(\[（【]\s*(?P<a>.*?)\s*[)\]）】]|(?:in|unit:|单位[:：])\s*(?P<b>.*)|(?P<c>.*)"
)
_CODE = re.compile(r"(?=.*\d)[\w.\-/]+")


def units_row(rows: Rows) -> int | None:
    """Return which row says what the values below it are counted in, None where none does."""
    for at in range(1, min(MAX_ABOVE, len(rows) - 1)):
        if any(_counts_something(row) for row in rows[:at]):
            return None
        if _holds_units(rows[:at], rows[at], below=rows[at + 1]) and any(
            len(own(row)) > 1 for row in rows[at + 1 :]
        ):
            return at
    return None


def _counts_something(row: Sequence[Slot]) -> bool:
    texts = [row[at].text for at in own(row)]
    return any(is_measure(text) or is_amount(text) for text in texts)


def _holds_units(above: Rows, row: Sequence[Slot], *, below: Sequence[Slot]) -> bool:
    """Return whether hardly anything but units stands in the row, each below a name."""
    columns = own(row)
    if columns and shapes.part_played(row[columns[0]].text) == "unit":
        columns = columns[1:]  # it says so itself
    columns = [at for at in columns if re.search(r"[^\W_]|[%‰°Ω″′]", row[at].text)]
    named = [at for at in columns if any(head[at].text for head in above)]
    if not named or len(named) < len(columns):
        return False
    if 0 in columns and len(columns) < 3 and not all(is_amount(slot.text) for slot in below):
        return False  # it may be a name beside its value
    sides = {at for at in columns if _is_side(row[at].text, below=above[-1][at])}
    units = {at for at in columns if is_unit(_bare(row[at].text))} - sides
    # Among several units in brackets, what else stands in such brackets is one, too.
    alike = {at for at in columns if len(units) > 1 and row[at].text[:1] in "[("}
    if not units or len(units | sides | alike) < ENOUGH * len(columns):
        return False
    if max(len(row[at].text) for at in columns) > MAX_UNIT:
        return False
    wide = max(sum(bool(slot.text) for slot in head) for head in above)
    return wide > len(columns) / 2 and shapes.row_naming(above[0]) >= 0.4


def _is_side(text: str, *, below: Slot) -> bool:
    """Return whether a letter below a size says which of its sides this is, and is no unit."""
    return text in AXES and (below.covered or below.span[1] > 1)


def _bare(text: str) -> str:
    match = _UNIT.fullmatch(" ".join(text.split()))
    return next((part for part in match.groups() if part is not None), "") if match else text


def flat_pairs(rows: Rows, subject: Subject) -> tuple[list[Pair], Several]:
    """Return the pairs of a table with names above: of its one row, or of the subject's."""
    below = units_row(rows)
    if below is not None:
        names = [row for at, row in enumerate(rows[:below]) if not at or not _codes(row)]
        units, deep = rows[below], below + 1
        sides = [
            _is_side(slot.text, below=over)
            for slot, over in zip(units, rows[below - 1], strict=True)
        ]
        names.append([slot if side else Slot("") for slot, side in zip(units, sides, strict=True)])
        units = [Slot("") if side else slot for slot, side in zip(units, sides, strict=True)]
        while len(names) > 1 and 2 * sum(bool(slot.text) for slot in names[0]) < len(rows[0]):
            names = names[1:]  # what stands above the names
    else:
        deep = _depth(rows)
        names, units = rows[:deep], [Slot("") for _ in rows[0]]
    sections, names = _sections(names)
    heads = [_head(names, at) for at in range(len(rows[0]))]
    body = [row for row in rows[deep:] if len(own(row)) > 1]
    chosen = body
    several = several_of([head.text for head in heads if head.text])
    if len(body) > 1:
        chosen = [row for row in body if subject.is_in([slot.text for slot in row])]
        if len(chosen) != 1:
            return [], several
    pairs = [pair for row in chosen for pair in _under(heads, units, row, sections)]
    for pair in pairs:
        pair.alone = len(body) == 1
    return pairs, (several or Several.PRODUCTS) if len(body) > 1 else Several.NO


def _sections(names: Rows) -> tuple[Sequence[Slot], Rows]:
    """Return the words over several names that gather them, and the names without these.

    What says nothing by itself, as the sides of a size, keeps the word above it.
    """
    gathers = [Slot("") for _ in names[0]]
    if len(names) < 2:
        return gathers, names
    top = [*names[0]]
    for at in own(names[0]):
        reach = [at]
        while reach[-1] + 1 < len(top) and names[0][reach[-1] + 1].covered:
            reach.append(reach[-1] + 1)
        below = [names[1][column].text for column in reach]
        known = sum(is_known(text) for text in below)
        if len(below) > 1 and 2 * known >= len(below) and not is_known(names[0][at].text):
            for column in reach:
                gathers[column], top[column] = names[0][at], Slot("")
    return gathers, [top, *names[1:]]


def _codes(row: Sequence[Slot]) -> bool:
    """Return whether the row holds but codes the names above have in some program."""
    return all(_CODE.fullmatch(row[at].text) for at in own(row))


def _depth(rows: Rows) -> int:
    deep = max(rows[0][at].span[0] for at in own(rows[0]))
    wide = any(rows[0][at].span[1] > 1 for at in own(rows[0]))
    if wide and deep == 1 and len(rows) > 2 and shapes.row_naming(rows[1]) >= 0.6:
        return 2
    return deep


def _head(rows: Rows, column: int) -> Slot:
    words: list[str] = []
    for row in rows:
        text = " ".join(row[column].text.split())
        if text and text not in words:
            # Below a name stands its unit; below a size, which of its sides it is.
            below = words and is_unit(text) and text not in AXES
            words.append(f"({text})" if below else text)
    return Slot(" ".join(words), rows[-1][column].box)


def _under(
    heads: list[Slot], units: Sequence[Slot], row: Sequence[Slot], sections: Sequence[Slot]
) -> Iterator[Pair]:
    for head, unit, slot, section in zip(heads, units, row, sections, strict=True):
        if not head.text or not slot.text or not is_label(head.text, words=CELL_WORDS):
            continue
        said = _bare(unit.text)
        for pair in inner_pairs(head, slot):
            pair.section = pair.section or section.text
            if re.search(r"[^\W_]|[%‰°Ω]", said):
                pair.unit = said
                pair.quote += f" {said}"
            yield pair
