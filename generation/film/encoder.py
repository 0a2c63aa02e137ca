"""The one place that knows ffmpeg: its commands, and running them without a shell."""

import fcntl
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import IO, Any, cast

import ffmpeg  # type: ignore[import-untyped,unused-ignore]
import imageio_ffmpeg  # type: ignore[import-untyped,unused-ignore]

from generation.film.codec import FONTS, TIMESCALE, X264
from generation.film.spec import FPS

PIPE_BYTES = 1 << 20  # a third of a frame: the painter seldom waits for the encoder to read
TAIL_BYTES = 2000


class EncoderFailed(Exception):
    """ffmpeg ended badly. The message has the last it wrote."""


def compiled(stream: Any, *, level: str = "error") -> list[str]:
    """Return the command line of an ffmpeg-python graph."""
    asked = stream.global_args(
        *("-hide_banner", "-nostdin", "-loglevel", level),
        *("-filter_threads", "1", "-filter_complex_threads", "1"),
    )
    command: list[str] = asked.compile(cmd=imageio_ffmpeg.get_ffmpeg_exe(), overwrite_output=True)
    return command


def run(stream: Any, *, folder: Path, level: str = "error") -> str:
    """Run a graph to its end and return what ffmpeg wrote about it.

    Raises:
        EncoderFailed: it ended with an error.
    """
    with tempfile.TemporaryFile() as notes:
        process = subprocess.Popen(
            compiled(stream, level=level),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=notes,
            cwd=folder,
        )
        with _ended(process):
            _finish(process, notes)
        notes.seek(0)
        return notes.read().decode(errors="replace")


class _StoppedReading(Exception):
    """ffmpeg has closed its end. Not a BrokenPipeError: that may be another pipe's."""


@contextmanager
def piped(stream: Any, *, folder: Path) -> Iterator[Callable[[memoryview], None]]:
    """Run a graph whose input is a pipe: the block is handed what writes into it.

    Its end waits until all is encoded; what is raised in it ends ffmpeg.

    Raises:
        EncoderFailed: ffmpeg ended with an error, perhaps before it had read everything.
    """
    with tempfile.TemporaryFile() as notes:
        process = subprocess.Popen(
            compiled(stream),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=notes,
            cwd=folder,
            bufsize=0,
        )
        with _ended(process):
            pipe = cast("IO[bytes]", process.stdin)
            if hasattr(fcntl, "F_SETPIPE_SZ"):  # Linux; small pipes are only slower
                with suppress(OSError):
                    fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
            try:
                yield partial(_write, pipe)
            except _StoppedReading:
                pipe.close()
                _finish(process, notes)
                raise EncoderFailed("it stopped reading frames") from None
            pipe.close()
            _finish(process, notes)


def _write(pipe: IO[bytes], content: memoryview) -> None:
    """Write everything: a pipe takes what it has room for."""
    try:
        while content:
            content = content[pipe.write(content) :]
    except BrokenPipeError:
        raise _StoppedReading from None


def frames_to_segment(name: str, *, size: tuple[int, int], words: str | None, lead: int) -> Any:
    """Return the graph that encodes frames from a pipe into one segment.

    words: an ASS file, burnt in. lead: frames by which the words' clock starts before the segment.
    """
    stream = ffmpeg.input(
        "pipe:0",
        format="rawvideo",
        pix_fmt="yuv420p",
        video_size=size,
        framerate=FPS,
    ).filter(
        "setparams", range="tv", color_primaries="bt709", color_trc="bt709", colorspace="bt709"
    )
    if words is not None:
        stream = (
            stream.filter("setpts", f"PTS+{lead}/{FPS}/TB")
            .filter("ass", filename=words, fontsdir=FONTS, shaping="simple")
            .filter("setpts", "PTS-STARTPTS")
        )
    return stream.output(name, **X264)


def joined(listing: str, sound: str, name: str) -> Any:
    """Return the graph that puts segments and sound into one file without a new encode."""
    picture = ffmpeg.input(listing, format="concat", safe=0)
    return ffmpeg.output(
        picture["v"],
        ffmpeg.input(sound)["a"],
        name,
        codec="copy",
        movflags="+faststart",
        video_track_timescale=TIMESCALE,
    )


@contextmanager
def _ended(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """Leave no encoder behind, whatever happens."""
    try:
        yield
    finally:
        if process.stdin is not None:
            with suppress(BrokenPipeError):
                process.stdin.close()
        if process.poll() is None:
            process.kill()
        process.wait()


def _finish(process: subprocess.Popen[bytes], notes: IO[bytes]) -> None:
    if process.wait():
        notes.seek(max(0, notes.seek(0, 2) - TAIL_BYTES))
        raise EncoderFailed(f"exit {process.returncode}: {notes.read().decode(errors='replace')}")
