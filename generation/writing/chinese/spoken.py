"""What Chinese can say of one point: its frames and its value."""

from dataclasses import dataclass, replace

from generation.writing.chinese import predicates, values, words
from generation.writing.chinese.figures import FIGURES
from generation.writing.chinese.words import WORDED
from generation.writing.forms import Forms
from generation.writing.points import Point

SIDES = {
    "length": "长",
    "width": "宽",
    "depth": "深",
    "height": "高",
    "diameter": "直径",
    "thickness": "厚",
}
KEEPS = {"cold": "保冷", "hot": "保温"}
PLAIN_COUNTS = ("数量", "份数", "每包数量")  # these are not things one can have three of
LISTS = frozenset(
    {"material", "colour", "ingredient", "contents", "packaging", "fits", "part", "purpose"}
)


@dataclass(frozen=True, slots=True)
class Spoken:
    """forms: the frames. value: for {v}. can_do: whether the point can follow the subject."""

    forms: Forms
    value: str

    @property
    def can_do(self) -> bool:
        return bool(self.forms.does)


def spoken(point: Point) -> Spoken:
    """Return the frames that fit the point and the shape of its value."""
    if point.topic == "yes":
        return Spoken(replace(words.YES, does=predicates.so(point.label)), "")
    if point.topic == "no":
        return Spoken(replace(words.NO, does=(predicates.not_so(point.label),)), "")
    if point.topic == "dimensions":
        value = "、".join(f"{SIDES[side]} {value}" for side, value in point.parts)
        return Spoken(FIGURES["dimensions"], value)
    if point.topic == "keeps":
        return Spoken(FIGURES["keeps"], "、".join(f"{KEEPS[kind]} {v}" for kind, v in point.parts))
    if point.amount is not None:
        return _figure(point)
    return _worded(point)


def _figure(point: Point) -> Spoken:
    assert point.amount is not None
    is_counted = point.topic == "count" and point.amount.unit in ("piece", "pair")
    if (is_counted or _is_counter(point)) and point.label not in PLAIN_COUNTS:
        return Spoken(FIGURES["count"], f"{point.value}{point.label}")
    value = point.value.removesuffix(" pH")
    topic = point.topic if point.topic != "count" else "figure"
    return Spoken(FIGURES.get(topic, FIGURES["figure"]), value)


def _is_counter(point: Point) -> bool:
    return point.topic == "count" and not (point.amount and point.amount.unit.isascii())


def _worded(point: Point) -> Spoken:
    value, topic = point.value, point.topic
    if values.is_alone(value):
        return Spoken(words.ALONE, value)
    if topic == "fits":
        value = values.FITS.sub("", value) or value
    elif topic in ("craft", "care", "directions", "operation", "contents"):
        return Spoken(WORDED[topic], values.listed(value) if topic == "contents" else value)
    elif values.PREDICATE.match(value):
        predicate = Forms(does=("{v}",), says=words.ALONE.says)
        return Spoken(predicate if values.is_inside(value) else words.ALONE, value)
    if topic in LISTS:
        value = values.listed(value)
    value = values.without_label(value, point.label)
    forms = WORDED.get(topic, WORDED["detail"])
    if not values.is_inside(value.replace("、", "")):
        forms = replace(forms, does=())
    return Spoken(forms, value)
