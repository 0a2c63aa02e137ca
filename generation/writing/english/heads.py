"""The heads of English selling points: the thing itself in a few words, and what is left of it."""

from collections.abc import Callable

from generation.writing.english.predicates import all_so, is_adjective
from generation.writing.english.spoken import of_part, sides, spoken
from generation.writing.english.values import an, capital, lowered, shape, split_tail
from generation.writing.english.words import WORDED
from generation.writing.points import Point

LONGEST_HEAD = 7  # words
LONGEST_SIGNS = 54  # of an attribute that somebody typed
# {v}: the value as it stands in a sentence
FRAMES: dict[str, tuple[str, ...]] = {
    "capacity": ("Holds {v}", "Room for {v}", "{v} capacity"),
    "content": ("{v} inside", "{v} to use"),
    "weight": ("Weighs {v}", "{v} in weight"),
    "count": ("{v}",),
    "battery": ("{v} on one charge", "{v} of battery life"),
    "charging": ("Charged in {v}", "Full in {v}"),
    "power": ("Runs on {v}", "{v} of power"),
    "light": ("{v} of light",),
    "warmth": ("Light at {v}",),
    "firing": ("Fired at {v}",),
    "ph": ("A pH of {v}",),
    "opened": ("{v} of use after opening",),
    "shelf": ("Keeps for {v}",),
    "warranty": ("{v} of warranty",),
    "load": ("Carries up to {v}",),
    "material": ("{v}", "Made of {v}"),
    "craft": ("{v}",),
    "colour": ("In {v}",),
    "origin": ("Made in {v}",),
    "ingredient": ("With {v}", "Made with {v}"),
    "texture": ("{v}",),
    "connection": ("Connects by {v}", "{v}"),
    "port": ("Charges by {v}", "{v} charging"),
    "fits": ("Room for {v}", "Fits {v}"),
    "audience": ("Made for {v}", "For {v}"),
    "purpose": ("Made for {v}",),
    "packaging": ("Packed in {v}", "Comes in {v}"),
}  # fmt: skip
PART_FRAMES: dict[str, str] = {
    "lining": "Lined with {v}", "hardware": "{bare} hardware", "closure": "Closes with {v}",
    "lid": "Closes with {v}", "insulation": "Insulated by {v}", "filling": "Filled with {v}",
}  # fmt: skip
LABELS = {
    "care": "Looking after {them}", "directions": "How to use {them}", "contents": "What comes in the box",
    "operation": "How the {l} works",
}  # fmt: skip


def head_of(point: Point, pick: Callable[[tuple[str, ...]], str]) -> tuple[str, str]:
    """Return the head and a phrase that is left over, or two empty ones when it cannot be one."""
    own = OWN.get(point.topic) or (_figure if point.topic == "figure" else None)
    if own is not None:
        return own(point), ""
    kind = "phrase" if point.amount is not None else shape(point.value)
    if kind == "none":
        return _short(f"No {lowered(point.label)} {spoken(point).value}"), ""
    if point.topic not in FRAMES or kind not in ("phrase", "done"):
        return "", ""
    value, left = _parts(point)
    frames = FRAMES[point.topic]
    heads = [_short(capital(frame.replace("{v}", value))) for frame in frames]
    fitting = tuple(head for head in heads if head)
    return (pick(fitting), left) if fitting else ("", "")


def _parts(point: Point) -> tuple[str, str]:
    """Return what the head says of the value, and the sentence that is left of it."""
    said = spoken(point)
    value, left = said.value, said.tail
    if point.topic == "craft":
        value, left = split_tail(point.value)
    elif point.topic == "texture":
        value, left = _halves(said.value)
    return value, f"{left}." if left and not left.endswith(".") else left


def _halves(value: str) -> tuple[str, str]:
    """Return a light gel cream, and what it does: "sinks in without shine"."""
    first, that, rest = value.partition(" that ")
    verb = rest.split(" ", 1)[0]
    return (first, f"It {rest}") if that and verb.endswith("s") and verb != "is" else (value, "")


def _yes(point: Point) -> str:
    labels = [label for _, label in point.parts] or [point.label]
    if not all(is_adjective(label) for label in labels):
        return _short(capital(" and ".join(lowered(label) for label in labels)))
    apart = all_so(labels)[1]
    return _short(capital(apart[-1])) if apart else ""


def _size(point: Point) -> str:
    values = [value.split(" ", 1) for _, value in point.parts]
    if len(values) > 2 and all(len(value) == 2 and value[1] == values[0][1] for value in values):
        letters = " × ".join(topic[0].upper() for topic, _ in point.parts)
        return f"{' × '.join(value[0] for value in values)} {values[0][1]} ({letters})"
    return _short(sides(point))


def _figure(point: Point) -> str:
    label = lowered(point.label)
    part, wide = of_part(label)
    if spoken(point).ways.says:
        return ""
    if part and spoken(point).ways.own:
        return _short(capital(f"{an(part)} {point.value} {wide}")) if wide else ""
    return _short(capital(f"{an(label)} of {point.value}")) if spoken(point).ways.does else ""


def _of_part(point: Point) -> str:
    said, label = spoken(point), lowered(point.label)
    if not (said.ways.does or said.ways.own):
        return ""
    name = "closure" if point.topic == "part" else label
    frame = PART_FRAMES.get(name, "")
    if frame and said.ways.own[:1] != WORDED["detail"].own:
        return _short(capital(frame.replace("{v}", said.value).replace("{bare}", said.value)))
    if "included" in point.value.lower():
        return _short(f"{capital(said.value)} included")
    if said.value.split()[-1].lower() == label:
        return _short(capital(said.value))
    return ""


def _keeps(point: Point) -> str:
    return _short(capital(", ".join(f"{topic} for {value}" for topic, value in point.parts)))


def _short(head: str) -> str:
    is_short = len(head.split()) <= LONGEST_HEAD and len(head) <= LONGEST_SIGNS
    return head if is_short else ""


OWN: dict[str, Callable[[Point], str]] = {
    "yes": _yes, "dimensions": _size, "keeps": _keeps, "detail": _of_part, "part": _of_part,
}  # fmt: skip
