"""Looks into sounds and videos: which tracks there are, and whether their first seconds play."""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from av.error import FFmpegError
from PIL import Image

from assets.decoding.refused import Refused

# How much of each track is played, at most.
PLAYED_SECONDS = 3.0
PLAYED_FRAMES = 90
MAX_STREAMS = 32
# No network, and no list of other files, whatever a file names.
_OPTIONS = {"protocol_whitelist": "file", "enable_drefs": "0", "use_absolute_path": "0"}
_BROKEN = (FFmpegError, ValueError, OSError, EOFError, ArithmeticError, IndexError, TypeError)
av.logging.set_level(av.logging.PANIC)


@dataclass(frozen=True, slots=True)
class Found:
    """The first track of pictures and the first of sound. Codecs are empty where there is none."""

    video: str
    audio: str
    duration_ms: int
    width: int = 0
    height: int = 0
    fps: Fraction = Fraction(0)
    rate: int = 0
    channels: int = 0


def look(path: Path, *, reader: str) -> Found:
    """Return which tracks a file has.

    reader: ffmpeg's name of the one reader that is asked.

    Raises:
        Refused: it cannot be read.
    """
    try:
        with _opened(path, reader) as container:
            return _found(container)
    except _BROKEN as error:
        raise Refused("media-broken", detail=str(error)[:200]) from error


def play(path: Path, *, reader: str, found: Found) -> Image.Image | None:
    """Play the first seconds of each track and return a frame of the video, upright.

    Raises:
        Refused: nothing of a track can be played.
    """
    picture = None
    try:
        if found.video:
            picture = _frame(path, reader)
            if picture is None:
                raise Refused("media-broken", detail="no frame")
        if found.audio:
            _hear(path, reader)
    except _BROKEN as error:
        raise Refused("media-broken", detail=str(error)[:200]) from error
    return picture


def _opened(path: Path, reader: str) -> Any:
    options = dict(_OPTIONS) if reader == "mov" else {"protocol_whitelist": "file"}
    return av.open(str(path.absolute()), format=reader, options=options, metadata_errors="replace")


def _found(container: Any) -> Found:
    if len(container.streams) > MAX_STREAMS:
        raise Refused("media-broken", detail="too many tracks")
    pictures = [stream for stream in container.streams.video if not _is_cover(stream)]
    video = pictures[0] if pictures else None
    audio = container.streams.audio[0] if container.streams.audio else None
    seconds = Fraction(container.duration or 0, av.time_base)
    for stream in (video, audio):
        if not seconds and stream is not None and stream.duration and stream.time_base:
            seconds = stream.duration * stream.time_base
    return Found(
        video=_codec(video),
        audio=_codec(audio),
        duration_ms=max(0, round(seconds * 1000)),
        width=video.codec_context.width if video else 0,
        height=video.codec_context.height if video else 0,
        fps=(video.average_rate or video.guessed_rate or Fraction(0)) if video else Fraction(0),
        rate=audio.codec_context.sample_rate or 0 if audio else 0,
        channels=audio.codec_context.channels or 0 if audio else 0,
    )


def _is_cover(stream: Any) -> bool:
    """Return whether a track of pictures is a still that goes with a sound."""
    return bool(stream.disposition & av.stream.Disposition.attached_pic)


def _codec(stream: Any) -> str:
    if stream is None:
        return ""
    return str(stream.codec_context.codec.canonical_name if stream.codec_context else "unknown")


def _frame(path: Path, reader: str) -> Image.Image | None:
    """Return a frame of the first seconds that is not black, if one is not."""
    last = None
    with _opened(path, reader) as container:
        stream = next(s for s in container.streams.video if not _is_cover(s))
        stream.codec_context.thread_count = 1
        for count, frame in enumerate(container.decode(stream)):
            if count % 15 == 0:
                last = _upright(frame)
                if count and max(band[1] for band in _bands(last)) > 40:
                    break
            if count >= PLAYED_FRAMES or (frame.time or 0) > PLAYED_SECONDS:
                break
    return last


def _bands(picture: Image.Image) -> list[tuple[int, int]]:
    extrema: Any = picture.getextrema()
    return list(extrema)


def _upright(frame: Any) -> Image.Image:
    picture: Image.Image = frame.to_image()
    turn = round(frame.rotation) % 360
    return picture.rotate(turn, expand=True) if turn else picture


def _hear(path: Path, reader: str) -> None:
    heard = 0
    with _opened(path, reader) as container:
        stream = container.streams.audio[0]
        stream.codec_context.thread_count = 1
        for frame in container.decode(stream):
            heard += frame.samples
            if heard > PLAYED_SECONDS * (frame.sample_rate or 1):
                break
    if not heard:
        raise Refused("media-broken", detail="no sound")
