"""Which frames show what: scenes, the joints between them, and the pieces a film is drawn in.

Lengths are counted in frames and always from the film's start, so that roundings never add up.
"""

import math
from dataclasses import dataclass
from itertools import pairwise

from generation.film.spec import FPS, Film

LONGEST_PIECE = 120  # frames: both lanes have something to do, and a killed render loses little


@dataclass(frozen=True, slots=True)
class Span:
    """The frames in which a scene is to be seen, crossfades included: start up to end."""

    start: int
    end: int

    def progress(self, frame: int) -> float:
        """Return how far the scene is at a frame, from 0 to 1."""
        return (frame - self.start) / max(1, self.end - self.start - 1)


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of frames drawn and kept as one file: one scene, or the crossfade of two."""

    start: int
    end: int
    scenes: tuple[int, ...]

    @property
    def frames(self) -> int:
        """How many frames it has."""
        return self.end - self.start

    def share(self, frame: int) -> float:
        """Return how much of the second scene a crossfade shows at a frame."""
        return (frame - self.start + 1) / (self.frames + 1)


@dataclass(frozen=True, slots=True)
class Timeline:
    """A film's frames. bounds: where each scene's own time starts, and the film's end."""

    bounds: tuple[int, ...]
    spans: tuple[Span, ...]
    segments: tuple[Segment, ...]

    @property
    def frames(self) -> int:
        """How many frames the film has."""
        return self.bounds[-1]


def frames_in(seconds: float) -> int:
    """Return the frame at a time; halves go up."""
    return math.floor(seconds * FPS + 0.5)


def plan(film: Film) -> Timeline:
    """Lay a film out in frames.

    A crossfade lies half before and half behind the border of two scenes and takes at most half
    of the shorter one, so the film is exactly as long as its scenes together.
    """
    ends = [0.0]
    for scene in film.scenes:
        ends.append(ends[-1] + scene.seconds)
    bounds = tuple(frames_in(seconds) for seconds in ends)
    joints = _joints(bounds, frames_in(film.transition))
    spans, segments = [], []
    for number, (before, behind) in enumerate(pairwise(joints)):
        spans.append(Span(before[0], behind[1]))
        segments += _pieces(before[1], behind[0], number)
        if behind[0] < behind[1]:
            segments.append(Segment(*behind, (number, number + 1)))
    return Timeline(bounds, tuple(spans), tuple(segments))


def _joints(bounds: tuple[int, ...], transition: int) -> list[tuple[int, int]]:
    """Return the crossfade at every border; the film's own ends are borders without one."""
    joints = [(0, 0)]
    for before, border, behind in zip(bounds, bounds[1:], bounds[2:], strict=False):
        length = min(transition, (border - before) // 2, (behind - border) // 2)
        start = border - length // 2
        joints.append((start, start + length))
    return [*joints, (bounds[-1], bounds[-1])]


def _pieces(start: int, end: int, scene: int) -> list[Segment]:
    count = math.ceil((end - start) / LONGEST_PIECE)
    cuts = [start + (end - start) * piece // count for piece in range(count)] + [end]
    return [Segment(first, last, (scene,)) for first, last in pairwise(cuts)] if count else []
