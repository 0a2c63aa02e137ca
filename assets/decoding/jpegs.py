"""Takes the picture out of a JPEG as it was pressed, and leaves what is told beside it.

Pixels stay to the bit; notes, profiles, previews and what follows the end stay behind.
"""

import io
from collections.abc import Iterator

from PIL import Image

from assets.decoding.traces import has_traces

QUALITY = 95
# Two tables of the same kind in a thousand segments: no picture needs more.
_MAX_SEGMENTS = 5_000
_MAX_PIXELS = 100_000_000
_START, _END, _SCAN = 0xD8, 0xD9, 0xDA
_NOTES, _ADOBE = 0xE0, 0xEE
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
# Tables, frames, scans, restarts and the number of lines.
_KEPT = _FRAMES | {0xC4, 0xCC, 0xDB, 0xDC, 0xDD, _SCAN}
_JFIF = b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"
_ADOBE_BYTES = 12


def rebuilt(content: bytes) -> bytes:
    """Return the picture alone, pressed anew where more than a picture shows in it.

    Raises:
        ValueError, OSError: it is none that can be read.
    """
    try:
        picture = b"".join(_segments(content))
        if not has_traces(picture):
            return picture
    except (ValueError, IndexError):
        picture = content
    return _pressed(picture)


def _segments(content: bytes) -> Iterator[bytes]:
    """Yield the segments that draw, the first of which is the start and the last the end."""
    at = content.find(b"\xff\xd8\xff", 0, 64)
    if at < 0:
        raise ValueError("no start of a JPEG")
    yield b"\xff\xd8"
    at, frames, scans = at + 2, 0, 0
    for _segment in range(_MAX_SEGMENTS):
        at = _mark_at(content, at)
        # Some cameras end right behind the lines.
        mark = content[at + 1] if at + 1 < len(content) or not scans else _END
        if mark == _END:
            break
        size = int.from_bytes(content[at + 2 : at + 4], "big")
        body, behind = content[at + 4 : at + 2 + size], at + 2 + size
        if size < 2 or behind > len(content):
            raise ValueError("a segment that is too long")
        yield _kept(mark, body)
        frames += mark in _FRAMES
        at = behind
        if mark == _SCAN:
            at, scans = _after_scan(content, behind), scans + 1
            yield content[behind:at]
    else:
        raise ValueError("too many segments")
    if frames != 1 or not scans:
        raise ValueError("no picture, or more than one")
    yield b"\xff\xd9"


def _mark_at(content: bytes, at: int) -> int:
    """Return where the mark stands that is to come here, behind what fills up."""
    while content[at : at + 2] == b"\xff\xff":
        at += 1
    if at < len(content) and content[at] != 0xFF:
        raise ValueError("no segment of a JPEG")
    return at


def _kept(mark: int, body: bytes) -> bytes:
    """Return a segment, or nothing; of notes, only those that tell what colours are meant."""
    if mark == _NOTES and body.startswith(b"JFIF\0"):
        body = _JFIF
    elif mark == _ADOBE and body.startswith(b"Adobe") and len(body) >= _ADOBE_BYTES:
        body = body[:_ADOBE_BYTES]
    elif mark not in _KEPT:
        return b""
    return bytes((0xFF, mark)) + (len(body) + 2).to_bytes(2, "big") + body


def _after_scan(content: bytes, at: int) -> int:
    """Return where the lines end that begin here: at the next mark but restarts."""
    while True:
        at = content.find(b"\xff", at)
        if at < 0 or at + 1 >= len(content):
            return len(content)
        if content[at + 1] == 0 or 0xD0 <= content[at + 1] <= 0xD7:
            at += 2
        elif content[at + 1] == 0xFF:
            at += 1
        else:
            return at


def _pressed(content: bytes) -> bytes:
    """Return the picture decoded and encoded anew, in the same colours."""
    with Image.open(io.BytesIO(content), formats=["JPEG"]) as opened:
        if opened.width * opened.height > _MAX_PIXELS:
            raise ValueError("too many pixels")
        opened.load()
        picture = opened.copy()
    picture.info = {}
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=QUALITY, subsampling=0)
    return target.getvalue()
