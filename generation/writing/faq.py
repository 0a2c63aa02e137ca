"""The questions a shopper asks, answered from facts alone."""

from collections.abc import Sequence
from typing import Any

from generation.writing import plan
from generation.writing.points import Point
from generation.writing.speakers import Speaker

LENGTHS = {"short": 3, "medium": 5, "long": 8}
LIMITS_FIRST = 2  # what it cannot do is asked for, too


def faq(
    speaker: Speaker, points: Sequence[Point], *, length: str
) -> tuple[dict[str, Any], list[Point]]:
    """Return the content and the points it says, in order."""
    most = LENGTHS[length]
    limits = [point for point in points if point.topic == "no"][:LIMITS_FIRST]
    others = [point for point in points if point.topic != "no"]
    picked = plan.chosen(others, speaker.dice, most=most - len(limits))
    used = [*picked, *limits]
    entries = []
    for point in used:
        speaker.turn()
        entries.append({"question": speaker.question(point), "answer": speaker.answer(point)})
    if not entries:
        entries.append(
            {"question": speaker.told(speaker.what_is), "answer": speaker.opening(())[0]}
        )
    return {"entries": entries}, used
