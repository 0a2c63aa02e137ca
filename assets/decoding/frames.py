"""Takes the frames out of an MP3 or a bare AAC, and leaves what lies between and around them.

Such a file is nothing but frames, each with a head that says how long it is. ffmpeg would copy what
is appended as one more of them.
"""

import mmap
from collections.abc import Callable
from pathlib import Path

from assets.decoding.refused import Refused

# Kilobits a second by index, of layer III: MPEG 1; MPEG 2 and 2.5.
_RATES_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_RATES_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_HERTZ = (44_100, 48_000, 32_000)
_HEAD = 7
# A place that looks like a head in what is none is not worth a search without end.
MAX_JUNK_BYTES = 64 * 1024**2
Length = Callable[[bytes], int]


def mp3_length(head: bytes) -> int:
    """Return how long the frame is that begins so; 0 when none does."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return 0
    version, rate, hertz = head[1] >> 3 & 3, head[2] >> 4, head[2] >> 2 & 3
    if version == 1 or rate in {0, 15} or hertz == 3:
        return 0
    pad = head[2] >> 1 & 1
    if version == 3:
        return 144_000 * _RATES_1[rate] // _HERTZ[hertz] + pad
    return 72_000 * _RATES_2[rate] // (_HERTZ[hertz] >> (1 if version == 2 else 2)) + pad


def aac_length(head: bytes) -> int:
    """Return how long the frame is that begins so; 0 when none does."""
    if len(head) < _HEAD or head[0] != 0xFF or head[1] & 0xF6 != 0xF0:
        return 0
    length = (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5
    return length if length > _HEAD else 0


LENGTHS: dict[str, Length] = {"MP3": mp3_length, "AAC": aac_length}


def write_frames(source: Path, target: Path, *, length_of: Length) -> None:
    """Write nothing but the frames of `source` into `target`.

    Raises:
        Refused: there are none.
    """
    count = junk = 0
    with (
        source.open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content,
        target.open("wb") as written,
    ):
        place, end = _behind_tag(content), len(content)
        while place < end:
            length = length_of(content[place : place + _HEAD])
            if length and _goes_on(content, place + length, end, length_of):
                written.write(content[place : place + length])
                place, count = place + length, count + 1
                continue
            found = content.find(b"\xff", place + 1)
            junk += (found if found >= 0 else end) - place
            if found < 0 or junk > MAX_JUNK_BYTES:
                break
            place = found
    if not count:
        raise Refused("media-broken", detail="no frames")


def _goes_on(content: mmap.mmap, place: int, end: int, length_of: Length) -> bool:
    """Return whether a frame ends where another begins, or a tag, or the file."""
    if place >= end:
        return place == end
    head = content[place : place + _HEAD]
    return bool(length_of(head)) or head.startswith((b"TAG", b"ID3", b"APETAG", b"LYRICS"))


def _behind_tag(content: mmap.mmap) -> int:
    """Return where the tag before the first frame ends: pictures in it hold bytes like heads."""
    if content[:3] != b"ID3" or len(content) < 10:
        return 0
    size = 0
    for byte in content[6:10]:
        size = size << 7 | byte & 0x7F
    return 10 + size
