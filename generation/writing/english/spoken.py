"""What English can say of one point: its frames, its value, and a sentence that follows it."""

import re
from dataclasses import dataclass

from generation.writing.english import predicates, values, words
from generation.writing.english.figures import FIGURES
from generation.writing.english.words import WORDED
from generation.writing.forms import Forms
from generation.writing.points import Point

SIDES = {
    "length": "long", "width": "wide", "depth": "deep", "height": "high", "diameter": "across",
    "thickness": "thick",
}  # fmt: skip
CLUMSY = re.compile(
    r"\b(?:for|with|of|in|to|by|at|on|as|how|what|where|when|why|is|are|can)\b", re.I
)
LONGEST_LABEL = 4  # words; a longer one is a phrase of its own
LABELLED = Forms(says=("{L}: {v}.",))
NAMED_ONLY = Forms(says=words.NOTED)
YES = Forms(
    says=("Yes, {s} {d}.", "{S} {d}.", "And {s} {d}."),
    warm=("Good to know: {s} {d}.",),
    lively=("And yes, {s} {d}.", "{S} {d}. [Really.|Noted.]"),
)
NO = Forms(
    says=(
        "{S} {d}.",
        "[Please note|Worth knowing before you order]: {s} {d}.",
        "Note that {s} {d}.",
    )
)


@dataclass(frozen=True, slots=True)
class Spoken:
    """forms: the frames. value: for {v}. tail: a sentence that must follow, or nothing."""

    forms: Forms
    value: str
    tail: str = ""


def spoken(point: Point) -> Spoken:
    """Return the frames that fit the point and the shape of its value."""
    if point.topic == "yes":
        return Spoken(Forms(does=predicates.so(point.label), says=YES.says, warm=YES.warm), "")
    if point.topic == "no":
        return Spoken(Forms(does=(predicates.not_so(point.label),), says=NO.says), "")
    if point.topic == "dimensions":
        return Spoken(FIGURES["dimensions"], _chain([f"{v} {SIDES[t]}" for t, v in point.parts]))
    if point.topic == "keeps":
        return Spoken(FIGURES["keeps"], _chain([f"{t} for {v}" for t, v in point.parts]))
    if point.amount is not None:
        return _figure(point)
    return _worded(point)


def _figure(point: Point) -> Spoken:
    assert point.amount is not None
    is_bare = (
        point.topic == "figure" and not point.amount.unit and predicates.is_several(point.label)
    )
    if (point.topic == "count" or is_bare) and not CLUMSY.search(point.label):
        number = point.value.split(" ", 1)[0]
        if (not point.amount.high and point.amount.unit in ("piece", "")) or _is_counter(point):
            counted = predicates.as_counted(point.label, point.amount, number)
            return Spoken(FIGURES["count"], counted)
    if is_clumsy(point.label):
        return Spoken(LABELLED, point.value)
    topic = point.topic if point.topic != "count" else "figure"
    if topic == "figure" and point.amount.family == "length" and _side(point.label):
        return Spoken(FIGURES["side"], point.value)
    value = point.value.removesuffix(" pH") if topic == "ph" else point.value
    return Spoken(FIGURES.get(topic, FIGURES["figure"]), value)


def _side(label: str) -> str:
    """Return the side a label names of a part: "Cable length" is a length."""
    words = label.lower().split()
    return words[-1] if len(words) > 1 and words[-1] in SIDES else ""


def of_part(label: str) -> tuple[str, str]:
    """Return the part and its adjective: "Cable length" is (cable, long)."""
    side = _side(label)
    return (label[: -len(side)].strip(), SIDES[side]) if side else ("", "")


def _is_counter(point: Point) -> bool:
    return point.amount is not None and not point.amount.unit.isascii() and not point.amount.high


def _worded(point: Point) -> Spoken:
    value, topic = point.value, point.topic
    shape = "phrase" if topic == "contents" else values.shape(value)
    if shape == "phrase":
        return _phrased(point)
    if shape == "act":
        frames = {"care": words.ACTS, "directions": words.DIRECTIONS, "operation": words.OPERATION}
        return Spoken(Forms(says=frames.get(topic, words.NOTED)), values.acts(value))
    if shape == "done":
        head, tail = values.split_tail(value)
        return Spoken(Forms(does=("<is/are> {v}",), says=words.DOES), head, tail and f"{tail}.")
    if shape == "none" and topic != "audience" and not is_clumsy(point.label):
        return Spoken(Forms(says=words.NONE), values.NONE.sub("", value))
    return Spoken(LABELLED if is_clumsy(point.label) else NAMED_ONLY, value)


def _phrased(point: Point) -> Spoken:
    value, topic = point.value, point.topic
    if topic == "detail" and is_clumsy(point.label):
        return Spoken(LABELLED, value)
    if topic in ("detail", "part") and values.LOOSE.search(value):
        return Spoken(NAMED_ONLY, values.lowered(value))
    match topic:
        case "colour":
            said = values.lowered(value)
        case "origin":
            said = value
        case "audience":
            said = _audience(point)
        case _:
            said = values.phrase(value)
    return Spoken(WORDED.get(topic, WORDED["detail"]), said)


def is_clumsy(label: str) -> bool:
    """Return whether a label cannot follow "the": "Suitable for children"."""
    return CLUMSY.search(label) is not None or len(label.split()) > LONGEST_LABEL


def is_plain(point: Point) -> bool:
    """Return whether a worded value must be asked for by its label: "the lid"."""
    return point.topic in ("detail", "figure", "part", "purpose")


def _audience(point: Point) -> str:
    value = values.phrase(point.value)
    word = point.label.lower().split()[0]
    last = {"skin": "skin", "hair": "hair"}.get(word, "")
    return value if not last or last in value.lower() else f"{value} {last}"


def _chain(parts: list[str]) -> str:
    return f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else parts[0]
