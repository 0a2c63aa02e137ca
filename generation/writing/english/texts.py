"""The kinds of text that English composes in its own way."""

from typing import Any

from generation.providers.base import CopyRequest
from generation.writing.english.bullets import selling_points
from generation.writing.english.describe import description
from generation.writing.english.speaker import EnglishSpeaker
from generation.writing.english.spoken import together
from generation.writing.faq import faq
from generation.writing.points import Point
from generation.writing.post import post

KINDS = ("description", "selling_points", "faq", "post")
NETWORK = "xiaohongshu"  # for a post that names none


def content(
    request: CopyRequest, points: list[Point], speaker: EnglishSpeaker, *, brief: str
) -> tuple[dict[str, Any], list[Point]]:
    """Return the content and the points it says, in order."""
    match request.kind:
        case "description":
            return description(speaker, points, length=request.length, brief=brief)
        case "selling_points":
            return selling_points(speaker, points, length=request.length, brief=brief)
        case "post":
            network = request.channel if request.channel in ("instagram", "x") else NETWORK
            said = together(points)
            return post(speaker, said, network=network, length=request.length, brief=brief)
        case _:
            return faq(speaker, together(points), length=request.length)
