"""Renders one film in its working folder; runs in a child process of its own.

The folder holds the pictures and voices under their SHA-256, `fonts/`, and `<key>.mp4` for
segments kept from an earlier render. Answers hold `ok`, and `code` where it is false.
"""

import shutil
import threading
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import av
import cv2

from generation.film import encoder, keys, sound
from generation.film.canvas import PictureUnreadable
from generation.film.codec import COVER, FILM, SOUND
from generation.film.drawing import Lane
from generation.film.encoder import EncoderFailed
from generation.film.keys import Piece, Plan
from generation.film.sound import Loudness
from generation.film.spec import FPS, Film, FilmInvalid, Scene
from generation.film.voices import VoiceUnreadable

DRAWN = 96  # percent: the rest is for joining
Answer = dict[str, Any]
Tell = Callable[[Answer], None]


class _Stopped(Exception):
    """The other lane failed; this one need not go on."""


def answer(request: Answer, tell: Tell) -> Answer:
    """Render the film a request describes and return what came of it; events go to `tell`."""
    cv2.setNumThreads(1)  # each lane has a processor; more threads would only fight for them
    try:
        film = film_of(request["film"])
        spoken = {str(name): float(seconds) for name, seconds in request["spoken"].items()}
        plan = keys.plan(film, spoken=spoken, fonts=str(request["fonts"]))
        return _Render(film, plan, folder=Path.cwd(), tell=tell).run()
    except PictureUnreadable as error:
        return {"ok": False, "code": "video.picture_unreadable", "detail": str(error)}
    except VoiceUnreadable as error:
        return {"ok": False, "code": "video.voice_unreadable", "detail": str(error)}
    except EncoderFailed as error:
        return {"ok": False, "code": "video.encoder_failed", "detail": str(error)}
    except FilmInvalid as error:
        return {"ok": False, "code": error.code, "detail": error.detail}
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        detail = f"{type(error).__name__}: {error}"
        return {"ok": False, "code": "video.request_invalid", "detail": detail}


def film_of(document: dict[str, Any]) -> Film:
    """Return the film a JSON document describes."""
    scenes = tuple(Scene(**scene) for scene in document["scenes"])
    return Film(**{**document, "scenes": scenes})


class _Render:
    """One render: two lanes draw, one of them makes the sound first, then all is joined."""

    def __init__(self, film: Film, plan: Plan, *, folder: Path, tell: Tell) -> None:
        self._film = film
        self._plan = plan
        self._folder = folder
        self._tell = tell
        self._lock = threading.Lock()
        self._failed = threading.Event()
        self._drawn = 0
        self._percent = -1
        self._todo: deque[Piece] = deque()
        self._loudness = Loudness(None, None)
        self._sound_reused = False

    def run(self) -> Answer:
        """Draw what is not kept, join everything, and return the answer."""
        self._say("prepare")
        reused = self._take_kept()
        with ThreadPoolExecutor(2) as lanes:
            both = [lanes.submit(self._guarded, lane) for lane in (self._front, self._back)]
        _raise_first(future.exception() for future in both)
        self._say("join", percent=DRAWN)
        self._join()
        self._say("join", percent=100)
        return {
            "ok": True,
            "segments_reused": reused,
            "segments_made": len({piece.key for piece in self._plan.pieces}) - reused,
            "sound_reused": self._sound_reused,
            "frames": self._plan.timeline.frames,
            "lufs": self._loudness.lufs,
            "peak_db": self._loudness.peak_db,
        }

    def _take_kept(self) -> int:
        """Count kept segments as drawn; one that is not whole is drawn anew."""
        wanted: dict[str, Piece] = {}
        reused = set()
        for piece in self._plan.pieces:
            path = self._folder / f"{piece.key}.mp4"
            if piece.key in reused or frames_of(path) == piece.segment.frames:
                reused.add(piece.key)
                self._drawn += piece.segment.frames
            elif piece.key in wanted:  # the same scene twice: one file serves both
                self._drawn += piece.segment.frames
            else:
                wanted[piece.key] = piece
        self._todo.extend(wanted.values())
        return len(reused)

    def _guarded(self, lane: Callable[[], None]) -> None:
        try:
            lane()
        except BaseException:
            self._failed.set()
            raise

    def _front(self) -> None:
        self._draw_all(self._todo.popleft)

    def _back(self) -> None:
        """Make sound and cover, then draw from the film's end towards the other lane."""
        name = self._plan.sound
        path, timeline = self._folder / f"{name}.mp4", self._plan.timeline
        heard = sound.kept(path, timeline, folder=self._folder)
        self._sound_reused = heard is not None
        if heard is None:
            voices = {
                scene.voice: (self._folder / scene.voice).read_bytes()
                for scene in self._film.scenes
                if scene.voice
            }
            heard = sound.make(self._film, timeline, spoken=voices, folder=self._folder)
            shutil.copyfile(self._folder / SOUND, path)
        self._loudness = heard
        self._say("sound", segment=None if self._sound_reused else name)
        self._lane().cover(self._folder / COVER)
        self._draw_all(self._todo.pop)

    def _lane(self) -> Lane:
        pictures = {scene.picture: scene.picture for scene in self._film.scenes}
        return Lane(self._film, self._plan, folder=self._folder, pictures=pictures)

    def _draw_all(self, take: Callable[[], Piece]) -> None:
        """Draw one segment after another: neighbours, so that each picture is laid out once."""
        lane = self._lane()
        while True:
            try:
                piece = take()
            except IndexError:
                return
            lane.draw(piece, each=self._count)
            self._say("draw", segment=piece.key)

    def _count(self) -> None:
        if self._failed.is_set():
            raise _Stopped
        with self._lock:
            self._drawn += 1
            moved = self._drawn * DRAWN // self._plan.timeline.frames > self._percent
        if moved:
            self._say("draw")

    def _say(self, stage: str, *, percent: int | None = None, segment: str | None = None) -> None:
        with self._lock:
            frames = self._plan.timeline.frames
            self._percent = percent or self._drawn * DRAWN // frames
            event = {"stage": stage, "percent": self._percent, "drawn": self._drawn}
            self._tell({**event, "frames": frames, "segment": segment})

    def _join(self) -> None:
        listing = "".join(f"file '{piece.key}.mp4'\n" for piece in self._plan.pieces)
        (self._folder / "segments.txt").write_text(listing, encoding="ascii")
        encoder.run(encoder.joined("segments.txt", SOUND, FILM), folder=self._folder)
        found = frames_of(self._folder / FILM)
        if found != self._plan.timeline.frames:
            raise EncoderFailed(f"joined {found} frames of {self._plan.timeline.frames}")


def frames_of(path: Path) -> int:
    """Return how many frames a file has at their right times; 0 if it is none or broken."""
    if not path.exists():
        return 0
    try:
        with av.open(str(path)) as file:
            stream = file.streams.video[0]
            times = sorted(
                packet.pts * packet.time_base * FPS
                for packet in file.demux(stream)
                if packet.pts is not None and packet.size
            )
    except (av.FFmpegError, IndexError):
        return 0
    return len(times) if all(time == number for number, time in enumerate(times)) else 0


def _raise_first(errors: Iterable[BaseException | None]) -> None:
    """Raise what went wrong; that a lane was stopped for the other's sake is not it."""
    found = [error for error in errors if error is not None]
    for error in sorted(found, key=lambda error: isinstance(error, _Stopped)):
        raise error
