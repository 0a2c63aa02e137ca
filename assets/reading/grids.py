"""Finds what a table says of a product: pairs of names and values, whatever its shape."""

import re
from collections.abc import Sequence

from assets.reading import shapes
from assets.reading.blocks import Grid, Slot
from assets.reading.columns import (
    beside,
    by_colons,
    by_roles,
    cell_pair,
    measured,
    placed,
    sectioned,
)
from assets.reading.flat import flat_pairs, units_row
from assets.reading.gathered import has_sections, heads_products, repeats_names, tells_products
from assets.reading.headings import halves, headed, without_numbers
from assets.reading.pairs import Pair, text_pairs
from assets.reading.shapes import Rows, own
from assets.reading.subjects import Several, Subject, several_of
from assets.reading.units import is_amount, is_measure, is_unit
from assets.reading.wording import CELL_WORDS, is_known, is_label, without_asides

__all__ = ["Several", "Subject", "grid_pairs"]

PLACED = 70
MAX_CELLS = 20_000
HEAD_ROWS = 40
_LABELLED = re.compile(r"[^\d:：]{1,24}[:：](?!//)[ \u3000]*(?P<value>.*)", re.DOTALL)


def grid_pairs(grid: Grid, subject: Subject) -> tuple[list[Pair], Several]:
    """Return the table's pairs, and whether it speaks of several products.

    Of several products only the subject's row or column is read.
    """
    rows = shapes.without_picture(shapes.tidy(grid.rows))
    if not rows or (len(rows) == 1 and shapes.is_head(rows[0])):
        return [], Several.NO
    if any(shapes.is_bill(row) for row in rows[:3]):
        return [], Several.NO  # what was ordered, and at which price
    if len(rows) * len(rows[0]) > MAX_CELLS:
        # A catalogue: its head, and the subject's row wherever that stands.
        mine = [row for row in rows[HEAD_ROWS:] if subject.is_in([slot.text for slot in row])]
        rows = rows[:HEAD_ROWS] + mine[:HEAD_ROWS]
    rows = without_numbers(rows)
    labelled = [row for row in rows if _is_labelled(row)]
    rows = [row for row in rows if not _is_labelled(row)]
    sides = halves(rows) if rows else []
    read = [_by_shape(side, subject) for side in sides]
    found = [pair for pairs, _ in read for pair in pairs]
    many = max((several for _, several in read), default=Several.NO)
    found = _of_cells(labelled) + found
    if _explains(found):
        return [], many
    return (found, many) if grid.ruled else _placed_well(found, many=many)


def _is_labelled(row: Sequence[Slot]) -> bool:
    """Return whether each cell holds a name and a value of its own, rather than one the other's."""
    texts = [row[at].text for at in own(row)]
    matches = [_LABELLED.fullmatch(text) for text in texts]
    return len(texts) > 1 and all(matches) and any(match and match["value"] for match in matches)


def _explains(found: list[Pair]) -> bool:
    """Return whether the table says in words what happens or what is meant: no facts."""
    known = sum(is_known(pair.name) or bool(re.search(r"\d", pair.value)) for pair in found)
    words = sum(len(pair.value.split()) for pair in found)
    return len(found) > 3 and known < 0.25 * len(found) and words >= 4 * len(found)


def _placed_well(found: list[Pair], *, many: Several) -> tuple[list[Pair], Several]:
    """Return the pairs of a table nobody ruled, unless it is prose in columns or a list of pages."""
    pages = [pair.value for pair in found if re.fullmatch(r"\d{1,3}", pair.value)]
    if len(pages) > 2 and len(pages) == len(found) and pages == sorted(pages, key=int):
        return [], Several.NO
    good = [pair for pair in found if _is_placed(pair)]
    if len(good) < 0.6 * len(found):
        return [], Several.NO
    for pair in good:
        pair.confidence = min(pair.confidence, PLACED)
    return good, many


def _is_placed(pair: Pair) -> bool:
    """Return whether the words look like name and value, and not like parts of sentences."""
    name, value = pair.name, pair.value
    if re.match(r"[•●▪■*–—-]\s", value) or (name[0].islower() and not is_known(name)):
        return False
    if value.endswith(".") and len(value.split()) > 5:
        return False
    if name.isupper() and value.isupper() and len(value.split()) > 1 and not is_measure(value):
        return False  # words of a poster
    if len(without_asides(name).split()) > 6 or (value[0].islower() and len(value.split()) > 5):
        return False
    return is_known(name) or is_measure(value) or is_amount(value) or len(value.split()) <= 8


def _by_shape(rows: Rows, subject: Subject) -> tuple[list[Pair], Several]:
    if len(rows[0]) == 1:
        return _of_cells(rows), Several.NO
    body = _without_title(rows)
    if units_row(body) is not None:
        return flat_pairs(body, subject)
    by_heads = _by_heads(rows, subject)
    if by_heads is not None:
        return by_heads
    colons = sum(row[at].text.rstrip().endswith((":", "：")) for row in rows for at in own(row))
    if colons >= 2 and len(rows[0]) > 2:
        return by_colons(rows), Several.NO
    return _by_place(rows, body, subject)


def _by_heads(rows: Rows, subject: Subject) -> tuple[list[Pair], Several] | None:
    """Return the pairs of a table whose headings say in general words what is below them."""
    heads = headed(rows)
    if heads is None:
        return None
    below, head, found = heads
    if not found["group"] and tells_products(rows[below:], found["key"][0]):
        return flat_pairs([head, *rows[below:]], subject)
    values = [shapes.head_word(head[at].text) for at in found["value"]]
    if len(values) > 1 and len(set(values)) == 1:
        return _of_products(rows, found["value"], subject, units=found["unit"]), Several.PRODUCTS
    if _is_grouped([head, *rows[below:]], found):
        return by_roles(rows[below:], head, found), Several.NO
    return None


def _by_place(rows: Rows, body: Rows, subject: Subject) -> tuple[list[Pair], Several]:
    """Return the pairs of a table whose headings say nothing of what is below them."""
    if shapes.lies_wide(body):
        return flat_pairs(body, subject)
    if shapes.is_paired(body) and not (shapes.row_naming(body[0]) >= 0.9 and len(body) > 1):
        return [
            pair for at in range(0, len(body[0]), 2) for pair in beside(body, at, at + 1)
        ], Several.NO
    if has_sections(body):
        return sectioned(body), Several.NO
    if shapes.lies_flat(body):
        return flat_pairs(body, subject)
    return _upright(rows, subject)


def _is_grouped(rows: Rows, found: dict[str, list[int]]) -> bool:
    """Return whether a first column of unknown name groups names, and does not tell products apart."""
    if not found["group"] or shapes.is_group_head(rows[0][found["group"][0]].text):
        return True
    return not repeats_names(rows[1:], found["key"][0])


def _without_title(rows: Rows) -> Rows:
    """Return the table from its first row with more than one cell on."""
    for at, row in enumerate(rows):
        if len(own(row)) > 1:
            return rows[at:]
    return rows


def _upright(rows: Rows, subject: Subject) -> tuple[list[Pair], Several]:
    """Return the pairs of a table with names at the left."""
    if len(rows) == 1 and len(rows[0]) > 3:
        return _of_cells(rows), Several.NO  # a row of many cells says not which names which
    counted = all(re.fullmatch(r"\d{0,3}\.?", row[0].text) for row in rows[1:])
    if len(rows[0]) > 2 and len(rows) > 1 and counted:
        rows = [row[1:] for row in rows]
    if len(rows[0]) == 2:
        return beside(rows, 0, 1) + _unnamed(rows), Several.NO
    parts = [shapes.part_played(slot.text) for slot in rows[0]]
    values = [at for at in range(1, len(rows[0])) if parts[at] != "other"]
    if not values or shapes.column_naming(rows, 0) < 0.3:
        return _of_cells(rows), Several.NO
    units = [at for at in values if _share(rows, at, is_unit) > 0.6]
    apart = shapes.names_products([rows[0][0].text]) and _share(rows[:2], values[-1], bool)
    enough = 0.34 if apart else 0.6
    filled = [at for at in values if at not in units and _share(rows, at, bool) > enough]
    if len(filled) <= 1:
        unit = units[0] if units else None
        body = rows[1:] if parts[0] == "key" and any(parts[1:]) else rows
        return beside(body, 0, (filled or values)[0], unit=unit), Several.NO
    several = several_of([row[0].text for row in rows[:4]], [rows[0][at].text for at in filled])
    if several is Several.VARIANTS and len(rows) > 4:
        several = Several.PRODUCTS
    if several is Several.NO and heads_products(rows, filled):
        several = Several.PRODUCTS
    return _of_products(rows, filled, subject, units=units), several


def _share(rows: Rows, column: int, holds: object) -> float:
    texts = [row[column].text for row in rows[1:] if len(own(row)) > 1]
    if holds is bool:
        return shapes.mean([float(bool(text)) for text in texts])
    return shapes.mean([float(is_unit(text)) for text in texts if text])


def _of_products(
    rows: Rows, columns: list[int], subject: Subject, *, units: list[int]
) -> list[Pair]:
    """Return the pairs of the subject's column, and those one merged cell states of all."""
    mine = [at for at in columns if subject.is_in([row[at].text for row in rows[:4]])]
    beyond = [at for at in units if mine and at > mine[0]]
    unit = beyond[0] if beyond else units[0] if units else None
    pairs: list[Pair] = []
    for row in rows:
        common = row[columns[0]]
        said = row[unit] if unit is not None else None
        if shapes.part_played(row[0].text) == "key":
            continue  # the headings
        if len(mine) == 1 and row[mine[0]].text and row[0].text:
            pairs.append(measured(cell_pair(row[0], row[mine[0]]), said))
        elif common.text and common.span[1] >= len(columns) and row[0].text and not row[0].covered:
            pairs.append(measured(cell_pair(row[0], common), said))
    return [pair for pair in pairs if is_label(pair.name, words=CELL_WORDS)]


def _of_cells(rows: Rows) -> list[Pair]:
    """Return the pairs within the cells of a table that only arranges text."""
    return [
        placed(pair, row[at])
        for row in rows
        for at in own(row)
        for pair in text_pairs(row[at].text)
    ]


def _unnamed(rows: Rows) -> list[Pair]:
    """Return the pairs within cells that stand alone in their row."""
    alone = [row[own(row)[0]] for row in rows if len(own(row)) == 1]
    return [placed(pair, slot) for slot in alone for pair in text_pairs(slot.text)]
