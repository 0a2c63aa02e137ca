"""Measures the film engine: `uv run python -m bench.video [--seconds 20 30] [--ratios 9:16]`.

Each film is rendered cold, then with the motion of one scene of six changed; then ffmpeg alone encodes the
same frames with the same settings. The last lines say how evenly cameras move.
"""

import argparse
import hashlib
import resource
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import cv2

from assets import child
from config.demo.catalogue import BOTTLE, HEADPHONES, JAR, LAMP, MUG, SATCHEL
from config.demo.draw import draw_photo
from generation.film import client, encoder, keys
from generation.film.codec import FONTS
from generation.film.drawing import Lane
from generation.film.keys import Piece
from generation.film.spec import FPS, RATIOS, Film, Scene, size
from generation.providers.base import SpeechRequest
from generation.providers.speech.espeak import EspeakSpeechProvider
from tests.unit.film import smooth

_FACES = Path(__file__).parents[1] / "node_modules/@expo-google-fonts/noto-sans-sc"
FACES = tuple(_FACES / face / f"NotoSansSC_{face}.ttf" for face in ("400Regular", "700Bold"))
MOVES = ("push_in", "pan_left", "pull_out", "pan_right", "drift_up", "push_in")
PRODUCTS = (BOTTLE, SATCHEL, LAMP, MUG, HEADPHONES, JAR)
SAID = "It keeps cold for a whole day, and never leaks."
LIMITS = child.Limits(
    memory_mib=client.MEMORY_MIB,
    cpu_seconds=client.CPU_SECONDS,
    wall_seconds=client.WALL_SECONDS,
)
T = TypeVar("T")
run: client.RunChild = partial(child.run, limits=LIMITS)


@dataclass(frozen=True, slots=True)
class Cost:
    """Wall and processor seconds of a piece of work, its children's included."""

    wall: float
    cpu: float


class Studio:
    """The pictures and the voice all measured films are made of, and the kept segments."""

    def __init__(self) -> None:
        self.pictures = {}
        for product in PRODUCTS:
            out = BytesIO()
            draw_photo(product, size_px=1600).save(out, "JPEG", quality=92)
            self.pictures[_sha(out.getvalue())] = out.getvalue()
        provider = EspeakSpeechProvider(run, failed=child.ChildFailed)
        spoken = provider.speak(SpeechRequest(SAID, "en", speed=1.4)).content
        self.voices = {_sha(spoken): spoken}
        self.kept: dict[str, bytes] = {}

    def film(self, *, seconds: float, ratio: str) -> Film:
        """Return six scenes, each of another product and another motion."""
        scenes = tuple(
            Scene(
                name, seconds / len(MOVES), move, SAID, "Cold for 24 hours", next(iter(self.voices))
            )
            for name, move in zip(self.pictures, MOVES, strict=True)
        )
        return Film(scenes, ratio=ratio, language="en")

    def render(self, film: Film) -> client.Rendered:
        """Render with what is kept."""
        return client.render(
            run,
            film,
            pictures=self.pictures,
            voices=self.voices,
            fonts=FACES,
            kept=self.kept.get,
            on_event=lambda _: None,
            on_segment=self.kept.__setitem__,
        )


def measured(work: Callable[[], T]) -> tuple[T, Cost]:
    """Return what a piece of work makes, and what it costs."""
    before, began = _spent(), time.perf_counter()
    result = work()
    return result, Cost(time.perf_counter() - began, _spent() - before)


def encoder_alone(film: Film, studio: Studio) -> Cost:
    """Encode one drawn frame sequence in two lanes, with nobody drawing meanwhile."""
    plan = keys.plan(film, spoken={})
    with TemporaryDirectory(dir="/dev/shm", prefix="frames-") as name:
        folder = Path(name)
        (folder / FONTS).mkdir()
        for key, content in studio.pictures.items():
            (folder / key).write_bytes(content)
        lane = Lane(film, plan, folder=folder, pictures={key: key for key in studio.pictures})
        for piece in plan.pieces:
            _keep_frames(lane, piece, folder / f"{piece.key}.yuv")
        return measured(partial(_encode, deque(plan.pieces), folder, size(film)))[1]


def _keep_frames(lane: Lane, piece: Piece, path: Path) -> None:
    with path.open("wb") as file:
        for frame in range(piece.segment.start, piece.segment.end):
            file.write(lane.paint(piece, frame).packed.data)


def _encode(todo: deque[Piece], folder: Path, frame: tuple[int, int]) -> None:
    def one_lane() -> None:
        while todo:
            piece = todo.popleft()
            graph = encoder.frames_to_segment(f"{piece.key}.mp4", size=frame, words=None, lead=0)
            with (
                (folder / f"{piece.key}.yuv").open("rb") as frames,
                encoder.piped(graph, folder=folder) as write,
            ):
                while content := frames.read(frame[0] * frame[1] * 3 // 2):
                    write(memoryview(content))

    with ThreadPoolExecutor(2) as lanes:
        for lane in [lanes.submit(one_lane) for _ in range(2)]:
            lane.result()


def _spent() -> float:
    own, others = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime


def _sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _line(name: str, cost: Cost, seconds: float) -> str:
    return (
        f"{name:34}{cost.wall:7.2f} s {seconds / cost.wall:6.2f} x realtime  cpu {cost.cpu:6.2f} s"
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=int, nargs="+", default=[20, 30])
    parser.add_argument("--ratios", nargs="+", default=list(RATIOS), choices=list(RATIOS))
    options = parser.parse_args()
    cv2.setNumThreads(1)
    studio = Studio()
    for ratio in options.ratios:
        for seconds in options.seconds:
            film = studio.film(seconds=seconds, ratio=ratio)
            studio.kept.clear()
            first, cold = measured(partial(studio.render, film))
            scenes = list(film.scenes)
            scenes[2] = replace(scenes[2], motion="push_in")
            second, warm = measured(partial(studio.render, replace(film, scenes=tuple(scenes))))
            print(_line(f"{ratio} {seconds} s cold", cold, seconds))
            print(_line(f"{ratio} {seconds} s one of six changed", warm, seconds))
            alone = encoder_alone(film, studio)
            print(_line(f"{ratio} {seconds} s encoder alone", alone, seconds))
            facts = first.facts
            print(
                f"    {len(first.content) / 1e6:.1f} MB, {facts['frames'] / FPS:.3f} s, "
                f"{facts['lufs']} LUFS, {facts['peak_db']} dBTP, "
                f"made {facts['segments_made']}, then {second.facts['segments_made']}"
            )
    for move in ("push_in", "pan_left", "drift_up"):
        mean, greatest = smooth.jitter(move, size=RATIOS["9:16"])
        print(f"jitter {move:10} {mean:.4f} px RMS a frame step, at most {greatest:.4f}")


if __name__ == "__main__":
    main()
