"""Finds pairs in a table's cells: names in one column, values in another."""

from collections.abc import Sequence

from assets.reading import shapes
from assets.reading.blocks import Slot, frame
from assets.reading.headings import REMARK_HEADS
from assets.reading.pairs import Pair, text_pairs
from assets.reading.shapes import Rows, own
from assets.reading.sureness import breaks_off
from assets.reading.units import is_amount, is_measure, is_unit
from assets.reading.wording import CELL_WORDS, is_known, is_label

SURE, LIKELY = 95, 90
MAX_UNIT = 12


def cell_pair(name: Slot, value: Slot, confidence: int = SURE) -> Pair:
    label = " ".join(name.text.split())
    words = value.text.strip()
    sure = confidence if is_known(label) else min(confidence, LIKELY)
    quote = f"{label} {words}"
    return Pair(label, words, quote, sure, frame([name.box, value.box]), value.cell)


def beside(
    rows: Rows, key: int, value: int, *, unit: int | None = None, group: int | None = None
) -> list[Pair]:
    """Return the pairs of a column of names and a column of values.

    group: the column that says under which word the names are gathered.
    """
    pairs: list[Pair] = []
    section = ""
    last: Pair | None = None
    for row in rows:
        name, words = row[key], row[value]
        if group in own(row):
            section = row[group].text
        if _is_section(row, key, value):
            section, last = row[own(row)[0]].text, None
            continue
        if not words.text or words.covered:
            continue
        if not name.text or name.covered:
            if last is not None and not _goes_on(last, words):
                pairs.remove(last)  # several are said under one name: none of them is the value
                last = None
            continue
        found = inner_pairs(name, words)
        for pair in found:
            pair.section = pair.section or section
            pairs.append(measured(pair, row[unit] if unit is not None else None))
        last = found[0] if len(found) == 1 else None
    return pairs


def _is_section(row: Sequence[Slot], key: int, value: int) -> bool:
    """Return whether the row is but a name over those below it, maybe over other columns, too."""
    if len(own(row)) != 1:
        return False
    (at,) = own(row)
    if at == key:
        return row[at].span[1] > 1 or not row[value].text
    return row[at].span[1] > 1 and row[key].covered and row[value].covered


def measured(pair: Pair, unit: Slot | None) -> Pair:
    """Return the pair with the unit that stands in a column of its own."""
    said = unit.text.strip() if unit is not None else ""
    if is_unit(said) or (0 < len(said) <= MAX_UNIT and not said[0].isdigit()):
        pair.unit, pair.guessed = said, not is_unit(said)
        pair.quote += f" {said}"
    return pair


def inner_pairs(name: Slot, value: Slot) -> list[Pair]:
    """Return the pair of two cells, or the pairs within the value when it has labels of its own."""
    inner = text_pairs(value.text, confidence=SURE)
    if len(inner) > 1:
        for pair in inner:
            pair.section, pair.cell = " ".join(name.text.split()), value.cell
            pair.box = value.box
        return inner
    counted = is_measure(name.text) or is_amount(name.text)
    named = is_label(name.text, words=CELL_WORDS) and not counted
    return [cell_pair(name, value)] if named else []


def _goes_on(pair: Pair, words: Slot) -> bool:
    """Let the words go on with a value that breaks off above them, and return whether they do."""
    said = words.text.strip()
    if not (breaks_off(pair.value) or breaks_off(said)) or text_pairs(said):
        return False
    pair.value += f" {said}"
    pair.quote += f" {said}"
    pair.joined = True
    pair.box = frame([pair.box, words.box])
    return True


def by_colons(rows: Rows) -> list[Pair]:
    """Return the pairs of a form: a cell that ends with a colon names what stands right of it."""
    pairs: list[Pair] = []
    for row in rows:
        columns = own(row)
        for at, column in enumerate(columns):
            name = row[column]
            following = row[columns[at + 1]] if at + 1 < len(columns) else None
            if not name.text.rstrip().endswith((":", "：")):
                pairs.extend(placed(pair, name) for pair in text_pairs(name.text))
            elif following and not following.text.rstrip().endswith((":", "：")):
                pairs.append(cell_pair(name, following))
    return pairs


def by_roles(rows: Rows, head: Sequence[Slot], found: dict[str, list[int]]) -> list[Pair]:
    """Return the pairs of a table whose headings say: parameter, value, unit.

    A row with a unit among its values is drawn beside its headings: which is which is not said.
    """
    key, values = found["key"][0], found["value"]
    rows = [row for row in rows if not any(is_unit(row[at].text) for at in values)]
    remarks = [at for at, slot in enumerate(head) if shapes.head_word(slot.text) in REMARK_HEADS]
    rows = _told_apart(rows, key, [*values, *found["unit"], *found["group"], *remarks])
    unit, group = (next(iter(found[part]), None) for part in ("unit", "group"))
    pairs: list[Pair] = []
    for column in values:
        word = shapes.head_word(head[column].text)
        bound = f" {word.rstrip('.')}" if word in shapes.BOUND_HEADS and len(values) > 1 else ""
        amount = f" ({word})" if shapes.PER_AMOUNT.fullmatch(word) else ""
        for pair in beside(rows, key, column, unit=unit, group=group):
            pair.name = f"{pair.name}{bound or amount}"
            pairs.append(pair)
    return pairs


def _told_apart(rows: Rows, key: int, taken: list[int]) -> Rows:
    """Return the rows, those under one name named by what else tells them apart: a symbol."""
    told: Rows = []
    name = Slot("")
    for at, row in enumerate(rows):
        below = rows[at + 1] if at + 1 < len(rows) else None
        goes_on = below is not None and len(own(below)) > 1 and key not in own(below)
        if key in own(row):
            name = row[key]
        else:
            goes_on = bool(told)
        others = [row[other].text for other in own(row) if other != key and other not in taken]
        if goes_on and others:
            row = [*row]
            row[key] = Slot(f"{name.text} {others[0]}", name.box, name.cell)
        told.append(row)
    return told


def sectioned(rows: Rows) -> list[Pair]:
    unit = shapes.unit_column(rows, 3)
    pairs: list[Pair] = []
    section = ""
    for at, row in enumerate(rows):
        if not at and shapes.part_played(row[1].text) and not row[0].covered:
            continue  # headings
        section = row[0].text or section
        # A name may stand where the sections do, when no section gathers it.
        lone = 0 in own(row) and (row[1].covered or not row[1].text)
        name, value = (row[0], row[2]) if lone else (row[1], row[2])
        if not value.text or value.covered or not name.text:
            continue
        for pair in inner_pairs(name, value):
            pair.section = pair.section or (section if name is row[1] else "")
            pairs.append(measured(pair, row[unit] if unit is not None else None))
    return pairs


def placed(pair: Pair, slot: Slot) -> Pair:
    pair.box, pair.cell = slot.box, slot.cell
    return pair
