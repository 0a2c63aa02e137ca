"""The kinds of texts that are planned otherwise in Chinese than in English."""

from typing import Any

from generation.providers.base import CopyRequest
from generation.writing.chinese.bullets import selling_points
from generation.writing.chinese.describe import description
from generation.writing.chinese.note import post
from generation.writing.chinese.speaker import ChineseSpeaker
from generation.writing.points import Point

KINDS = ("description", "selling_points", "post")
NETWORK = "xiaohongshu"  # for a post that names none


def content(
    request: CopyRequest, points: list[Point], speaker: ChineseSpeaker, *, brief: str
) -> tuple[dict[str, Any], list[Point]]:
    """Return the content and the points it says, in order."""
    length = request.length
    if request.kind == "description":
        return description(speaker, points, length=length, brief=brief)
    if request.kind == "selling_points":
        return selling_points(speaker, points, length=length, brief=brief)
    network = request.channel if request.channel in ("instagram", "x") else NETWORK
    return post(speaker, points, network=network, length=length, brief=brief)
