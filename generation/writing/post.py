"""The social post: made to the measure of its network."""

from collections.abc import Sequence
from typing import Any

from generation.pipelines.copy import plain
from generation.writing import plan
from generation.writing.limits import (
    CAPTION,
    CAPTION_TAGS,
    NOTE_BODY,
    NOTE_TAGS,
    NOTE_TITLE,
    X_WEIGHT,
    x_weight,
)
from generation.writing.points import Point
from generation.writing.speakers import Speaker
from generation.writing.tags import EMOJI, tags

FACTS = {
    "xiaohongshu": {"short": 3, "medium": 6, "long": 10},
    "instagram": {"short": 2, "medium": 5, "long": 8},
    "x": {"short": 1, "medium": 3, "long": 5},
}
X_TAGS = 2
Written = tuple[dict[str, Any], list[Point]]


def post(
    speaker: Speaker, points: Sequence[Point], *, network: str, length: str, brief: str
) -> Written:
    """Return the content and the points it says, in order."""
    good = [point for point in points if point.topic != "no"]
    picked = plan.chosen(good, speaker.dice, most=FACTS[network][length])
    if network == "x":
        return _short(speaker, picked, brief=brief)
    return _long(speaker, picked, brief=brief, is_note=network == "xiaohongshu")


def _short(speaker: Speaker, points: Sequence[Point], *, brief: str) -> Written:
    """Write for X: sentences are added as long as they fit with the tags."""
    hashes = tags(speaker, most=X_TAGS)
    body, first = speaker.opening(points)
    used = [first] if first else []
    if not _fits(body, hashes):
        body, used, hashes = speaker.told("{name}")[: X_WEIGHT // 2 - 1] + speaker.stop, [], []
    if brief and _fits(f"{body}{speaker.gap}{brief}", hashes):
        body = f"{body}{speaker.gap}{brief}"
    for point in points:
        longer = f"{body}{speaker.gap}{speaker.one(point)}" if point is not first else ""
        if longer and _fits(longer, hashes):
            body = longer
            used.append(point)
    return {"title": "", "body": body, "tags": hashes}, used


def _fits(body: str, hashes: list[str]) -> bool:
    return x_weight(plain("post", {"title": "", "body": body, "tags": hashes})) <= X_WEIGHT


def _long(speaker: Speaker, points: Sequence[Point], *, brief: str, is_note: bool) -> Written:
    opening, first = speaker.opening(points)
    rest = [point for point in points if point is not first]
    hashes = tags(speaker, most=NOTE_TAGS if is_note else CAPTION_TAGS)
    room = NOTE_BODY if is_note else CAPTION - sum(len(tag) + 2 for tag in hashes) - 2
    title = _note_title(speaker) if is_note else ""
    ending = speaker.told(speaker.dice.fresh(speaker.endings))
    blocks: list[list[str]] = [[_with_emoji(speaker, opening)]]
    used = [first] if first else []
    if brief:
        blocks[0].append(brief)
    for group in plan.themed(rest, speaker.dice, paragraphs=3) if rest else []:
        speaker.turn()
        lines = _sentences(speaker, group)
        lines[0] = _with_emoji(speaker, lines[0])
        if len(_body([*blocks, lines, [ending]], speaker, is_note=is_note)) <= room:
            blocks.append(lines)
            used += group
    blocks.append([ending])
    body = _body(blocks, speaker, is_note=is_note)[:room]
    return {"title": title, "body": body, "tags": hashes}, used


def _sentences(speaker: Speaker, points: Sequence[Point]) -> list[str]:
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


def _body(blocks: Sequence[Sequence[str]], speaker: Speaker, *, is_note: bool) -> str:
    """Return the text: a note stands in short lines, a caption in paragraphs."""
    between = "\n" if is_note else speaker.gap
    return "\n\n".join(between.join(block) for block in blocks)


def _note_title(speaker: Speaker) -> str:
    options = [speaker.told(frame) for frame in speaker.note_titles]
    fitting = [option for option in options if len(option) <= NOTE_TITLE]
    return speaker.dice.pick(fitting) if fitting else options[0][:NOTE_TITLE].strip()


def _with_emoji(speaker: Speaker, line: str) -> str:
    """Return the line after a sign of its kind of product; plain texts have none."""
    signs = EMOJI.get(speaker.product.group, EMOJI["thing"])
    if speaker.tone == "plain" or not speaker.dice.chance(50):
        return line
    unused = [sign for sign in signs if sign not in speaker.shown]
    if not unused:
        return line
    sign = speaker.dice.pick(unused)
    speaker.shown.add(sign)
    return f"{sign} {line}"
