"""The description: connected paragraphs."""

from collections.abc import Sequence
from typing import Any

from generation.writing import plan
from generation.writing.points import Point
from generation.writing.speakers import Speaker

# (points, paragraphs besides the first)
LENGTHS = {"short": (6, 1), "medium": (11, 2), "long": (22, 4)}
LONGEST_PARAGRAPH = 7  # points: more in one go is a list, not a text


def description(
    speaker: Speaker, points: Sequence[Point], *, length: str, brief: str
) -> tuple[dict[str, Any], list[Point]]:
    """Return the content and the points it says, in order."""
    most, count = LENGTHS[length]
    wanted = [point for point in points if point.topic != "no"]
    picked = plan.chosen(wanted, speaker.dice, most=most)
    first, said = speaker.opening(picked)
    rest = [point for point in picked if point is not said]
    used = [said] if said else []
    sentences = [first]
    if len(rest) > 3 and length != "short":
        taken = rest[: 1 + speaker.dice.below(2)]
        sentences += sentences_of(speaker, taken)
        used += taken
        rest = rest[len(taken) :]
    paragraphs = [sentences]
    for part in plan.themed(rest, speaker.dice, paragraphs=count):
        if len(part) < 2 or (length == "short" and len(paragraphs[0]) < 2 and len(rest) < 4):
            paragraphs[-1] += sentences_of(speaker, part)
        else:
            paragraphs.append(_paragraph(speaker, part, has_lead=length != "short"))
        used += part
    _end(speaker, paragraphs, length=length, brief=brief, said=len(used))
    return {"paragraphs": [speaker.gap.join(part) for part in paragraphs]}, used


def sentences_of(speaker: Speaker, points: Sequence[Point]) -> list[str]:
    """Return the sentences for the points; two that fit are said in one."""
    left, sentences = list(points), []
    while left:
        point = left.pop(0)
        fits = next((one for one in left[:3] if speaker.fit(point, one)), None)
        if fits is not None and speaker.dice.chance(45):
            left.remove(fits)
            sentences.append(speaker.two(point, fits))
        else:
            sentences.append(speaker.one(point))
    return sentences


def _paragraph(speaker: Speaker, points: Sequence[Point], *, has_lead: bool) -> list[str]:
    speaker.turn()
    lead = [speaker.lead(points[0].theme)] if has_lead and speaker.dice.chance(40) else []
    return lead + sentences_of(speaker, points)


def _end(
    speaker: Speaker, paragraphs: list[list[str]], *, length: str, brief: str, said: int
) -> None:
    """Add the person's own words and, where there is text enough, a last sentence."""
    if brief:
        paragraphs[0].append(brief)
    enough = 3 if length == "long" else 4
    if length != "short" and said >= enough and speaker.dice.chance(75):
        closing = speaker.closing()
        if closing:
            paragraphs[-1].append(closing)
