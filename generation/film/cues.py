"""What is written over a film, and when: subtitles in step with the voice, and captions."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from generation.film import lines, tokens
from generation.film.lines import Measure
from generation.film.spec import FPS, VOICE_LEAD, VOICE_ROOM, Film, Scene
from generation.film.timeline import Timeline

HOLD = 0.35  # seconds a subtitle stays when its voice is silent again
CAPTION_EDGE = 8  # frames at either end of a scene that a caption keeps clear of
SILENT_ENDS = "，。、；"  # Chinese subtitles leave these away at the end of a line


@dataclass(frozen=True, slots=True)
class Style:
    """How words are set, in pixels of the full-size frame.

    rise: from the edge they are nearer to. left: from the left edge, or 0 for the middle.
    """

    em: int
    ems: float
    characters: int
    rise: int
    left: int = 0

    @property
    def measure(self) -> Measure:
        """The room one of its lines has."""
        return Measure(self.ems, self.characters)


# By ratio. 9:16 leaves the lower sixth and the upper tenth to the buttons of the players; no
# line is wider than the picture is safe (about 900 of 1080 px).
SPOKEN = {
    ("9:16", "large"): Style(em=58, ems=15.6, characters=32, rise=360),
    ("9:16", "small"): Style(em=46, ems=16.6, characters=34, rise=350),
    ("1:1", "large"): Style(em=54, ems=16.6, characters=34, rise=76),
    ("1:1", "small"): Style(em=42, ems=18.6, characters=38, rise=64),
    ("16:9", "large"): Style(em=58, ems=20.6, characters=42, rise=80),
    ("16:9", "small"): Style(em=44, ems=22.6, characters=44, rise=64),
}
CAPTION = {
    "9:16": Style(em=92, ems=9.8, characters=40, rise=250),
    "1:1": Style(em=80, ems=11.6, characters=40, rise=84),
    "16:9": Style(em=88, ems=8.6, characters=40, rise=230, left=110),
}
CAPTION_SIZES = (
    1.0,
    0.86,
    0.74,
    0.62,
)  # a long caption is set smaller before it takes a third line


@dataclass(frozen=True, slots=True)
class Cue:
    """Words shown from one frame up to another. factor: how much smaller than its style."""

    kind: str  # spoken or caption
    start: int
    end: int
    lines: tuple[str, ...]
    factor: float = 1.0


def spoken_style(film: Film) -> Style:
    """Return how a film's subtitles are set; without burnt ones, as the file's lines break."""
    size = "large" if film.subtitles == "none" else film.subtitles
    return SPOKEN[film.ratio, size]


def cues(film: Film, timeline: Timeline, *, spoken: Mapping[str, float]) -> tuple[Cue, ...]:
    """Return all words of a film. spoken: how many seconds each voice lasts, by its SHA-256."""
    found: list[Cue] = []
    for number, scene in enumerate(film.scenes):
        bounds = timeline.bounds[number], timeline.bounds[number + 1]
        caption = _caption(film, scene.on_screen, bounds)
        if caption.lines:  # of an emoji alone nothing is left that could be set
            found.append(caption)
        if scene.narration.strip():
            found += _subtitles(film, scene, bounds, spoken.get(scene.voice))
    return tuple(found)


def _caption(film: Film, text: str, bounds: tuple[int, int]) -> Cue:
    style = CAPTION[film.ratio]
    cut = tokens.cut(plain(text, language=film.language))
    laid: tuple[str, ...] = ()
    factor = 1.0
    for factor in CAPTION_SIZES:
        laid = lines.block(cut, measure=Measure(style.ems / factor, style.characters))
        if len(laid) <= 2:
            break
    laid = _finished(laid, film.language)
    return Cue("caption", bounds[0] + CAPTION_EDGE, bounds[1] - CAPTION_EDGE, laid, factor)


def _subtitles(
    film: Film, scene: Scene, bounds: tuple[int, int], seconds: float | None
) -> list[Cue]:
    """Share the voice's time among the groups of a narration, each by what there is to say."""
    groups = lines.groups(
        tokens.cut(plain(scene.narration, language=film.language)),
        measure=spoken_style(film).measure,
    )
    if not groups:
        return []
    voiced = seconds if seconds is not None else scene.seconds - VOICE_ROOM
    weights = [sum(effort(line) for line in group) for group in groups]
    share, said = voiced / sum(weights), 0.0
    starts = []
    for weight in weights:
        starts.append(bounds[0] + math.floor((VOICE_LEAD + said * share) * FPS))
        said += weight
    last = min(bounds[1], bounds[0] + math.ceil((VOICE_LEAD + voiced + HOLD) * FPS))
    ends = [*starts[1:], last]
    return [
        Cue("spoken", start, end, _finished(group, film.language))
        for start, end, group in zip(starts, ends, groups, strict=True)
        if start < end
    ]


def effort(text: str) -> float:
    """Return how long a text takes to say, in letters: figures are words, stops are pauses."""
    total = 0.0
    for char in text:
        if char in "。！？.!?…":
            total += 6
        elif char in "，、；：,;:—":
            total += 3
        elif char.isdigit():
            total += 4
        elif tokens.is_wide(char):
            total += 3.6
        elif char.isalpha():
            total += 1
        else:
            total += 0.4
    return total


_EMOJI = re.compile(
    "[\U0001f000-\U0001faff\u2600-\u2604\u2607-\u27bf\u2b00-\u2bff\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\ufe00-\ufe0f\ue000-\uf8ff\U000e0000-\U000e01ff]"
)
# The face has these in Chinese width only; between Latin letters they would tear a hole.
_LATIN_MARKS = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "…": "..."})


def plain(text: str, *, language: str) -> str:
    """Return a text as it can be set: one line, no control characters, no emoji."""
    text = _EMOJI.sub(" ", text)
    text = "".join(char if char.isprintable() else " " for char in text)
    if language == "en":
        text = text.translate(_LATIN_MARKS)
    return " ".join(text.split())


def _finished(group: tuple[str, ...], language: str) -> tuple[str, ...]:
    if language == "en":
        return group
    trimmed = (line.rstrip(SILENT_ENDS) for line in group)
    return tuple(line for line in trimmed if line)
