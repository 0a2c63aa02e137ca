"""Packs sounds and videos anew without touching what they hold, and looks into them.

One picture track and one sound track are taken over; tags, places, chapters, subtitles, covers and
attached files are not. ffmpeg reads one file by the one reader its bytes call for, and no network.
"""

from pathlib import Path
from typing import Any

from assets.decoding import frames, stills
from assets.decoding import media_probe as probe
from assets.decoding.formats import BY_NAME, Format
from assets.decoding.media_probe import Found
from assets.decoding.muxing import Plan, remux
from assets.decoding.refused import Refused

MAX_VIDEO_MS = 4 * 3600 * 1000
MAX_SOUND_MS = 6 * 3600 * 1000
MAX_LONG_PX = 4096
MAX_MEGAPIXELS = 9.5
MIN_SHORT_PX = 16
MAX_FPS = 240
MIN_MS = 50
VIDEO_CODECS = frozenset({"h264", "hevc", "vp8", "vp9", "av1"})
SOUND_CODECS = frozenset({"aac", "mp3", "mp3float", "opus", "vorbis", "flac"})
_IN_MP4 = frozenset({"aac", "mp3", "mp3float", "opus", "flac"})
# Our name of a container → its reader in ffmpeg.
READERS = {
    "MP4": "mov",
    "WebM": "matroska",
    "MP3": "mp3",
    "AAC": "aac",
    "WAV": "wav",
    "Ogg": "ogg",
    "FLAC": "flac",
}
_SOUNDS = {
    "MP4": Plan("m4a", "ipod", "audio/mp4"),
    "AAC": Plan("m4a", "ipod", "audio/mp4"),
    "MP3": Plan("mp3", "mp3", "audio/mpeg"),
    "WAV": Plan("wav", "wav", "audio/wav"),
    "Ogg": Plan("ogg", "ogg", "audio/ogg"),
    "FLAC": Plan("flac", "flac", "audio/flac"),
    "WebM": Plan("weba", "webm", "audio/webm"),
}
_MP4 = Plan("mp4", "mp4", "video/mp4")
_MOV = Plan("mov", "mov", "video/quicktime")
_WEBM = Plan("webm", "webm", "video/webm")


def clean(source: Path, *, folder: Path, known: Format) -> dict[str, Any]:
    """Write `clean.*` (and of a video, thumbnails and `cover.jpg`); return what was measured.

    Raises:
        Refused: it is none we take; the code says why.
    """
    reader = READERS[known.name]
    if known.name in frames.LENGTHS:
        bare = folder / "frames"
        frames.write_frames(source, bare, length_of=frames.LENGTHS[known.name])
        source = bare
    found = probe.look(source, reader=reader)
    _check(found)
    plan = _plan(known, found)
    target = folder / f"clean.{plan.extension}"
    remux(source, target, reader=reader, plan=plan, found=found)
    # What is told is what was written, not what the sender's file said of itself.
    written = probe.look(target, reader=READERS[_container(plan)])
    _check(written)
    if written.duration_ms < MIN_MS:
        raise Refused("media-empty")
    still = probe.play(target, reader=READERS[_container(plan)], found=written)
    answer: dict[str, Any] = {
        "kind": "video" if written.video else "audio",
        "content_type": plan.content_type,
        "duration_ms": written.duration_ms,
        "measured": _measured(written),
    }
    if still is not None:
        answer["width_px"], answer["height_px"] = still.size
        stills.write_cover(still, folder=folder)
        answer["thumbs"] = stills.write_thumbs(still, folder=folder)
        answer["has_cover"] = True
    return answer


def _check(found: Found) -> None:
    if not found.video and not found.audio:
        raise Refused("media-empty")
    if found.video and found.video not in VIDEO_CODECS:
        raise Refused("media-codec", codec=found.video)
    if found.audio and not (found.audio in SOUND_CODECS or found.audio.startswith("pcm_")):
        raise Refused("media-codec", codec=found.audio)
    longest = MAX_VIDEO_MS if found.video else MAX_SOUND_MS
    if found.duration_ms > longest:
        raise Refused("media-too-long", hours=longest // 3_600_000)
    if found.video:
        _check_size(found)


def _check_size(found: Found) -> None:
    width, height = found.width, found.height
    is_large = max(width, height) > MAX_LONG_PX or width * height > MAX_MEGAPIXELS * 1e6
    if is_large:
        raise Refused("video-too-large", width=width, height=height)
    if min(width, height) < MIN_SHORT_PX:
        raise Refused("video-too-small", width=width, height=height)
    if found.fps > MAX_FPS:
        raise Refused("video-too-fast", fps=round(float(found.fps)), most=MAX_FPS)


def _plan(known: Format, found: Found) -> Plan:
    """Return what it is packed into: what it came in, or MP4 for MOV that fits."""
    if not found.video:
        if known.name == "MP4" and found.audio not in _IN_MP4:
            raise Refused("media-codec", codec=found.audio)
        return _SOUNDS[known.name]
    if known.name == "WebM":
        return _WEBM
    if known.name != "MP4":
        raise Refused("media-codec", codec=found.video)
    return _MP4 if not found.audio or found.audio in _IN_MP4 else _MOV


def _container(plan: Plan) -> str:
    for known in BY_NAME.values():
        if plan.extension in known.extensions:
            return known.name
    raise AssertionError(plan.extension)


def _measured(found: Found) -> dict[str, Any]:
    told: dict[str, Any] = {}
    if found.video:
        told |= {"codec": found.video, "fps": round(float(found.fps), 3)}
    if found.audio:
        told |= {"audio_codec" if found.video else "codec": found.audio}
        told |= {"sample_rate": found.rate, "channels": found.channels}
    return told
