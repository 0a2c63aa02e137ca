"""What kinds of files there are by what they claim to be: their name, or the type they declare.

A claim is good for an early answer. What a file is, its content says (`assets.decoding`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath

IMAGE, VIDEO, AUDIO = "image", "video", "audio"
DOCUMENT, SHEET, FONT = "document", "sheet", "font"
# How names of files end, in small letters → what they are.
ENDINGS: Mapping[str, str] = {
    **dict.fromkeys(
        ("jpg", "jpeg", "jpe", "jfif", "png", "webp", "avif", "heic", "heif", "gif"), IMAGE
    ),
    **dict.fromkeys(("mp4", "m4v", "mov", "webm", "mkv"), VIDEO),
    **dict.fromkeys(("mp3", "wav", "m4a", "aac", "ogg", "oga", "opus", "flac"), AUDIO),
    **dict.fromkeys(("pdf", "docx"), DOCUMENT),
    **dict.fromkeys(("xlsx", "csv"), SHEET),
    **dict.fromkeys(("ttf", "otf", "woff", "woff2"), FONT),
}
# What programs and browsers declare.
CONTENT_TYPES: Mapping[str, str] = {
    **dict.fromkeys(
        (
            "image/jpeg",
            "image/png",
            "image/webp",
            "image/avif",
            "image/heic",
            "image/heif",
            "image/gif",
        ),
        IMAGE,
    ),
    **dict.fromkeys(
        ("video/mp4", "video/quicktime", "video/webm", "video/x-m4v", "video/x-matroska"), VIDEO
    ),
    **dict.fromkeys(
        (
            "audio/mpeg",
            "audio/wav",
            "audio/x-wav",
            "audio/wave",
            "audio/mp4",
            "audio/x-m4a",
            "audio/aac",
            "audio/ogg",
            "audio/opus",
            "audio/flac",
            "audio/x-flac",
        ),
        AUDIO,
    ),
    "application/pdf": DOCUMENT,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": DOCUMENT,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": SHEET,
    "text/csv": SHEET,
    **dict.fromkeys(("font/ttf", "font/otf", "font/woff", "font/woff2"), FONT),
}
_SAYS_NOTHING = ("", "application/octet-stream", "binary/octet-stream")


@dataclass(frozen=True, slots=True)
class Claim:
    """kind: one of those above, or "" for what is not taken; name: as people name the type."""

    kind: str
    name: str


def claim_of(filename: str, content_type: str) -> Claim | None:
    """Return what a file claims by its name, else by its declared type; None when by neither."""
    ending = ending_of(filename)
    declared = content_type.partition(";")[0].strip().lower()
    if ending in ENDINGS:
        return Claim(ENDINGS[ending], ending.upper())
    if declared in CONTENT_TYPES:
        return Claim(CONTENT_TYPES[declared], ending.upper() or _named(declared))
    if ending:
        return Claim("", {"tif": "TIFF"}.get(ending, ending.upper()))
    if declared in _SAYS_NOTHING:
        return None
    return Claim("", _named(declared))


def ending_of(filename: str) -> str:
    """Return how the name ends, in small letters, without its dot."""
    return PurePath(filename).suffix.lstrip(".").lower()


def _named(content_type: str) -> str:
    """Return the type as people name it: `image/svg+xml` is SVG."""
    return content_type.rpartition("/")[2].partition("+")[0].removeprefix("x-").upper()
