"""Has films rendered by a child process; this side decodes and encodes nothing.

The launcher of limited child processes is handed in: this module starts no process.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

from generation.film import keys, spec, subtitles
from generation.film.codec import COVER, FILM, FONTS
from generation.film.keys import Plan
from generation.film.spec import FPS, Film, FilmInvalid
from generation.film.voices import spoken, too_long

MODULE = "generation.film"
# For a film of two minutes. Each of the child's two encoders may take as much again.
_NAME = re.compile("[0-9a-f]{64}")
MEMORY_MIB, CPU_SECONDS, WALL_SECONDS = 3072, 300, 900


class RunChild(Protocol):
    """Runs `python -m module` on a request in a folder and returns its answer.

    It is handed no limits: whoever builds the caller binds them (see `MEMORY_MIB`).
    """

    def __call__(
        self,
        module: str,
        request: dict[str, Any],
        *,
        folder: Path,
        on_event: Callable[[dict[str, Any]], None] | None = None,
    ) -> dict[str, Any]: ...


class EncodingFailed(Exception):
    """The machine, not the film, is to blame: asking again may help. `code` is stable."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.code = "video.encoder_failed"
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a render is. stage: prepare, sound, draw or join; percent never goes back.

    drawn, frames: how many frames are there, kept ones included, and how many there will be.
    """

    stage: str
    percent: int
    drawn: int
    frames: int


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished film: an MP4 file, its subtitles as SubRip, and a cover as JPEG.

    facts: segments_made, segments_reused, sound_reused, frames, lufs, peak_db (None for silence).
    """

    content: bytes
    srt: str
    cover: bytes
    duration_ms: int
    width: int
    height: int
    facts: dict[str, Any] = field(default_factory=dict)


def render(  # noqa: PLR0913 - what a film is made of, and who is told of it
    run: RunChild,
    film: Film,
    *,
    pictures: Mapping[str, bytes],
    voices: Mapping[str, bytes],
    fonts: Sequence[Path],
    kept: Callable[[str], bytes | None],
    on_event: Callable[[Progress], None],
    on_segment: Callable[[str, bytes], None],
) -> Rendered:
    """Render a film.

    pictures, voices: bytes by their SHA-256. fonts: Noto Sans SC, Regular and Bold.
    kept: returns a segment, or the sound, that `on_segment` was handed in an earlier render, or None.
    on_event: hears the progress and at least twice a second the last one again; what it raises
        stops the render. on_segment: handed every new segment, and the sound, as soon as
        it is whole.

    Raises:
        FilmInvalid: the film, a picture or a voice cannot be used; the code says which.
        EncodingFailed: ffmpeg ended early.
        Whatever `run` raises when the child ends without an answer.
    """
    lengths = _checked(film, pictures=pictures, voices=voices)
    marks = font_mark(fonts)
    plan = keys.plan(film, spoken=lengths, fonts=marks)
    with TemporaryDirectory(prefix="film-") as name:
        folder = Path(name)
        for content in (*pictures.items(), *voices.items()):
            _put(folder, film, *content)
        (folder / FONTS).mkdir()
        for font in fonts:
            (folder / FONTS / font.name).symlink_to(font.resolve())
        for key in sorted(keys.kept_names(plan)):
            if (segment := kept(key)) is not None:
                (folder / f"{key}.mp4").write_bytes(segment)
        request = {"film": asdict(film), "spoken": lengths, "fonts": marks}
        hear = _Ear(plan, folder, on_event, on_segment)
        answer = run(MODULE, request, folder=folder, on_event=hear)
        if not answer.get("ok"):
            raise _failure(film, answer)
        return _collected(film, plan, answer, folder)


def segment_keys(film: Film, *, voices: Mapping[str, bytes], fonts: Sequence[Path]) -> list[str]:
    """Return the names under which a film's segments are kept, in their order, and its sound's.

    Raises:
        FilmInvalid: the film or a voice cannot be used.
    """
    spec.check(film)
    plan = keys.plan(film, spoken=spoken(film, voices), fonts=font_mark(fonts))
    return [*(piece.key for piece in plan.pieces), plan.sound]


def font_mark(fonts: Sequence[Path]) -> str:
    """Return what tells one set of font files from another without reading them whole."""
    return ",".join(sorted(f"{font.name}:{font.stat().st_size}" for font in fonts))


def _checked(
    film: Film, *, pictures: Mapping[str, bytes], voices: Mapping[str, bytes]
) -> dict[str, float]:
    """Return the seconds of each voice of a film that can be rendered."""
    spec.check(film)
    for number, scene in enumerate(film.scenes):
        if scene.picture not in pictures:
            raise FilmInvalid("video.request_invalid", scene=number, detail="picture: missing")
        for name in filter(None, (scene.picture, scene.voice)):
            if not _NAME.fullmatch(name):  # it becomes a file's name
                raise FilmInvalid("video.request_invalid", scene=number, detail=f"name: {name!r}")
    for number, seconds in too_long(film, voices):
        raise FilmInvalid("video.too_long", scene=number, seconds_over=seconds)
    return spoken(film, voices)


def _put(folder: Path, film: Film, name: str, content: bytes) -> None:
    """Write a picture or a voice down if the film has it."""
    if any(name in (scene.picture, scene.voice) for scene in film.scenes):
        (folder / name).write_bytes(content)


class _Ear:
    """Hears the child: hands segments on as they are finished, repeats the last progress."""

    def __init__(
        self,
        plan: Plan,
        folder: Path,
        on_event: Callable[[Progress], None],
        on_segment: Callable[[str, bytes], None],
    ) -> None:
        self._known = keys.kept_names(plan)
        self._folder = folder
        self._on_event = on_event
        self._on_segment = on_segment
        self._last = Progress("prepare", 0, 0, plan.timeline.frames)

    def __call__(self, event: dict[str, Any]) -> None:
        if event:
            percent = max(self._last.percent, int(event["percent"]))
            drawn = max(self._last.drawn, int(event["drawn"]))
            self._last = Progress(str(event["stage"]), percent, drawn, self._last.frames)
        key = event.get("segment")
        if key in self._known:
            self._on_segment(key, (self._folder / f"{key}.mp4").read_bytes())
        # Said again twice a second, so that whoever listens can stop the work.
        self._on_event(self._last)


def _failure(film: Film, answer: dict[str, Any]) -> Exception:
    code, detail = str(answer.get("code")), str(answer.get("detail", ""))
    if code == "video.encoder_failed":
        return EncodingFailed(detail)
    blamed = [
        number
        for number, scene in enumerate(film.scenes)
        if detail in (scene.picture, scene.voice) and detail
    ]
    return FilmInvalid(code, scene=blamed[0] if blamed else None, detail=detail)


def _collected(film: Film, plan: Plan, answer: dict[str, Any], folder: Path) -> Rendered:
    width, height = spec.size(film)
    return Rendered(
        content=(folder / FILM).read_bytes(),
        srt=subtitles.srt(plan.cues),
        cover=(folder / COVER).read_bytes(),
        duration_ms=round(plan.timeline.frames * 1000 / FPS),
        width=width,
        height=height,
        facts={name: value for name, value in answer.items() if name != "ok"},
    )
