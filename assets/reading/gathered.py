"""Tells a column that gathers the names beside it from one of names, and from one of products."""

from assets.reading import shapes
from assets.reading.shapes import Rows, own
from assets.reading.units import is_amount, is_measure
from assets.reading.wording import is_known

# How many of the rows are below another one's section at least, and begin one at most.
SECTIONED, GATHERS = 0.3, 0.6


def gathered(rows: Rows, found: dict[str, list[int]]) -> dict[str, list[int]]:
    """Return the roles as the rows show them: a first column that gathers names is no name.

    What the columns are called does not tell: `Item | Description | Details` is written over
    section, name and value, too.
    """
    key, first = found["key"][0], found["value"][0]
    full = [row for row in rows if len(own(row)) > 1]
    named = [row for row in full if first in own(row)]
    if found["group"] or len(found["value"]) < 2 or first != key + 1 or len(named) < 3:
        return found
    sections = [row[key].text for row in named if key in own(row)]
    starts = sum(
        bool(text) and text != before
        for text, before in zip(sections, ["", *sections], strict=False)
    )
    names = [shapes.head_word(row[first].text) for row in named]
    single = len(set(names)) >= GATHERS * len(names) and len(named) >= 0.8 * len(full)
    names_rows = _are_names(rows, first)
    if not names_rows and len(sections) < len(named):
        return {**found, "value": found["value"][1:]}  # it says when the values are true
    if starts > GATHERS * len(named) or not single or not names_rows:
        return found
    return {**found, "group": [key], "key": [first], "value": found["value"][1:]}


def _are_names(rows: Rows, column: int) -> bool:
    """Return whether a column holds names, and not under which conditions something is so."""
    texts = [row[column].text for row in rows if column in own(row)]
    amid = [text for text in texts if text[:1].islower() and not is_known(text.split()[0])]
    return shapes.column_naming(rows, column) >= 0.45 and len(amid) < 0.5 * len(texts)


def has_sections(rows: Rows) -> bool:
    """Return whether the first column names groups of the names in the second."""
    if len(rows[0]) < 3:
        return False
    merged = sum(row[0].covered or not row[0].text or row[1].covered for row in rows)
    # Headings of two rows are merged downwards, too, but not the first of them alone.
    heads = any(rows[0][at].span[0] > 1 for at in own(rows[0]) if at)
    above = len(rows) == 2 and shapes.row_naming(rows[0]) > shapes.row_naming(rows[1]) + 0.5
    if heads or above or shapes.column_naming(rows, 1) < 0.5:
        return False
    return merged >= SECTIONED * len(rows) or _says_sections_again(rows)


def _says_sections_again(rows: Rows) -> bool:
    """Return whether each row says the section it is in, and not of which product it is."""
    texts = [row[0].text for row in rows]
    again = sum(text == above for text, above in zip(texts[1:], texts, strict=False))
    own_words = repeats_names(rows, 1) or shapes.names_products(
        [rows[0][at].text for at in own(rows[0])]
    )
    return again >= SECTIONED * len(rows) and not own_words


def tells_products(rows: Rows, column: int) -> bool:
    """Return whether the column holds products' codes rather than names of what they have."""
    texts = [row[column].text for row in rows if column in own(row)]
    codes = [float(bool(shapes.CODE.fullmatch(text)) and not is_known(text)) for text in texts]
    return bool(rows) and len(rows[0]) > 2 and shapes.mean(codes) > 0.6


def heads_products(rows: Rows, columns: list[int]) -> bool:
    """Return whether each column is headed by a code of its own, or by words beside an empty corner."""
    heads = [rows[0][at].text for at in columns if at in own(rows[0])]
    if len(set(heads)) < max(len(columns), 2) or any(map(shapes.part_played, heads)):
        return False
    coded = all(shapes.CODE.fullmatch(text) and not is_known(text) for text in heads)
    figures = any(is_amount(text) or is_measure(text) for text in heads)
    return not figures and (coded or not rows[0][0].text)


def repeats_names(rows: Rows, column: int) -> bool:
    """Return whether a name stands in several rows: what is beside it tells them apart."""
    texts = [shapes.head_word(row[column].text) for row in rows if column in own(row)]
    return len(set(texts)) < len(texts)
