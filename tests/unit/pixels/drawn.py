"""Draws product photos whose true outline is known: products on grounds, with shadow and noise."""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

Array = NDArray[Any]
Point = tuple[float, float]

CLEAN = ("white", "off_white")
GRADIENT = ("grey_sweep", "pastel", "warm_sweep")
TEXTURE = ("fabric", "marble", "wood")
BUSY = ("room", "shelf")
DARK = ("dark",)


class Easel:
    """A transparent sheet, 1 unit wide and high, on which a product is drawn."""

    def __init__(self, side: int) -> None:
        self.side = side
        self.colour: Array = np.zeros((side, side, 3), np.float32)
        self.alpha: Array = np.zeros((side, side), np.float32)

    def polygon(self, points: list[Point], colour: str, *, shading: float = 0.35) -> None:
        scaled = np.rint(np.array(points) * self.side * 16).astype(np.int32)
        mask = np.zeros((self.side, self.side), np.uint8)
        cv2.fillPoly(mask, [scaled], 255, cv2.LINE_AA, 4)
        self._lay(mask, colour, shading)

    def ellipse(self, centre: Point, axes: Point, colour: str, *, shading: float = 0.2) -> None:
        turn = np.linspace(0, 2 * np.pi, 90, endpoint=False)
        ring = [
            (
                centre[0] + axes[0] * float(np.cos(t)),
                centre[1] + axes[1] * float(np.sin(t)),
            )
            for t in turn
        ]
        self.polygon(ring, colour, shading=shading)

    def stroke(
        self, points: list[Point], width: float, colour: str, *, shading: float = 0.1
    ) -> None:
        scaled = np.rint(np.array(points) * self.side * 16).astype(np.int32)
        mask = np.zeros((self.side, self.side), np.uint8)
        cv2.polylines(mask, [scaled], False, 255, max(1, round(width * self.side)), cv2.LINE_AA, 4)
        self._lay(mask, colour, shading)

    def grain(self, strength: float, seed: int) -> None:
        noise = np.random.default_rng(seed).normal(0, strength, self.alpha.shape)
        soft = cv2.GaussianBlur(noise.astype(np.float32), (0, 0), self.side / 300) * 6
        self.colour = np.clip(self.colour + (soft * self.alpha)[..., None], 0, 1)

    def _lay(self, mask: Array, colour: str, shading: float) -> None:
        base = _rgb(colour)
        columns = np.flatnonzero(mask.any(axis=0))
        if not len(columns):
            return
        across = (np.arange(self.side) - columns[0]) / max(1, columns[-1] - columns[0])
        lit = 1 + shading * (np.cos((across - 0.32) * np.pi * 1.25) - 0.72)
        paint = np.clip(base[None, None, :] * lit[None, :, None].astype(np.float32), 0, 1)
        cover = (mask.astype(np.float32) / 255)[..., None]
        self.colour = self.colour * (1 - cover) + paint * cover
        self.alpha = self.alpha + (1 - self.alpha) * cover[..., 0]


def _rgb(colour: str) -> Array:
    return np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)], np.float32)


def _arc(centre: Point, axes: Point, start: float, end: float, count: int = 40) -> list[Point]:
    turn = np.radians(np.linspace(start, end, count))
    return [
        (centre[0] + axes[0] * float(np.cos(t)), centre[1] + axes[1] * float(np.sin(t)))
        for t in turn
    ]


def _rounded(left: float, top: float, right: float, bottom: float, radius: float) -> list[Point]:
    r = (radius, radius)
    return [
        *_arc((left + radius, top + radius), r, 180, 270, 10),
        *_arc((right - radius, top + radius), r, 270, 360, 10),
        *_arc((right - radius, bottom - radius), r, 0, 90, 10),
        *_arc((left + radius, bottom - radius), r, 90, 180, 10),
    ]


def mug(easel: Easel) -> None:
    easel.stroke(_arc((0.66, 0.5), (0.14, 0.15), -80, 80), 0.045, "#cfc2ae")
    easel.polygon(_rounded(0.28, 0.3, 0.68, 0.8, 0.06), "#e2d6c2", shading=0.5)
    easel.polygon(
        [
            (0.28, 0.6),
            (0.68, 0.6),
            (0.68, 0.74),
            (0.62, 0.8),
            (0.34, 0.8),
            (0.28, 0.74),
        ],
        "#b5623e",
        shading=0.5,
    )
    easel.ellipse((0.48, 0.3), (0.2, 0.035), "#efe6d8")
    easel.ellipse((0.48, 0.303), (0.18, 0.026), "#4a2f20")


def bottle(easel: Easel) -> None:
    easel.polygon(_rounded(0.44, 0.1, 0.56, 0.24, 0.02), "#25272b", shading=0.8)
    easel.polygon(
        [
            (0.44, 0.23),
            (0.56, 0.23),
            (0.62, 0.34),
            (0.62, 0.88),
            (0.38, 0.88),
            (0.38, 0.34),
        ],
        "#2c665b",
        shading=0.7,
    )
    easel.polygon(_rounded(0.42, 0.5, 0.58, 0.68, 0.01), "#dfe8e4")


def white_pump(easel: Easel) -> None:
    easel.polygon(_rounded(0.47, 0.08, 0.53, 0.26, 0.01), "#d8d8d6", shading=0.4)
    easel.polygon([(0.36, 0.1), (0.55, 0.08), (0.55, 0.13), (0.36, 0.13)], "#d4d4d2", shading=0.4)
    easel.polygon(_rounded(0.36, 0.25, 0.64, 0.9, 0.05), "#e9e8e4", shading=0.45)
    easel.polygon(_rounded(0.42, 0.45, 0.58, 0.7, 0.01), "#3f5c6c", shading=0.1)


def jar(easel: Easel) -> None:
    easel.polygon(_rounded(0.24, 0.42, 0.76, 0.78, 0.07), "#dbe7ef", shading=0.45)
    easel.polygon(_rounded(0.22, 0.26, 0.78, 0.44, 0.025), "#7ba3b8", shading=0.55)
    easel.polygon(_rounded(0.38, 0.54, 0.62, 0.57, 0.005), "#35566a", shading=0)


def box(easel: Easel) -> None:
    easel.polygon([(0.2, 0.34), (0.56, 0.42), (0.56, 0.86), (0.2, 0.72)], "#cf5b45", shading=0.15)
    easel.polygon([(0.56, 0.42), (0.82, 0.33), (0.82, 0.7), (0.56, 0.86)], "#a8432f", shading=0.15)
    easel.polygon([(0.2, 0.34), (0.48, 0.26), (0.82, 0.33), (0.56, 0.42)], "#e58670", shading=0.1)
    easel.polygon([(0.28, 0.46), (0.48, 0.51), (0.48, 0.62), (0.28, 0.56)], "#f7ead6", shading=0)


def bag(easel: Easel) -> None:
    easel.stroke(_arc((0.5, 0.42), (0.17, 0.28), 180, 360), 0.026, "#7a3f20")
    easel.polygon([(0.24, 0.4), (0.76, 0.4), (0.82, 0.82), (0.18, 0.82)], "#98502a", shading=0.35)
    easel.polygon([(0.24, 0.4), (0.76, 0.4), (0.78, 0.54), (0.5, 0.64), (0.22, 0.54)], "#b5673a")
    easel.polygon(_rounded(0.46, 0.58, 0.54, 0.66, 0.01), "#d9b978")


def headphones(easel: Easel) -> None:
    easel.stroke(_arc((0.5, 0.48), (0.25, 0.33), 180, 360), 0.035, "#6a6158")
    easel.polygon(_rounded(0.2, 0.45, 0.31, 0.74, 0.05), "#3d3833", shading=0.6)
    easel.polygon(_rounded(0.69, 0.45, 0.8, 0.74, 0.05), "#3d3833", shading=0.6)


def boot(easel: Easel) -> None:
    easel.polygon(
        [
            (0.34, 0.2),
            (0.58, 0.2),
            (0.6, 0.52),
            (0.8, 0.64),
            (0.84, 0.76),
            (0.3, 0.76),
            (0.3, 0.5),
        ],
        "#5c4a3d",
        shading=0.5,
    )
    easel.polygon([(0.29, 0.76), (0.85, 0.76), (0.85, 0.82), (0.29, 0.82)], "#2b241f", shading=0.2)


def plush(easel: Easel) -> None:
    for centre, size in (
        ((0.38, 0.24), 0.07),
        ((0.62, 0.24), 0.07),
        ((0.5, 0.34), 0.17),
    ):
        easel.ellipse(centre, (size, size), "#c08f5e", shading=0.4)
    easel.ellipse((0.5, 0.64), (0.21, 0.21), "#b98754", shading=0.4)
    easel.ellipse((0.43, 0.33), (0.018, 0.018), "#201812")
    easel.ellipse((0.57, 0.33), (0.018, 0.018), "#201812")
    easel.grain(0.12, 5)


def lamp(easel: Easel) -> None:
    easel.ellipse((0.5, 0.83), (0.16, 0.028), "#a9813d", shading=0.5)
    easel.polygon(_rounded(0.487, 0.45, 0.513, 0.83, 0.004), "#c39a4d", shading=0.6)
    easel.polygon([*_arc((0.5, 0.46), (0.23, 0.28), 180, 360)], "#d8c7a4", shading=0.35)


def ring(easel: Easel) -> None:
    easel.stroke(_arc((0.5, 0.6), (0.16, 0.2), 0, 360), 0.03, "#c39a4d", shading=0.6)
    easel.ellipse((0.5, 0.38), (0.05, 0.05), "#7fb6d8", shading=0.6)


def glass(easel: Easel) -> None:
    easel.polygon([(0.34, 0.24), (0.66, 0.24), (0.6, 0.82), (0.4, 0.82)], "#dfe7e9", shading=0.1)
    easel.alpha *= 0.22
    rim = Easel(easel.side)
    rim.stroke([(0.34, 0.24), (0.4, 0.82), (0.6, 0.82), (0.66, 0.24)], 0.008, "#8fa0a6")
    cover = rim.alpha[..., None]
    easel.colour = easel.colour * (1 - cover) + rim.colour * cover
    easel.alpha = np.maximum(easel.alpha, rim.alpha)


PRODUCTS: dict[str, Callable[[Easel], None]] = {
    "mug": mug, "bottle": bottle, "white_pump": white_pump, "jar": jar, "box": box, "bag": bag,
    "headphones": headphones, "boot": boot, "plush": plush, "lamp": lamp, "ring": ring,
}  # fmt: skip


def ground(kind: str, side: int, seed: int) -> Array:
    """Paint a ground, float RGB 0 to 1."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:side, 0:side].astype(np.float32) / side
    if kind in PLAIN:
        low, high, lean = PLAIN[kind]
        t = np.clip(y * (1 - lean) + x * lean + 0.06 * np.cos(3 * x + seed), 0, 1)[..., None]
        plain: Array = (_rgb(low) * (1 - t) + _rgb(high) * t).astype(np.float32)
        return plain
    sheet: Array
    coarse = cv2.resize(
        rng.normal(0, 1, (8, 8)).astype(np.float32),
        (side, side),
        interpolation=cv2.INTER_CUBIC,
    )
    if kind == "fabric":
        weave = 0.03 * (np.sin(x * side * 0.9) + np.sin(y * side * 0.9)) + 0.012 * coarse
        sheet = np.clip(_rgb("#d9d2c6") + weave[..., None], 0, 1).astype(np.float32)
        return sheet
    if kind == "marble":
        veins = np.abs(np.sin(6 * x + 3 * y + 1.6 * coarse)) ** 18 * 0.16
        sheet = np.clip(_rgb("#ecebe8") - veins[..., None], 0, 1).astype(np.float32)
        return sheet
    if kind == "wood":
        grain = 0.06 * np.sin(60 * (y + 0.02 * coarse)) + 0.03 * coarse
        sheet = np.clip(_rgb("#c29a6b") + grain[..., None], 0, 1).astype(np.float32)
        return sheet
    return _busy(side, rng)


PLAIN = {
    "white": ("#fdfdfd", "#f6f6f6", 0.2),
    "off_white": ("#f7f5f0", "#eae6de", 0.3),
    "grey_sweep": ("#c4c7ca", "#e3e5e6", 0.1),
    "pastel": ("#f3d3cf", "#ecc3bd", 0.4),
    "warm_sweep": ("#efe0c8", "#d9c3a0", 0.25),
    "dark": ("#2a2c31", "#101114", 0.2),
}


def _busy(side: int, rng: np.random.Generator) -> Array:
    sheet = np.full((side, side, 3), 0.7, np.float32)
    for _ in range(60):
        left, top = rng.integers(0, side, 2)
        wide, high = rng.integers(side // 20, side // 4, 2)
        colour = tuple(float(v) for v in rng.uniform(0.1, 0.95, 3))
        cv2.rectangle(
            sheet,
            (int(left), int(top)),
            (int(left + wide), int(top + high)),
            colour,
            -1,
        )
    return cv2.GaussianBlur(sheet, (0, 0), side / 500)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A drawn photo (uint8 RGB) and the product's true opacity (float32, 0 to 1)."""

    rgb: Array
    alpha: Array


def photo(product: str, kind: str, *, side: int = 640, seed: int = 0, quality: int = 88) -> Drawn:
    """Draw a product on a ground with a contact and a cast shadow, noise and JPEG marks."""
    rng = np.random.default_rng(seed + 1000)
    sheet = Easel(side * 2)
    (glass if product == "glass" else PRODUCTS[product])(sheet)
    scale, dx = rng.uniform(0.82, 1.0), rng.uniform(-0.05, 0.05) * side
    move = np.array(
        [
            [scale / 2, 0, side * (1 - scale) / 2 + dx],
            [0, scale / 2, side * (1 - scale) / 2],
        ]
    )
    alpha = cv2.warpAffine(cv2.GaussianBlur(sheet.alpha, (0, 0), 0.8), move, (side, side))
    colour = cv2.warpAffine(cv2.GaussianBlur(sheet.colour, (0, 0), 0.8), move, (side, side))
    backdrop = ground(kind, side, seed) * _shadow(alpha, side, rng)[..., None]
    cover = alpha[..., None]  # the sheet's colour is zero where it is clear: premultiplied
    mixed = colour * (cover if product == "glass" else 1.0) + backdrop * (1 - cover)
    noisy = mixed * 255 + rng.normal(0, rng.uniform(0.8, 2.2), mixed.shape)
    rgb = np.clip(np.rint(noisy), 0, 255).astype(np.uint8)
    stream = BytesIO()
    Image.fromarray(rgb).save(stream, "JPEG", quality=quality)
    return Drawn(np.array(Image.open(stream)), alpha)


def _shadow(alpha: Array, side: int, rng: np.random.Generator) -> Array:
    """Return what is left of the light around the product's foot."""
    rows, columns = np.nonzero(alpha > 0.5)
    base = rows.max()
    feet = columns[rows > base - 0.03 * side]
    middle, half = feet.mean(), max(0.03 * side, (feet.max() - feet.min()) / 2)
    y, x = np.mgrid[0:side, 0:side].astype(np.float32)
    light = np.ones((side, side), np.float32)
    lean = rng.uniform(-0.3, 0.3) * half
    for wide, high, depth, blur in ((1.05, 0.03, 0.55, 0.008), (1.3, 0.06, 0.3, 0.03)):
        inside = ((x - middle - lean * (wide - 1) * 3) / (half * wide)) ** 2 + (
            (y - base + 0.008 * side) / (high * side)
        ) ** 2 < 1
        light -= depth * cv2.GaussianBlur(inside.astype(np.float32), (0, 0), blur * side) * 0.8
    return np.clip(light, 0.05, 1)
