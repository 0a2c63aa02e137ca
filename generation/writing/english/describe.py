"""The English description: what it is, how it is used, its details, and where it comes from."""

from collections.abc import Sequence
from typing import Any

from generation.writing import plan
from generation.writing.english.joining import are_kin
from generation.writing.english.speaker import EnglishSpeaker
from generation.writing.english.spoken import together
from generation.writing.points import Point

LENGTHS = {"short": 6, "medium": 12, "long": 22}  # points
FULL = 5  # points in a paragraph; many more are a list, not a text
TOO_FEW = 2
MOST_FIRST = 3  # points in the first sentence
HEART, USE, DETAIL, END = range(4)
# Where a topic may be told; all others are details.
PLACES: dict[str, tuple[int, ...]] = {
    **dict.fromkeys(("material", "craft", "ingredient", "keeps", "battery", "light", "texture",
                     "capacity", "firing"), (HEART,)),
    **dict.fromkeys(("colour", "scent", "audience", "connection"), (HEART, USE, USE)),
    **dict.fromkeys(("fits", "directions", "purpose", "operation", "load"), (USE,)),
    **dict.fromkeys(("yes", "port", "charging", "ph", "content"), (USE, USE, DETAIL)),
    **dict.fromkeys(("care", "shelf", "contents", "warranty"), (END,)),
    "opened": (USE, DETAIL, END), "packaging": (DETAIL, END, END),
    "origin": (HEART, DETAIL, END, END),
}  # fmt: skip
# Percent of sentences that hold so many points, where they fit.
TWO, THREE, THREE_IN_SHORT = 90, 40, 80


def description(
    speaker: EnglishSpeaker, points: Sequence[Point], *, length: str, brief: str
) -> tuple[dict[str, Any], list[Point]]:
    """Return the content and the points it says, in order."""
    wanted = [point for point in points if point.topic != "no"]
    picked = together(plan.chosen(wanted, speaker.dice, most=LENGTHS[length]))
    heart, use, detail, end = _parts(speaker, picked)
    first, said = speaker.begin([*heart, *use, *detail][:6], most=MOST_FIRST)
    used, paragraphs = list(said), list[list[str]]()
    lines = [first] + ([brief] if brief else [])
    middle = [use, detail] if speaker.dice.chance(60) else [detail, use]
    for part in _even([heart, *middle, end], said, is_short=length == "short"):
        if paragraphs:
            speaker.turn()
        sentences, order = told(speaker, part, is_short=length == "short")
        lines += sentences
        used += order
        if not speaker.has_scene and length != "short" and speaker.dice.chance(55):
            lines.append(speaker.use())
        paragraphs.append(lines)
        lines = []
    if lines:
        paragraphs.append(lines)
    return {"paragraphs": [speaker.gap.join(part) for part in paragraphs]}, used


def told(
    speaker: EnglishSpeaker, points: Sequence[Point], *, is_short: bool = False
) -> tuple[list[str], list[Point]]:
    """Return the sentences for the points, and the points as they are said.

    is_short: whether few sentences must do, so that more goes into each.
    """
    left, sentences, order = list(points), [], list(points[:0])
    while left:
        group, text = _next(speaker, left, is_short=is_short)
        left = [point for point in left if point not in group]
        sentences.append(text)
        order += group
    return sentences, order


def _next(
    speaker: EnglishSpeaker, left: Sequence[Point], *, is_short: bool
) -> tuple[list[Point], str]:
    """Return the next point, with one or two that go with it, and their sentence."""
    point, *others = left
    kin = [other for other in others if is_short or are_kin(point, other)]
    if len(kin) > 1 and speaker.dice.chance(THREE_IN_SHORT if is_short else THREE):
        group = [point, *kin[:2]]
        if text := speaker.joined(group):
            return group, text
    if speaker.dice.chance(TWO):
        for other in kin[:4]:
            if text := speaker.joined([point, other]):
                return [point, other], text
    return [point], speaker.one(point)


def _parts(speaker: EnglishSpeaker, points: Sequence[Point]) -> list[list[Point]]:
    """Return heart, use, details and end, each in an order of its own."""
    parts: list[list[Point]] = [[], [], [], []]
    for point in speaker.dice.shuffled(points):
        parts[speaker.dice.pick(PLACES.get(point.topic, (DETAIL,)))].append(point)
    return parts


def _even(
    parts: Sequence[Sequence[Point]], said: Sequence[Point], *, is_short: bool
) -> list[list[Point]]:
    """Return the paragraphs: what is too little for one goes to its neighbour."""
    left = [[point for point in part if point not in said] for part in parts]
    if is_short:
        return [[point for part in left for point in part]]
    even: list[list[Point]] = []
    for part in left:
        is_small = len(part) < TOO_FEW or (even and len(even[-1]) < TOO_FEW)
        if even and (is_small and len(even[-1]) + len(part) <= FULL + 2):
            even[-1] += part
            continue
        pieces = max(1, -(-len(part) // FULL))
        size = -(-len(part) // pieces) if part else 0
        even += [part[at * size : (at + 1) * size] for at in range(pieces)]
    return [part for part in even if part] or [[]]
