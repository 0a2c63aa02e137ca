"""The video script: scenes whose narration can be spoken in the time they last."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from generation.pipelines.video import LONGEST_SCENE, MOTIONS, SHORTEST_SCENE
from generation.writing import plan
from generation.writing.pace import spoken_seconds
from generation.writing.points import Point
from generation.writing.speakers import Speaker

SCENE_SECONDS = 4.0  # a picture is looked at for so long when there is enough to say
AIR_SECONDS = 0.4  # of every scene nothing is said
SHORTEST, LONGEST = round(SHORTEST_SCENE * 10), round(LONGEST_SCENE * 10)  # tenths
CAUTION = 1.1  # the pace is an estimate: a scene is given a little more than it says
WITHOUT_TIME = 15  # seconds, when none are asked for
TRIES = 4
# What the pictures show anyway, or what nobody remembers by ear: said when there is time left.
SEEN = frozenset(
    [
        "colour",
        "dimensions",
        "weight",
        "height",
        "width",
        "depth",
        "length",
        "diameter",
        "thickness",
        "ph",
        "firing",
        "warmth",
        "opened",
        "shelf",
        "packaging",
        "contents",
        "warranty",
        "figure",
    ]
)
FRAME_LINES = 3  # an opening, a moment of use, a closing


@dataclass(slots=True)
class Line:
    """What one scene says and shows. points: the facts in it."""

    narration: str
    on_screen: str = ""
    points: list[Point] = field(default_factory=list)


def script(
    speaker: Speaker, points: Sequence[Point], *, seconds: int, pictures: int, brief: str
) -> tuple[dict[str, Any], list[Point]]:
    """Return the content and the points it says, in order."""
    seconds = seconds or WITHOUT_TIME
    lines = _lines(speaker, points, seconds=seconds, brief=brief)
    tenths = _durations([_need(speaker, line.narration) for line in lines], seconds * 10)
    motions = _motions(speaker, len(lines))
    scenes = [
        {
            "narration": line.narration,
            "on_screen": line.on_screen,
            "picture": place % max(pictures, 1),
            "seconds": tenths[place] / 10,
            "motion": motions[place],
        }
        for place, line in enumerate(lines)
    ]
    return {"scenes": scenes}, [point for line in lines for point in line.points]


def _lines(speaker: Speaker, points: Sequence[Point], *, seconds: int, brief: str) -> list[Line]:
    """Return as many lines as the time has room for: an opening, facts, a closing."""
    fewest = math.ceil(seconds * 10 / LONGEST)
    # With little to say, scenes last longer rather than say nothing.
    most = len(points) + FRAME_LINES + bool(brief)
    count = max(1, fewest, min(round(seconds / SCENE_SECONDS), most))
    opening = Line(speaker.told(speaker.dice.fresh(speaker.film_openings)))
    closing = Line(speaker.told(speaker.dice.fresh(speaker.film_closings)), speaker.caption_name())
    if count == 1:
        return [_shortened(speaker, closing, seconds)]
    room = seconds - _need(speaker, opening.narration) - _need(speaker, closing.narration)
    middle = _middle(speaker, points, room=room, count=count - 2, brief=brief)
    lines = [opening, *middle, closing]
    while _total(speaker, lines) > seconds and len(lines) > max(1, fewest):
        lines.pop(-2 if len(lines) > 2 else 0)
    if _total(speaker, lines) > seconds:
        lines = [_shortened(speaker, line, seconds / len(lines)) for line in lines]
    return lines


def _middle(
    speaker: Speaker, points: Sequence[Point], *, room: float, count: int, brief: str
) -> list[Line]:
    left = plan.ranked([point for point in points if point.topic != "no"], speaker.dice)
    left.sort(key=lambda point: point.topic in SEEN)
    lines: list[Line] = []
    if brief and count > 0 and _need(speaker, brief) <= room / 2:
        lines.append(Line(brief))
        room -= _need(speaker, brief)
    while len(lines) < count:
        share = room / (count - len(lines))
        line = _line(speaker, left, min(share, room / 1.25)) or Line(speaker.moment())
        if _need(speaker, line.narration) > room:
            break
        room -= _need(speaker, line.narration)
        lines.append(line)
    return [*lines[1:], lines[0]] if brief and len(lines) > 1 else lines


def _line(speaker: Speaker, left: list[Point], share: float) -> Line | None:
    """Take the next points that can be said in the share of time, one or two."""
    for _ in range(min(TRIES, len(left))):
        point = left.pop(0)
        text = speaker.one(point)
        if _need(speaker, text) > share * 1.25:
            left.append(point)  # there may be more time for it later
            continue
        line = Line(text, speaker.caption(point), [point])
        is_near = bool(left) and left[0].theme == point.theme  # one scene, one idea
        if is_near and _need(speaker, text) < share * 0.55:
            longer = f"{text}{speaker.gap}{speaker.one(left[0])}"
            if _need(speaker, longer) <= share * 1.1:
                line.narration = longer
                line.points.append(left.pop(0))
        return line
    return None


def _shortened(speaker: Speaker, line: Line, seconds: float) -> Line:
    """Return the line in words that fit: the name, or its beginning."""
    text = line.narration
    if _need(speaker, text) <= seconds:
        return line
    text = f"{speaker.told('{name}')}{speaker.stop}"
    while _need(speaker, text) > seconds and len(text) > 2:
        bare = text[: -len(speaker.stop)]
        shorter = bare.rsplit(" ", 1)[0] if " " in bare else bare[:-1]
        text = f"{shorter}{speaker.stop}"
    return Line(text, line.on_screen)


def _need(speaker: Speaker, text: str) -> float:
    """Return the seconds a scene must last for the text, in whole tenths."""
    seconds = spoken_seconds(text, speaker.language) * CAUTION + AIR_SECONDS
    return max(SHORTEST, math.ceil(round(seconds * 10, 3))) / 10


def _total(speaker: Speaker, lines: Sequence[Line]) -> float:
    return sum(_need(speaker, line.narration) for line in lines)


def _durations(needs: Sequence[float], total: int) -> list[int]:
    """Share out all tenths of a second: what each needs, and of the rest an even part."""
    tenths = [round(need * 10) for need in needs]
    spare = total - sum(tenths)
    while spare > 0 and any(length < LONGEST for length in tenths):
        shortest = min(range(len(tenths)), key=lambda at: tenths[at])
        tenths[shortest] += 1
        spare -= 1
    while spare < 0 and max(tenths) > SHORTEST:
        longest = max(range(len(tenths)), key=lambda at: tenths[at])
        tenths[longest] -= 1
        spare += 1
    return tenths


def _motions(speaker: Speaker, count: int) -> list[str]:
    """Return a motion for each scene, never the same twice in a row."""
    motions: list[str] = []
    while len(motions) < count:
        mixed = speaker.dice.shuffled(MOTIONS)
        if motions and mixed[0] == motions[-1]:
            mixed.append(mixed.pop(0))
        motions += mixed
    return motions[:count]
