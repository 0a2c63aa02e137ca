"""The plain grounds that photos are taken on, and how light and ground become a picture."""

import cv2
import numpy as np

from config.demo.render import Drawing
from config.demo.shapes import Array
from config.demo.solid import linear

# name: colour near the product, colour at the far corner (both as seen on a screen)
GROUNDS: dict[str, tuple[str, str]] = {
    "paper": ("#f2f0ec", "#e2dfd9"),  # off-white card
    "sweep": ("#dddee0", "#c3c5c9"),  # light grey paper roll
    "beige": ("#eaddca", "#d6c4aa"),  # warm plaster wall
    "mist": ("#d3dde4", "#b7c4ce"),  # pale blue-grey card
}


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
    whole = cv2.resize(small.astype(np.float32), (size_px, size_px),
                       interpolation=cv2.INTER_CUBIC)
    return np.asarray(whole, np.float32)


def lay(drawing: Drawing, scenery: Array, *, shadow: float = 1.0) -> Array:
    """Put a product with its shadow on a scenery; `shadow` scales how dark it is.

    Returns: linear light, shape (size, size, 3).
    """
    dim = (1 - drawing.ground) * np.float32(shadow)
    # Shadows keep a little of the ground's own colour: blue dies first.
    colour = np.array([0.97, 1.0, 1.02], np.float32)
    shaded = scenery * (1 - dim[:, :, None] * colour)
    return np.asarray(drawing.colour + shaded * (1 - drawing.coverage)[:, :, None], np.float32)


def develop(light: Array) -> Array:
    """Turn linear light into screen values 0..1, highlights rolled off softly."""
    knee = np.float32(0.72)
    room = 1 - knee
    over = np.maximum(light - knee, 0)
    rolled = np.minimum(light, knee) + room * (1 - np.exp(-over / room))
    return np.asarray(np.power(np.clip(rolled, 0, 1), np.float32(1 / 2.2)), np.float32)
