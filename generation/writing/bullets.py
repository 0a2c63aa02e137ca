"""The selling points: a head and what it means, each short enough for a listing."""

from collections.abc import Sequence
from typing import Any

from generation.writing import plan
from generation.writing.describe import sentences_of
from generation.writing.limits import BULLET_LONGEST, BULLET_SHORTEST
from generation.writing.points import Point
from generation.writing.speakers import Speaker

# (selling points, facts)
LENGTHS = {"short": (3, 4), "medium": (4, 8), "long": (5, 14)}
TRIES = 4
COLON = 2  # between head and text


def selling_points(
    speaker: Speaker, points: Sequence[Point], *, length: str, brief: str
) -> tuple[dict[str, Any], list[Point]]:
    """Return the content and the points it says, in order."""
    count, most = LENGTHS[length]
    good = [point for point in points if point.topic != "no"] or list(points)
    picked = plan.chosen(good, speaker.dice, most=most)
    room = count - 1 if brief and len(picked) >= count else count
    parts: list[dict[str, str]] = []
    used: list[Point] = []
    for group in _groups(speaker, picked, room):
        part, said = _bullet(speaker, group)
        parts.append(part)
        used += said
    if brief and len(brief) + COLON < BULLET_LONGEST - 30:
        parts.append({"head": speaker.head("brief"), "text": brief})
    if not parts:
        parts.append({"head": speaker.head("name"), "text": speaker.opening(())[0]})
    return {"points": parts}, used


def _groups(speaker: Speaker, points: Sequence[Point], count: int) -> list[list[Point]]:
    """Return the points in at most so many groups, what belongs together in one."""
    if not points:
        return []
    groups = plan.themed(points, speaker.dice, paragraphs=count, least=1)
    while len(groups) < min(count, len(points)):
        big = max(range(len(groups)), key=lambda place: len(groups[place]))
        group = sorted(groups[big], key=lambda point: point.topic)
        half = (len(group) + 1) // 2
        groups[big : big + 1] = [group[:half], group[half:]]
    return groups


def _bullet(speaker: Speaker, group: Sequence[Point]) -> tuple[dict[str, str], list[Point]]:
    speaker.turn()
    head = speaker.head(_key(speaker, group))
    said = list(group)
    while True:
        text = _text(speaker, said, head=head)
        if len(head) + COLON + len(text) <= BULLET_LONGEST or len(said) == 1:
            break
        said.pop()
    if len(head) + COLON + len(text) > BULLET_LONGEST:
        text = _cut(text, BULLET_LONGEST - COLON - len(head), speaker)
    if len(head) + COLON + len(text) < BULLET_SHORTEST:
        text = f"{text}{speaker.gap}{speaker.told(speaker.suits)}"
    return {"head": head, "text": text}, said


def _text(speaker: Speaker, points: Sequence[Point], *, head: str) -> str:
    """Return the sentences; one that stands alone does not name its head again."""
    if len(points) == 1 and points[0].topic not in ("yes", "no"):
        answers = [speaker.answer(points[0]) for _ in range(TRIES)]
        return next(
            (one for one in answers if not one.lower().startswith(head.lower())), answers[0]
        )
    return speaker.gap.join(sentences_of(speaker, points))


def _key(speaker: Speaker, group: Sequence[Point]) -> str:
    topics = {point.topic for point in group}
    if len(topics) == 1 and speaker.has_head(group[0].topic):
        return group[0].topic
    themes = [point.theme for point in group]
    return max(themes, key=themes.count)


def _cut(text: str, room: int, speaker: Speaker) -> str:
    """Return as many whole words as there is room for."""
    short = text[: room - 1]
    whole = short.rsplit(" ", 1)[0] if " " in short[room // 2 :] else short
    return f"{whole.rstrip(' ,;:，；：、')}{speaker.stop}"
