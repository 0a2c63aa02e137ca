"""Names segments by all that makes their pixels, so that equal ones are drawn once."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from generation.film import codec, cues, places, subtitles, timeline
from generation.film.cues import Cue
from generation.film.motion import travel
from generation.film.places import Place
from generation.film.spec import FPS, Film, size
from generation.film.subtitles import Words
from generation.film.timeline import Segment, Timeline

ENGINE = "film-1"  # a new one forgets every kept segment: raise it with any change of what is drawn


@dataclass(frozen=True, slots=True)
class Piece:
    """A segment with its words and its name in the cache."""

    segment: Segment
    words: Words
    key: str


@dataclass(frozen=True, slots=True)
class Plan:
    """All that is decided before the first frame is drawn."""

    timeline: Timeline
    cues: tuple[Cue, ...]
    pieces: tuple[Piece, ...]
    sound: str  # the name of the finished sound in the cache


def plan(film: Film, *, spoken: Mapping[str, float], fonts: str = "") -> Plan:
    """Plan a film. spoken: seconds of each voice by its SHA-256. fonts: names the font files."""
    laid = timeline.plan(film)
    written = cues.cues(film, laid, spoken=spoken)
    pieces = []
    for segment in laid.segments:
        words = subtitles.words_in(written, segment, film=film)
        pieces.append(Piece(segment, words, _key(film, laid, segment, words, fonts)))
    return Plan(laid, written, tuple(pieces), _sound_key(film, laid))


def kept_names(plan: Plan) -> set[str]:
    """Return the names of all that is worth keeping of a render."""
    return {plan.sound, *(piece.key for piece in plan.pieces)}


def segment_keys(film: Film, *, spoken: Mapping[str, float], fonts: str = "") -> list[str]:
    """Return the names of a film's drawn segments in their order."""
    return [piece.key for piece in plan(film, spoken=spoken, fonts=fonts).pieces]


def _key(film: Film, laid: Timeline, segment: Segment, words: Words, fonts: str) -> str:
    """Nothing in it says where in the film the segment stands."""
    parts: dict[str, Any] = {
        "engine": ENGINE,
        "encoder": sorted(f"{name}={value}" for name, value in codec.X264.items()),
        "size": size(film),
        "fps": FPS,
        "frames": segment.frames,
        "scenes": [_scene(film, laid, segment, number) for number in segment.scenes],
    }
    if words.cues:
        parts |= {"words": asdict(words), "ass": subtitles.ass(words, film=film), "fonts": fonts}
    return _digest(parts)


def _sound_key(film: Film, laid: Timeline) -> str:
    return _digest(
        {
            "engine": ENGINE,
            "music": film.music,
            "frames": laid.frames,
            "voices": [
                (start, scene.voice)
                for start, scene in zip(laid.bounds, film.scenes, strict=False)
                if scene.voice
            ],
        }
    )


def _digest(parts: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def place_of(film: Film, number: int) -> Place:
    """Return where a scene's picture stands: it makes room for the words there are."""
    scene = film.scenes[number]
    spoken = bool(scene.narration.strip()) and film.subtitles != "none"
    return places.place(size(film), spoken=spoken, captioned=bool(scene.on_screen.strip()))


def _scene(film: Film, laid: Timeline, segment: Segment, number: int) -> dict[str, Any]:
    scene, span = film.scenes[number], laid.spans[number]
    return {
        "picture": scene.picture,
        "motion": scene.motion,
        "reach": travel(scene.seconds),
        "place": asdict(place_of(film, number)),
        "first": segment.start - span.start,
        "of": span.end - span.start,
    }
