"""Scenery for the sample pictures: painted flats behind and under a product."""

from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image, ImageDraw

from config.demo.camera import Camera
from config.demo.shapes import Array, step

Corners = list[tuple[float, float]]


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where the product stands in the picture, in shares of its side."""

    size_px: int
    foot_x: float
    foot_y: float
    unit: float  # one product unit at the product's distance
    squash: float  # how flat a circle on the ground looks


def place(camera: Camera) -> Place:
    """Find where a product at the origin stands in a camera's picture."""
    origin = -camera.origin()[:, None]
    right, up, forward = camera.axes()
    depth = float((origin[:, 0] * forward).sum())
    scale = camera.distance / camera.span / depth
    return Place(
        size_px=camera.size_px,
        foot_x=0.5 + float((origin[:, 0] * right).sum()) * scale,
        foot_y=0.5 - float((origin[:, 0] * up).sum()) * scale,
        unit=1 / camera.span,
        squash=float(np.sin(np.radians(camera.pitch))),
    )


class _Flat:
    """A painted sheet; places are shares of its side, colours `#rrggbb`."""

    def __init__(self, size_px: int) -> None:
        self.size = size_px
        self.light = np.zeros((size_px, size_px, 3), np.float32)

    def wash(self, stops: list[tuple[float, str]], *, slant: float = 0.0) -> None:
        """Fill with a gradient from top to bottom, leaning by `slant` to the right."""
        line = np.linspace(0, 1, self.size, dtype=np.float32)
        along = np.clip(line[:, None] * (1 - slant) + line[None, :] * slant, 0, 1)
        at = [stop[0] for stop in stops]
        colours = np.array([_screen(stop[1]) for stop in stops])
        for channel in range(3):
            self.light[:, :, channel] = np.interp(along, at, colours[:, channel])

    def lay(self, mask: Array, colour: str, *, strength: float = 1.0) -> None:
        """Paint a colour through a mask of 0..1."""
        share = (mask * np.float32(strength))[:, :, None]
        self.light += (_screen(colour) - self.light) * share

    def shape(self, corners: Corners, *, soft: float = 0.0008) -> Array:
        """Cut a polygon mask; `soft` is the blur of its edge."""
        sheet = Image.new("L", (self.size, self.size), 0)
        ImageDraw.Draw(sheet).polygon(
            [(x * self.size, y * self.size) for x, y in corners], fill=255
        )
        return self.blurred(sheet, soft)

    def oval(
        self, x: float, y: float, *, radius: tuple[float, float], soft: float = 0.0008
    ) -> Array:
        """Cut an ellipse mask around (x, y)."""
        sheet = Image.new("L", (self.size, self.size), 0)
        box = [
            (x - radius[0]) * self.size,
            (y - radius[1]) * self.size,
            (x + radius[0]) * self.size,
            (y + radius[1]) * self.size,
        ]
        ImageDraw.Draw(sheet).ellipse(box, fill=255)
        return self.blurred(sheet, soft)

    def blurred(self, sheet: Image.Image, soft: float) -> Array:
        """Soften a sheet and read it as a mask."""
        mask = cv2.GaussianBlur(np.asarray(sheet, np.float32) / 255, (0, 0), soft * self.size)
        return np.asarray(mask, np.float32)

    def below(self, y: float, *, soft: float) -> Array:
        """Cut everything below a horizontal line."""
        line = np.linspace(0, 1, self.size, dtype=np.float32)[:, None]
        return np.repeat(step(line, low=y - soft, high=y + soft), self.size, axis=1)

    def linear(self) -> Array:
        """Give the sheet in linear light."""
        return np.asarray(np.power(np.clip(self.light, 0, 1), np.float32(2.2)), np.float32)


def _screen(colour: str) -> Array:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    return np.asarray(channels, np.float32)


def window(at: Place) -> Array:
    """Paint a warm wall with the light of a window on it."""
    flat = _Flat(at.size_px)
    flat.wash([(0, "#efdaba"), (1, "#d9b68b")], slant=0.45)
    edge = at.foot_y - 0.09
    flat.lay(flat.below(edge, soft=0.003), "#cfa677", strength=0.75)
    for column in range(3):
        for row, (top, bottom) in enumerate(((0.05, 0.35), (0.385, edge - 0.01))):
            left = 0.47 + 0.155 * column
            lean = 0.5
            flat.lay(
                flat.shape(
                    [
                        (left - (top - 0.05) * lean, top),
                        (left + 0.125 - (top - 0.05) * lean, top),
                        (left + 0.125 - (bottom - 0.05) * lean, bottom),
                        (left - (bottom - 0.05) * lean, bottom),
                    ],
                    soft=0.006,
                ),
                "#fff0cf",
                strength=0.62 - 0.14 * row,
            )
    return flat.linear()


def podium(at: Place) -> Array:
    """Paint a sage room with a round podium under the product and leaves beside it."""
    flat = _Flat(at.size_px)
    flat.wash([(0, "#c9d5c0"), (1, "#acbca1")])
    flat.lay(flat.oval(0.72, 0.36, radius=(0.26, 0.26)), "#e7ecdf", strength=0.8)
    for lift, strength in ((0.0, 0.85), (0.17, 0.7)):
        leaf = [
            (-0.02, 0.14 + lift),
            (0.07, 0.16 + lift),
            (0.15, 0.22 + lift),
            (0.2, 0.31 + lift),
            (0.22, 0.4 + lift),
            (0.13, 0.38 + lift),
            (0.05, 0.32 + lift),
            (-0.02, 0.22 + lift),
        ]
        flat.lay(flat.shape(leaf, soft=0.004), "#6f8563", strength=strength)
    wide, tall = 0.78 * at.unit, 0.78 * at.unit * at.squash
    x, y = at.foot_x, at.foot_y
    drum = flat.shape([(x - wide, y), (x + wide, y), (x + wide, 1.1), (x - wide, 1.1)])
    across = (np.arange(flat.size, dtype=np.float32) / flat.size - np.float32(x)) / np.float32(wide)
    lit = np.clip(1 - (across + np.float32(0.35)) ** 2, 0, 1)[None, :].astype(np.float32)
    flat.lay(np.maximum(drum, flat.oval(x, y, radius=(wide, tall))), "#93a487")
    flat.lay(drum * lit, "#dde5d5", strength=0.8)
    flat.lay(flat.oval(x, y, radius=(wide, tall)), "#e6ecdf")
    return flat.linear()


def sky(at: Place) -> Array:
    """Paint a clear day with a few clouds over a pale shelf."""
    flat = _Flat(at.size_px)
    flat.wash([(0, "#7fb2de"), (0.72, "#d8ebf7"), (1, "#c8dfee")])
    clouds = (
        (0.16, 0.3, 0.17, 0.045),
        (0.27, 0.27, 0.1, 0.055),
        (0.85, 0.22, 0.16, 0.04),
        (0.78, 0.52, 0.22, 0.04),
        (0.06, 0.6, 0.12, 0.03),
    )
    for x, y, wide, tall in clouds:
        flat.lay(flat.oval(x, y, radius=(wide, tall), soft=0.026), "#ffffff", strength=0.85)
    edge = at.foot_y - 0.07
    flat.lay(flat.below(edge, soft=0.002), "#d3e6f3", strength=0.95)
    return flat.linear()


def stone(at: Place) -> Array:
    """Paint blocks of sandstone with a beam of light across."""
    flat = _Flat(at.size_px)
    flat.wash([(0, "#e6dfd4"), (1, "#d2c7b7")])
    edge = at.foot_y - 0.08
    left = [
        (0.05, edge + 0.03),
        (0.09, 0.36),
        (0.13, 0.33),
        (0.36, 0.345),
        (0.39, edge + 0.03),
    ]
    right = [
        (0.69, edge + 0.03),
        (0.71, 0.46),
        (0.75, 0.435),
        (0.97, 0.45),
        (1.02, edge + 0.03),
    ]
    flat.lay(flat.shape(left, soft=0.003), "#bdb19f")
    flat.lay(flat.shape(right, soft=0.003), "#c7bcab")
    flat.lay(flat.below(edge, soft=0.004), "#dacfc0")
    flat.lay(
        flat.shape([(0.62, -0.05), (0.86, -0.05), (1.05, 0.2), (1.05, 0.5)], soft=0.03),
        "#fffaf0",
        strength=0.5,
    )
    grain = np.random.default_rng(11).standard_normal((flat.size, flat.size), np.float32)
    soft = np.asarray(cv2.GaussianBlur(grain, (0, 0), 1.2), np.float32)
    flat.light += soft[:, :, None] * np.float32(0.02)
    return flat.linear()


def arch(at: Place) -> Array:
    """Paint a blush niche with a round top."""
    flat = _Flat(at.size_px)
    flat.wash([(0, "#f4d6d2"), (1, "#f0cbc6")])
    edge = at.foot_y - 0.06
    for radius, colour in ((0.335, "#e2a79f"), (0.3, "#f8e3df")):
        middle = 0.42
        legs = flat.shape(
            [
                (0.5 - radius, middle),
                (0.5 + radius, middle),
                (0.5 + radius, edge),
                (0.5 - radius, edge),
            ]
        )
        flat.lay(np.maximum(legs, flat.oval(0.5, middle, radius=(radius, radius))), colour)
    flat.lay(flat.oval(0.5, 0.42, radius=(0.2, 0.2), soft=0.08), "#ffffff", strength=0.5)
    flat.lay(flat.below(edge, soft=0.002), "#ecc3bd")
    return flat.linear()


def night(at: Place) -> Array:
    """Paint a dark room; light pools on the table under the product."""
    flat = _Flat(at.size_px)
    flat.wash([(0, "#17181c"), (1, "#17181c")])
    flat.lay(flat.oval(0.5, 0.4, radius=(0.3, 0.3), soft=0.14), "#5d5b5c", strength=0.8)
    flat.lay(flat.below(at.foot_y - 0.08, soft=0.004), "#0d0e11", strength=0.85)
    pool = flat.oval(at.foot_x, at.foot_y, radius=(0.34, 0.055), soft=0.03)
    flat.lay(pool, "#b98d4f", strength=0.5)
    return flat.linear()


def festive(at: Place) -> Array:
    """Paint a red evening full of golden lights."""
    flat = _Flat(at.size_px)
    flat.wash([(0, "#b4232a"), (1, "#7c0f16")])
    flat.lay(flat.oval(0.5, 0.4, radius=(0.26, 0.26), soft=0.14), "#de4436", strength=0.8)
    generator = np.random.default_rng(5)
    for x, y, size, strength in generator.uniform(0, 1, (30, 4)):
        radius = 0.012 + 0.034 * size
        flat.lay(
            flat.oval(x, y * 0.74, radius=(radius, radius), soft=0.004),
            "#ffcf7a",
            strength=0.12 + 0.3 * strength,
        )
    edge = at.foot_y - 0.06
    flat.lay(flat.below(edge, soft=0.003), "#5e0a10", strength=0.8)
    line = flat.below(edge, soft=0.0015) - flat.below(edge + 0.006, soft=0.0015)
    flat.lay(line, "#e9b65c", strength=0.8)
    return flat.linear()
