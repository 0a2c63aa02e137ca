"""Points in a few Chinese characters: for titles and for captions on a picture."""

from generation.writing.chinese.spoken import SIDES, spoken
from generation.writing.chinese.values import spaced
from generation.writing.points import Point

CAPTION_SIGNS = 12
TITLE_SIGNS = 12


def in_title(point: Point) -> str:
    """Return the point as a title lists it, or nothing when it is too long for one."""
    if point.topic == "yes":
        return point.label if len(point.label) <= TITLE_SIGNS else ""
    said = spoken(point).value
    if point.topic == "keeps":
        return said.split("、")[0]
    if point.amount is not None:
        is_named = point.topic in ("figure", "battery", "charging", "load")
        label = {"battery": "续航", "charging": "充电"}.get(point.topic, point.label)
        return f"{label} {said}" if is_named else said
    first = said.split("，")[0].split("、")[0]
    if len(first) > TITLE_SIGNS:
        return ""
    return spaced(f"{first}{point.label}") if point.topic in ("detail", "part") else spaced(first)


def caption(point: Point) -> str:
    """Return the point in twelve characters at most; its label where it says more."""
    if point.topic == "dimensions":
        side, value = point.parts[0]
        text = f"{SIDES[side]} {value}"
    else:
        text = in_title(point) if point.topic != "no" else ""
    if not text or len(text) > CAPTION_SIGNS:
        text = point.label if point.topic != "no" else ""
    return text if len(text) <= CAPTION_SIGNS else ""
