"""Points in a word or two of English: for titles and for captions on a picture."""

from generation.writing.english import values
from generation.writing.english.predicates import as_counted
from generation.writing.english.spoken import of_part, spoken
from generation.writing.points import Point
from generation.writing.units import UNITS

CAPTION_WORDS = 5
TITLE_WORDS = 4


def in_title(point: Point) -> str:
    """Return the point as a title lists it, or nothing when it is too long for one."""
    if point.topic == "yes":
        return values.lowered(point.label) if len(point.label.split()) <= TITLE_WORDS else ""
    if point.topic == "keeps":
        return f"{point.parts[0][0]} for {point.parts[0][1]}"
    if point.amount is not None:
        return _figure(point)
    if point.topic == "audience":
        return f"for {spoken(point).value}"
    first = point.value.split(",")[0].split(" and a ")[0].strip()
    if not first or len(first.split()) > TITLE_WORDS or values.shape(point.value) != "phrase":
        return ""
    if point.topic in ("detail", "part"):
        return f"{values.lowered(first)} {values.lowered(point.label)}"
    return values.lowered(first)


def caption(point: Point) -> str:
    """Return the point in five words at most; its label where it says more."""
    if point.topic == "dimensions":
        text = spoken(point).value.split(" and ")[0].split(",")[0]
    elif point.topic in ("yes", "no"):
        text = point.label if point.topic == "yes" else ""
    else:
        text = in_title(point)
        if len(text.split()) > CAPTION_WORDS or not text:
            text = point.label
    return values.capital(text) if len(text.split()) <= CAPTION_WORDS else ""


def _figure(point: Point) -> str:
    assert point.amount is not None
    unit = UNITS.get(point.amount.unit)
    if point.topic == "battery" and unit is not None:
        return f"{point.amount.low}-{unit.english[0]} battery"
    if point.topic == "count" and unit is not None:
        return as_counted(point.label, point.amount, point.value.split(" ")[0])
    if point.topic == "figure":
        part, _ = of_part(point.label)
        return f"{point.value} {values.lowered(part or point.label)}"
    return point.value
