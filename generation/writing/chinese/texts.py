"""The kinds of texts that are planned otherwise in Chinese than in English."""

import re
from typing import Any

from generation.providers.base import CopyRequest
from generation.writing.chinese.bullets import selling_points
from generation.writing.chinese.describe import description
from generation.writing.chinese.note import post
from generation.writing.chinese.speaker import ChineseSpeaker
from generation.writing.points import Point
from generation.writing.script import script

KINDS = ("description", "selling_points", "post", "script")
NETWORK = "xiaohongshu"  # for a post that names none

INNER = re.compile(r"。(?=.)")


def content(
    request: CopyRequest, points: list[Point], speaker: ChineseSpeaker, *, brief: str
) -> tuple[dict[str, Any], list[Point]]:
    """Return the content and the points it says, in order."""
    length = request.length
    if request.kind == "description":
        return description(speaker, points, length=length, brief=brief)
    if request.kind == "selling_points":
        return selling_points(speaker, points, length=length, brief=brief)
    if request.kind == "script":
        made, used = script(
            speaker, points, seconds=request.seconds, pictures=request.pictures, brief=brief
        )
        for scene in made["scenes"][1:-1]:
            if scene["narration"] != brief:
                scene["narration"] = _in_one(scene["narration"])
        return made, used
    network = request.channel if request.channel in ("instagram", "x") else NETWORK
    return post(speaker, points, network=network, length=length, brief=brief)


def _in_one(narration: str) -> str:
    """Return two short sentences as one: a scene says one thing. A comma is a shorter pause."""
    if re.search(r"[？：]", narration):
        return narration
    return INNER.sub("；" if "，" in narration else "，", narration)
