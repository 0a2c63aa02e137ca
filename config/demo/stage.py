"""The plain grounds that photos are taken on, and how light and ground become a picture."""

import cv2
import numpy as np

from config.demo.render import Drawing
from config.demo.shapes import Array
from config.demo.solid import linear

# name: colour near the product, colour at the far corner (both as seen on a screen)
GROUNDS: dict[str, tuple[str, str]] = {
    "paper": ("#f4f2ee", "#e7e4de"),  # off-white card
    "sweep": ("#e2e3e5", "#cdcfd2"),  # light grey paper roll
    "beige": ("#efe3d2", "#dfcfb7"),  # warm plaster wall
    "blush": ("#efd9ce", "#e2c6b8"),  # pale clay plaster
    "mist": ("#dbe3e9", "#c4d0d8"),  # pale blue-grey card
}

_STRIP = 64
_DIES = np.array([0.97, 1.0, 1.02], np.float32)  # blue dies first in a warm room's shadow


def ground(name: str, *, size_px: int, side: float) -> Array:
    """Paint a plain ground, lighter toward the lamp on `side` (-1 left, 1 right).

    Returns: linear light, shape (size_px, size_px, 3).
    """
    near, far = (linear(colour) for colour in GROUNDS[name])
    place = np.linspace(-1, 1, 64, dtype=np.float32)
    x, y = np.meshgrid(place, place)
    away = np.sqrt((x - np.float32(0.35 * side)) ** 2 * 0.55 + (y - 0.05) ** 2 * 0.8)
    share = np.clip(away / np.float32(1.35), 0, 1) ** np.float32(1.5)
    small = near + (far - near) * share[:, :, None]
    whole = cv2.resize(small.astype(np.float32), (size_px, size_px), interpolation=cv2.INTER_CUBIC)
    return np.asarray(whole, np.float32)


def lay(drawing: Drawing, scenery: Array, *, shadow: float = 1.0) -> Array:
    """Put a product with its shadow on a scenery; `shadow` scales how dark it is.

    Returns: screen values 0..1, shape (size, size, 3).
    """
    screen = np.empty_like(scenery)
    # In strips: the many small sums then stay in the processor's cache.
    for top in range(0, scenery.shape[0], _STRIP):
        strip = slice(top, top + _STRIP)
        dim = (1 - drawing.ground[strip]) * np.float32(shadow)
        gap = (1 - drawing.coverage[strip])[:, :, None]
        light = drawing.colour[strip] + scenery[strip] * (gap - (dim[:, :, None] * gap) * _DIES)
        screen[strip] = _developed(light)
    return screen


def _developed(light: Array) -> Array:
    """Turn linear light into screen values, highlights rolled off softly."""
    knee = np.float32(0.72)
    room = 1 - knee
    over = np.maximum(light - knee, 0)
    rolled = np.maximum(np.minimum(light, knee), 0) + over / (1 + over / room)
    return np.asarray(cv2.pow(rolled, 1 / 2.2), np.float32)
