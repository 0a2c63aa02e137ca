"""Points in a few Chinese characters: for titles, captions and heads."""

from generation.writing.chinese import predicates
from generation.writing.chinese.spoken import SIDES, Spoken, spoken
from generation.writing.chinese.values import spaced
from generation.writing.choice import Dice
from generation.writing.frames import GAP, fill
from generation.writing.points import Point

CAPTION_SIGNS = 12
TITLE_SIGNS = 12
UNTITLED = frozenset({"weight", "no", "warmth", "firing"})  # nobody searches for them


def in_title(point: Point, dice: Dice) -> str:
    """Return the point as a title lists it, or nothing when it is too long for one."""
    if point.topic in UNTITLED:
        return ""
    if point.topic == "yes":
        name = point.label if point.label[:2] != "可用" else predicates.so(point.label)[0]
        return spaced(name) if len(name) <= TITLE_SIGNS else ""
    slots = spoken(point, dice).slots
    said = slots.get("v", "")
    if point.topic == "keeps":
        return slots["a"]
    if point.amount is not None:
        label = {"battery": "续航", "charging": "充电"}.get(point.topic, point.label)
        is_named = point.topic in ("figure", "battery", "charging", "load", "power")
        return f"{label} {said}" if is_named else said
    first = said.split("，")[0].split("、")[0]
    if len(first) > TITLE_SIGNS:
        return ""
    is_loose = point.topic in ("detail", "part") and point.label not in first
    return spaced(f"{first}{point.label}") if is_loose else spaced(first)


def caption(point: Point, dice: Dice) -> str:
    """Return the point in twelve characters at most; its label where it says more."""
    if point.topic == "no":
        return ""
    if point.topic == "dimensions":
        side, value = point.parts[0]
        text = f"{SIDES[side]} {value}"
    else:
        text, _rest = head(spoken(point, dice))
    if not text or len(text) > CAPTION_SIGNS:
        text = point.label
    return text if len(text) <= CAPTION_SIGNS else ""


def head(said: Spoken, body: str = "") -> tuple[str, str]:
    """Return the value as a short noun phrase, and what of the value it leaves unsaid."""
    slots = said.slots | {"body": body}
    for frame in said.wording.heads:
        gaps = {gap[1] for gap in GAP.finditer(frame)}
        if not all(slots.get(gap) for gap in gaps):
            continue
        text = spaced(fill(frame, slots))
        if len(text) > CAPTION_SIGNS or "，" in text:
            continue
        is_part = "a" in gaps and "b" not in gaps and "v" not in gaps
        return text, slots.get("b", "") if is_part else ""
    return "", ""
