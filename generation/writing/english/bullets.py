"""English selling points: a head that says the thing itself, and a sentence that adds to it."""

from collections.abc import Sequence
from typing import Any

from generation.writing import plan
from generation.writing.english.describe import told
from generation.writing.english.heads import LABELS, head_of
from generation.writing.english.speaker import EnglishSpeaker
from generation.writing.english.spoken import is_clumsy, spoken, together
from generation.writing.english.values import capital, lowered
from generation.writing.frames import expand
from generation.writing.limits import BULLET_LONGEST, BULLET_SHORTEST
from generation.writing.points import Point
from generation.writing.wordlists import words

# (selling points, facts)
LENGTHS = {"short": (3, 6), "medium": (5, 10), "long": (5, 15)}
MOST_IN_ONE = 4  # facts
FEWEST = 3  # selling points, when there are facts enough
COLON = 2  # between head and text
# What makes one selling point together; the first that is there gives the head.
GROUPS: tuple[tuple[str, ...], ...] = (
    ("craft", "material", "firing", "origin", "colour"),
    ("battery", "charging", "port", "power"),
    ("keeps", "capacity"),
    ("light", "warmth", "power", "operation"),
    ("ingredient", "texture", "ph", "origin"),
    ("audience", "directions", "scent", "opened", "shelf"),
    ("capacity", "content", "fits", "count", "part", "load"),
    ("dimensions", "weight", "load"),
    ("yes", "care", "connection"),
    ("connection", "yes", "purpose"),
    ("contents", "packaging", "warranty"),
    ("purpose", "colour", "origin"),
)  # fmt: skip
FOLLOW = ("Made for {scene} and {scene2}.", "For {scene} or {scene2}.",
          "Good to have for {scene}.", "Ready for {scene}.")  # fmt: skip
# What is worth a selling point of its own; anything else joins another.
STRONG = words("yes dimensions capacity battery keeps material craft light fits ingredient weight"
                   " content audience connection contents care directions")  # fmt: skip


def selling_points(
    speaker: EnglishSpeaker, points: Sequence[Point], *, length: str, brief: str
) -> tuple[dict[str, Any], list[Point]]:
    """Return the content and the points it says, in order."""
    count, most = LENGTHS[length]
    good = [point for point in points if point.topic != "no"] or list(points)
    picked = together(plan.chosen(good, speaker.dice, most=most))
    room = count - 1 if brief else count
    parts: list[dict[str, str]] = []
    used: list[Point] = []
    for group in _groups(picked, room):
        part, said = _bullet(speaker, group)
        parts.append(part)
        used += said
    if brief and len(brief) + COLON < BULLET_LONGEST - 30:
        parts.append({"head": speaker.head("brief"), "text": brief})
    if not parts:
        parts.append({"head": speaker.head("name"), "text": speaker.opening(())[0]})
    return {"points": parts}, used


def _groups(points: Sequence[Point], count: int) -> list[list[Point]]:
    """Return the points in at most so many groups, those that can stand at the head first."""
    found = _by_kind(points)
    while len(found) > count:
        small = min(range(len(found)), key=lambda at: (len(found[at]), -at))
        alone = found.pop(small)
        other = min(range(len(found)), key=lambda at: len(found[at]))
        if len(found[other]) + len(alone) <= MOST_IN_ONE:
            found[other] += alone
    while len(found) < min(FEWEST, count) and any(len(group) > 1 for group in found):
        big = max(found, key=len)
        half = -(-len(big) // 2)
        found.insert(found.index(big) + 1, big[half:])
        del big[half:]
    return found


def _by_kind(points: Sequence[Point]) -> list[list[Point]]:
    """Return the groups there are enough points for; a point goes where it has company."""
    left, found = list(points), []
    for kinds in GROUPS:
        group = [point for kind in kinds for point in left if point.topic == kind][:MOST_IN_ONE]
        if len(group) > 1:
            found.append(group)
            left = [point for point in left if point not in group]
    others = [point for point in left if not any(point.topic in kinds for kinds in GROUPS)]
    alone = [[point] for point in left if point not in others]
    singles = found + alone + [others[at : at + 2] for at in range(0, len(others), 2)]
    weak = [group for group in singles if len(group) == 1 and group[0].topic not in STRONG]
    kept = [group for group in singles if group not in weak]
    for group in weak:
        host = min((one for one in kept if len(one) < MOST_IN_ONE), key=len, default=None)
        if host is None or len(kept) < FEWEST:
            kept.append(group)
        else:
            host += group
    return kept


def _bullet(speaker: EnglishSpeaker, group: Sequence[Point]) -> tuple[dict[str, str], list[Point]]:
    speaker.turn()
    head, text, said = _said(speaker, list(group))
    while len(head) + COLON + len(text) > BULLET_LONGEST and len(said) > 1:
        head, text, said = _said(speaker, said[:-1])
    if len(head) + COLON + len(text) > BULLET_LONGEST:
        text = _cut(text, BULLET_LONGEST - COLON - len(head))
    if len(head) + COLON + len(text) < BULLET_SHORTEST:
        text = f"{text} {speaker.told(speaker.suits)}"
    return {"head": head, "text": text}, said


def _said(speaker: EnglishSpeaker, group: list[Point]) -> tuple[str, str, list[Point]]:
    """Return the head, the text and the points in the order they are said."""
    for point in group:
        head, rest = head_of(point, speaker.dice.pick)
        if head:
            others = [other for other in group if other is not point]
            sentences, order = told(speaker, others)
            text = " ".join(([rest] if rest else []) + sentences)
            follow = expand(speaker.dice.fresh(FOLLOW), speaker.dice)
            return head, text or speaker.told(follow), [point, *order]
    sentences, order = told(speaker, group)
    point = group[0]
    if len(group) == 1 and point.topic in LABELS:
        text = f"{capital(spoken(point).value)}."
        frame = LABELS[point.topic].replace("{l}", lowered(point.label))
        return speaker.told(frame), text, order
    if len(group) == 1 and point.topic not in ("yes", "no"):
        return capital(point.label), f"{capital(spoken(point).value)}.", order
    return _label(speaker, group), " ".join(sentences), order


def _label(speaker: EnglishSpeaker, group: Sequence[Point]) -> str:
    """Return what the points are about: the labels of two, or a head of their kind."""
    names = [lowered(point.label) for point in group if point.label and not is_clumsy(point.label)]
    if 0 < len(names) == len(group) <= 2 and sum(len(name.split()) for name in names) <= 5:
        return capital(" and ".join(names))
    return speaker.head(group[0].theme)


def _cut(text: str, room: int) -> str:
    """Return as many whole words as there is room for."""
    short = text[: room - 1]
    whole = short.rsplit(" ", 1)[0] if " " in short[room // 2 :] else short
    return f"{whole.rstrip(' ,;:')}."
