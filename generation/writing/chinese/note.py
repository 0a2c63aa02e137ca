"""The Chinese post: short lines for Xiaohongshu, running text elsewhere."""

from collections.abc import Sequence
from typing import Any

from generation.pipelines.copy import plain
from generation.writing import plan
from generation.writing.chinese import social
from generation.writing.chinese.speaker import ChineseSpeaker
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
from generation.writing.tags import EMOJI, tags

FACTS = {
    "xiaohongshu": {"short": 3, "medium": 6, "long": 10},
    "instagram": {"short": 3, "medium": 5, "long": 8},
    "x": {"short": 2, "medium": 4, "long": 6},
}
X_TAGS = 2
MOST_EMOJI = 2
Written = tuple[dict[str, Any], list[Point]]


def post(
    speaker: ChineseSpeaker, points: Sequence[Point], *, network: str, length: str, brief: str
) -> Written:
    """Return the content and the points it says, in order."""
    good = [point for point in points if point.topic != "no"]
    picked = plan.chosen(good, speaker.dice, most=FACTS[network][length])
    if network == "x":
        return _short(speaker, picked, brief=brief)
    return _long(speaker, picked, brief=brief, is_note=network == "xiaohongshu")


def _short(speaker: ChineseSpeaker, points: Sequence[Point], *, brief: str) -> Written:
    """Write for X: sentences are added as long as they fit with the tags."""
    hashes = tags(speaker, most=X_TAGS)
    body, used = speaker.opened(points)
    if not _fits(body, hashes):
        body, used, hashes = f"{speaker.told('{name}')[: X_WEIGHT // 2 - 1]}。", [], []
    if brief and _fits(f"{body}{brief}", hashes):
        body = f"{body}{brief}"
    for place in range(0, len(points), 2):
        two = [point for point in points[place : place + 2] if point not in used]
        longer = f"{body}{''.join(speaker.sentences(two))}"
        if two and _fits(longer, hashes):
            body = longer
            used += two
    return {"title": "", "body": body, "tags": hashes}, used


def _fits(body: str, hashes: list[str]) -> bool:
    return x_weight(plain("post", {"title": "", "body": body, "tags": hashes})) <= X_WEIGHT


def _long(
    speaker: ChineseSpeaker, points: Sequence[Point], *, brief: str, is_note: bool
) -> Written:
    title = _title(speaker) if is_note else ""
    opening, used = speaker.opened(points)
    hashes = tags(speaker, most=NOTE_TAGS if is_note else CAPTION_TAGS)
    room = NOTE_BODY if is_note else CAPTION - sum(len(tag) + 2 for tag in hashes) - 2
    ending = [speaker.say(social.ENDINGS)]
    blocks = [[opening, *([brief] if brief else [])]]
    rest = [point for point in points if point not in used]
    for group in plan.themed(rest, speaker.dice, paragraphs=2) if rest else []:
        speaker.turn()
        lines = speaker.sentences(group)
        if len(_body(speaker, [*blocks, lines, ending], is_note=is_note)) <= room - MOST_EMOJI * 2:
            blocks.append(lines)
            used += group
    for block in speaker.dice.shuffled(blocks)[:MOST_EMOJI]:
        block[0] = _with_emoji(speaker, block[0])
    body = _body(speaker, [*blocks, ending], is_note=is_note)[:room]
    return {"title": title, "body": body, "tags": hashes}, used


def _body(speaker: ChineseSpeaker, blocks: Sequence[Sequence[str]], *, is_note: bool) -> str:
    """Return the text: a note stands in short lines, a caption in paragraphs."""
    if not is_note:
        return "\n\n".join("".join(block) for block in blocks)
    bare = speaker.tone != "plain"  # lines of a note end without a stop
    lines = [[line.removesuffix("。") if bare else line for line in block] for block in blocks]
    return "\n\n".join("\n".join(block) for block in lines)


def _title(speaker: ChineseSpeaker) -> str:
    frames = speaker.dice.shuffled(speaker.titles)
    for frame in frames:
        title = speaker.told(frame)
        if len(title) <= NOTE_TITLE:
            speaker.spend(frame)
            return title
    return speaker.told("{name}")[:NOTE_TITLE].strip()


def _with_emoji(speaker: ChineseSpeaker, line: str) -> str:
    """Return the line after a sign of its kind of product; plain texts have none."""
    if speaker.tone == "plain" or not speaker.dice.chance(70):
        return line
    signs = [sign for sign in EMOJI.get(speaker.group, EMOJI["thing"]) if sign not in speaker.shown]
    if not signs:
        return line
    sign = speaker.dice.pick(signs)
    speaker.shown.add(sign)
    return f"{sign} {line}"
