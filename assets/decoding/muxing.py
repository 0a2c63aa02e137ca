"""ffmpeg packs tracks anew: a process of its own, within the limits of the child it belongs to."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import imageio_ffmpeg

from assets.decoding.media_probe import Found
from assets.decoding.refused import Refused


@dataclass(frozen=True, slots=True)
class Plan:
    """What is written: the ending of its name, ffmpeg's name of the container, its content type."""

    extension: str
    container: str
    content_type: str


def remux(source: Path, target: Path, *, reader: str, plan: Plan, found: Found) -> None:
    """Copy the first track of pictures and the first of sound, as they are, into a new file.

    Raises:
        Refused: the tracks do not go into it.
    """
    command = [
        imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-hide_banner", "-loglevel", "error", "-y",
        "-protocol_whitelist", "file", "-threads", "1", "-f", reader, "-i", _named(source),
        *(["-map", "0:V:0"] if found.video else []),
        *(["-map", "0:a:0"] if found.audio else []),
        "-c", "copy", "-sn", "-dn", "-map_metadata", "-1", "-map_metadata:s", "-1",
        "-map_chapters", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact",
        "-flags:a", "+bitexact", *_particular(plan), "-f", plan.container, _named(target),
    ]  # fmt: skip
    done = subprocess.run(
        command,
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={"PATH": os.environ.get("PATH", "")},
    )
    if done.returncode:
        raise Refused("media-broken", detail=done.stderr[-300:].decode(errors="replace"))


def _particular(plan: Plan) -> list[str]:
    if plan.container in {"mp4", "mov", "ipod"}:
        # What tells where everything is stands first: a browser plays while it loads.
        return ["-movflags", "+faststart", "-write_tmcd", "0", "-strict", "-2"]
    if plan.container == "mp3":
        return ["-write_xing", "1", "-id3v2_version", "0", "-write_id3v1", "0"]
    return []


def _named(path: Path) -> str:
    """Return a name that ffmpeg can take for nothing but a file."""
    return f"file:{path.absolute()}"
