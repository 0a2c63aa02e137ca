"""What English can say of one point: its frames, its value, and a sentence that follows it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from generation.writing.english import predicates, values, words
from generation.writing.english.figures import FIGURES
from generation.writing.english.predicates import chain, is_several
from generation.writing.english.ways import Ways
from generation.writing.english.words import PARTS, WORDED
from generation.writing.points import Point

SIDES = {
    "length": "long", "width": "wide", "depth": "deep", "height": "high", "diameter": "across",
    "thickness": "thick",
}  # fmt: skip
CLUMSY = re.compile(
    r"\b(?:for|with|of|in|to|by|at|on|as|how|what|where|when|why|is|are|can)\b", re.I
)
LONGEST_LABEL = 4  # words; a longer one is a phrase of its own
TWO_SIDES = 2
SHORT_STUFF = 2  # words: "solid brass hardware"
MOST_TOGETHER = 3  # yeses in one sentence
LABELLED = Ways(says=("{L}: {v}.",))
NAMED_ONLY = Ways(says=words.NOTED)
INCLUDED = re.compile(r",? (?:is |are )?included$", re.I)
IS_DONE = re.compile(r"(?:\w{2,}ed|\b(?:made|knit|woven|cut|sewn|bound|thrown|blown|spun))$", re.I)
IS_LIST = re.compile(r" and |, ")
EXACTLY = re.compile(r"^(?:[\w-]+ ){0,2}[\w-]+$")
NO_NEWS = ("added", "")


@dataclass(frozen=True, slots=True)
class Spoken:
    """ways: the frames. value: for {v}. tail: a sentence that must follow, or nothing."""

    ways: Ways
    value: str
    tail: str = ""


def together(points: Sequence[Point]) -> list[Point]:
    """Return the points with the yeses that are said alike in one, at the place of the first."""
    kinds = [[point for point in points if point.topic == "yes" and not point.parts and is_kind(point.label)]
             for is_kind in (predicates.is_adjective, predicates.is_had)]  # fmt: skip
    starts = range(0, len(points), MOST_TOGETHER)
    groups = [kind[at : at + MOST_TOGETHER] for kind in kinds for at in starts]
    found: list[Point] = []
    for point in points:
        group = next((group for group in groups if point in group), [point])
        if point is group[0]:
            found.append(_one_of(group))
    return found


def _one_of(group: Sequence[Point]) -> Point:
    if len(group) == 1:
        return group[0]
    names = tuple(name for point in group for name in point.attributes)
    return replace(group[0], attributes=names, parts=tuple(("yes", one.label) for one in group))


def spoken(point: Point) -> Spoken:
    """Return the frames that fit the point and the shape of its value."""
    if point.topic == "yes":
        does, apart = predicates.all_so([label for _, label in point.parts] or [point.label])
        return Spoken(Ways(does=does, apart=apart), "")
    if point.topic == "no":
        return Spoken(Ways(does=(predicates.not_so(point.label),)), "")
    if point.topic == "dimensions":
        ways = FIGURES["dimensions"]
        if len(point.parts) == 1:
            ways = replace(ways, does=ways.does[:1], apart=ways.apart[:1])
        elif len(point.parts) == TWO_SIDES:
            other = sides(replace(point, parts=point.parts[::-1]))
            named = chain([f"{value} in {topic}" for topic, value in point.parts])
            does = (*ways.does, f"<is/are> {other}", f"<measures/measure> {named}")
            ways = replace(ways, does=does, apart=(*ways.apart, other))
        return Spoken(ways, sides(point))
    if point.topic == "keeps":
        return Spoken(FIGURES["keeps"], chain([f"{t} for {v}" for t, v in point.parts]))
    if point.amount is not None:
        return _figure(point)
    return _worded(point)


def sides(point: Point) -> str:
    """Return "96 mm high and 88 mm across"."""
    topics = {topic for topic, _ in point.parts}
    adjectives = SIDES | ({} if topics & {"width", "depth", "length"} else {"height": "tall"})
    return chain([f"{value} {adjectives[topic]}" for topic, value in point.parts])


def _figure(point: Point) -> Spoken:
    assert point.amount is not None
    label = values.lowered(point.label)
    is_bare = point.topic == "figure" and not point.amount.unit and is_several(label)
    if (point.topic == "count" or is_bare) and not CLUMSY.search(label):
        number = point.value.split(" ", 1)[0]
        if (not point.amount.high and point.amount.unit in ("piece", "")) or _is_counter(point):
            return Spoken(
                FIGURES["count"], predicates.as_counted(point.label, point.amount, number)
            )
    if point.amount.family == "count" and point.value.endswith(f" {label}"):  # 192 pages
        return Spoken(FIGURES["count"], point.value)
    if is_clumsy(label):
        return Spoken(LABELLED, point.value)
    topic = point.topic if point.topic != "count" else "figure"
    if topic == "figure" and point.amount.family == "length":
        if label == "driver size":
            return Spoken(FIGURES["drivers"], point.value)
        topic = "side" if _side(label) else topic
    if topic == "figure" and is_several(label):
        topic = "figures"
    value = point.value.removesuffix(" pH") if topic == "ph" else point.value
    return Spoken(FIGURES.get(topic, FIGURES["figure"]), value)


def _side(label: str) -> str:
    """Return the side a label names of a part: "Cable length" is a length."""
    named = label.lower().split()
    return named[-1] if len(named) > 1 and named[-1] in SIDES else ""


def of_part(label: str) -> tuple[str, str]:
    """Return the part and its adjective: "Cable length" is (cable, long)."""
    side = _side(label)
    return (label[: -len(side)].strip(), SIDES[side]) if side else ("", "")


def _is_counter(point: Point) -> bool:
    return point.amount is not None and not point.amount.unit.isascii() and not point.amount.high


def _worded(point: Point) -> Spoken:
    value, topic = point.value, point.topic
    shape = "phrase" if topic == "contents" else values.shape(value)
    if topic == "craft" and shape == "phrase" and IS_DONE.search(value) and " with " not in value:
        shape = "done"
    if shape == "phrase":
        return _phrased(point)
    if shape == "act":
        frames = {"care": words.ACTS, "directions": words.DIRECTIONS, "operation": words.OPERATION}
        told = values.acts(value) if topic == "care" else values.noted(value, topic=topic)
        return Spoken(Ways(says=frames.get(topic, words.INSTRUCTED)), told)
    if shape == "done":
        head, tail = values.split_tail(value)
        if topic in ("detail", "part", "operation"):
            return Spoken(Ways(own=("the {l} {l_is} {v}",)), head, tail and f"{tail}.")
        apart = () if "," in head else ("{v}",)
        return Spoken(Ways(does=("<is/are> {v}",), apart=apart), head, tail and f"{tail}.")
    if shape == "none" and topic != "audience" and not is_clumsy(point.label):
        return _none(value)
    return Spoken(LABELLED if is_clumsy(point.label) else NAMED_ONLY, value)


def _none(value: str) -> Spoken:
    rest = values.NONE.sub("", value)
    if not EXACTLY.match(rest):
        return Spoken(Ways(says=words.NONE[:1]), rest)
    ways = Ways(
        does=("<has/have> no {l} {v}",), apart=("with no {l} {v}",), own=("there is no {l} {v}",)
    )
    return Spoken(ways, rest)


def _phrased(point: Point) -> Spoken:
    value, topic = point.value, point.topic
    if topic == "detail" and is_clumsy(point.label):
        return Spoken(LABELLED, value)
    if topic in ("detail", "part") and values.LOOSE.search(value):
        return Spoken(NAMED_ONLY, values.lowered(value))
    if topic in ("care", "directions", "operation"):
        return Spoken(NAMED_ONLY, values.lowered(value))
    if topic in ("detail", "part"):
        return _of_part(point)
    return _named(point)


def _named(point: Point) -> Spoken:
    """Return how a value is said that has its own frames."""
    value, topic = point.value, point.topic
    said = values.lowered(value) if topic == "colour" else values.phrase(value)
    if topic == "contents":
        said = values.phrase(value.replace(" and ", ", "))
    elif topic == "origin":
        said = value
    elif topic == "colour" and IS_LIST.search(said) and " with " not in said:
        topic = "colours"
    elif topic == "audience":
        said = _audience(point)
    elif topic == "purpose" and point.label.lower().startswith("compat"):
        topic = "works"
    elif topic == "texture":
        return _texture(value, said)
    return Spoken(WORDED.get(topic, WORDED["detail"]), said)


def _texture(value: str, said: str) -> Spoken:
    """Return how a texture is said: like a balm, or simply creamy."""
    if " " not in value:
        return Spoken(WORDED["feel"], values.lowered(value))
    ways = WORDED["texture"]
    if not EXACTLY.match(value):
        return Spoken(ways, said)
    named = f"<has/have> {values.an(values.lowered(value))} texture"
    return Spoken(replace(ways, does=(*ways.does, named)), said)


def _of_part(point: Point) -> Spoken:
    """Return how a part is said: what is included, a lining, a lid, or plainly by its label."""
    name = point.label.lower()
    kind = PARTS.get(name, "closure" if point.topic == "part" else "detail")
    value = values.phrase(point.value)
    if INCLUDED.search(point.value) and kind in ("bulb", "detail"):
        bare = values.lowered(INCLUDED.sub("", point.value))
        named = bare if name.split()[-1] in bare.lower() else f"{bare} {name}"
        return Spoken(WORDED["included"], values.an(named) if not named.endswith("s") else named)
    if kind == "hardware" and len(value.split()) > SHORT_STUFF:
        kind = "detail"
    if kind == "detail" and is_several(name) and not value.endswith("s"):
        kind = "details"
    if kind == "bulb":
        value = value if name in value.lower() else values.an(f"{values.lowered(point.value)} bulb")
    return Spoken(WORDED[kind], value)


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
