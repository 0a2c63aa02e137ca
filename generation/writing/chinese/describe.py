"""The Chinese description: paragraphs that read as one text."""

from collections.abc import Sequence
from typing import Any

from generation.writing import plan
from generation.writing.chinese.speaker import ChineseSpeaker
from generation.writing.points import Point

# (points, paragraphs besides the first)
LENGTHS = {"short": (6, 1), "medium": (11, 2), "long": (22, 4)}
ENOUGH = 4  # points, before a text has a last sentence
SHORTEST = 22  # characters of a paragraph
CLOSED_PERCENT = {"plain": 45, "warm": 80, "lively": 70}


def description(
    speaker: ChineseSpeaker, points: Sequence[Point], *, length: str, brief: str
) -> tuple[dict[str, Any], list[Point]]:
    """Return the content and the points it says, in order."""
    most, count = LENGTHS[length]
    wanted = [point for point in points if point.topic != "no"]
    picked = plan.chosen(wanted, speaker.dice, most=most)
    first, used = speaker.opened(picked)
    rest = [point for point in picked if point not in used]
    groups = _groups(speaker, rest, count)
    paragraphs = [[first]]
    if groups and (len(groups) > count or len(groups[0]) < 2 or speaker.dice.chance(35)):
        group = groups.pop(0)
        paragraphs[0] += speaker.sentences(group)
        used += group
    if brief:
        paragraphs[0].append(brief)
    for group in groups:
        speaker.turn()
        sentences = speaker.sentences(group)
        if len("".join(sentences)) < SHORTEST:
            paragraphs[-1] += sentences
        else:
            paragraphs.append(sentences)
        used += group
    may_close = length != "short" and len(used) >= ENOUGH
    if may_close and speaker.dice.chance(CLOSED_PERCENT[speaker.tone]):
        paragraphs[-1].append(speaker.closing())
    return {"paragraphs": ["".join(part) for part in paragraphs]}, used


def _groups(speaker: ChineseSpeaker, points: Sequence[Point], count: int) -> list[list[Point]]:
    """Return the points by paragraph, one more than those after the first where there are many."""
    if not points:
        return []
    more = len(points) > 4 and speaker.dice.chance(60)
    return plan.themed(points, speaker.dice, paragraphs=count + more)
