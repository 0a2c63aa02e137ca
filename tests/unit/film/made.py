"""Small films and what they are made of."""

import hashlib
import io
import wave
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from assets import child
from generation.film import client
from generation.film.client import Progress, Rendered
from generation.film.spec import SAMPLE_RATE, Film, Scene

_FACES = Path(__file__).parents[3] / "node_modules/@expo-google-fonts/noto-sans-sc"
FONTS = tuple(_FACES / folder / f"NotoSansSC_{folder}.ttf" for folder in ("400Regular", "700Bold"))
LIMITS = child.Limits(memory_mib=client.MEMORY_MIB, cpu_seconds=60, wall_seconds=50)
run: client.RunChild = partial(child.run, limits=LIMITS)


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def picture(hue: int, *, width: int = 240, height: int = 420) -> bytes:
    """Return a PNG with a coloured disc and some texture, no two hues alike."""
    noise = np.random.default_rng(hue).integers(0, 60, (height, width, 3), dtype=np.uint8)
    ground = cv2.GaussianBlur(noise, (0, 0), 1.5) + np.uint8(90)
    colour = cv2.cvtColor(np.full((1, 1, 3), (hue, 220, 230), np.uint8), cv2.COLOR_HSV2BGR)[0, 0]
    middle = (width // 2, height // 2)
    cv2.circle(ground, middle, width // 3, tuple(int(part) for part in colour), -1)
    return bytes(cv2.imencode(".png", ground)[1])


def voice(seconds: float, *, hertz: float = 180.0) -> bytes:
    """Return a WAV of something that sounds much like speech: syllables of a buzz."""
    time = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    buzz = sum(np.sin(2 * np.pi * hertz * part * time) / part for part in range(1, 12))
    syllables = 0.5 - 0.5 * np.cos(2 * np.pi * 4 * time)
    return wav((buzz * syllables * 6000).astype("<i2"))


def wav(samples: np.ndarray, *, rate: int = SAMPLE_RATE, channels: int = 1) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples.tobytes())
    return out.getvalue()


class Set:
    """A film with its pictures and voices, and a memory of what a render said."""

    def __init__(
        self, *, scenes: int = 2, seconds: float = 1.2, voiced: bool = True, **film: Any
    ) -> None:
        self.pictures = {sha(one): one for one in (picture(20 * n) for n in range(scenes))}
        spoken = [voice(seconds - 0.4, hertz=150 + 10 * n) for n in range(scenes if voiced else 0)]
        self.voices = {sha(one): one for one in spoken}
        motions = ("push_in", "pan_left", "pull_out", "pan_right", "drift_up", "hold")
        said = [*self.voices, *[""] * scenes]
        self.film = Film(
            scenes=tuple(
                Scene(
                    picture=name,
                    seconds=seconds,
                    motion=motions[number % len(motions)],
                    narration=f"Scene {number + 1} is shown." if voiced else "",
                    voice=said[number],
                )
                for number, name in enumerate(self.pictures)
            ),
            **{"ratio": "9:16", "language": "en", "scale": 0.2, "transition": 0.4, **film},
        )
        self.kept: dict[str, bytes] = {}
        self.events: list[Progress] = []

    def render(
        self,
        film: Film | None = None,
        *,
        by: Any = None,
        on_segment: Callable[[str, bytes], None] | None = None,
    ) -> Rendered:
        self.events.clear()
        return client.render(
            by or run,
            film or self.film,
            pictures=self.pictures,
            voices=self.voices,
            fonts=FONTS,
            kept=self.kept.get,
            on_event=self.events.append,
            on_segment=on_segment or self.kept.__setitem__,
        )
