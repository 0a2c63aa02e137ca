"""Small pictures that surfaces are dressed in: grain, speckles and printed labels.

Every texture tiles, lies in a float32 array with values 0..1 and is read with `sample`.
"""

from functools import lru_cache

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from config.demo.shapes import Array

_ROW = 4096  # cv2.remap wants a picture of places, no side above 32767


def sample(texture: Array, u: Array, v: Array) -> Array:
    """Read a texture at places where 1.0 is one whole tile, between pixels linearly."""
    height, width = texture.shape
    across = (u - np.floor(u)) * np.float32(width)
    down = (v - np.floor(v)) * np.float32(height)
    return read(texture, across, down, border=cv2.BORDER_WRAP)


def read(
    picture: Array, across: Array, down: Array, *, border: int = cv2.BORDER_REPLICATE
) -> Array:
    """Read a picture at pixel places of any number, between pixels linearly."""
    rows = -(-across.size // _ROW)
    places = np.zeros((2, rows * _ROW), np.float32)
    places[0, : across.size] = across
    places[1, : across.size] = down
    grid = places.reshape(2, rows, _ROW)
    found = cv2.remap(picture, grid[0], grid[1], cv2.INTER_LINEAR, borderMode=border)
    return np.asarray(found, np.float32).reshape(-1)[: across.size]


def slope(texture: Array, u: Array, v: Array) -> tuple[Array, Array]:
    """Measure how a texture rises along u and along v, per texture pixel."""
    height, width = texture.shape
    here = sample(texture, u, v)
    return (
        sample(texture, u + np.float32(1 / width), v) - here,
        sample(texture, u, v + np.float32(1 / height)) - here,
    )


@lru_cache(maxsize=16)
def grain(*, seed: int, softness: float, size: int = 512, stretch: float = 1.0) -> Array:
    """Make smooth noise around 0.5; `softness` in texture pixels, `stretch` widens it along u."""
    generator = np.random.default_rng(seed)
    spectrum = np.fft.rfft2(generator.standard_normal((size, size)))
    down = np.fft.fftfreq(size)[:, None]
    across = np.fft.rfftfreq(size)[None, :]
    reach = (2 * np.pi * softness) ** 2
    spectrum *= np.exp(-0.5 * reach * (down**2 + (across * stretch) ** 2))
    noise = np.fft.irfft2(spectrum, s=(size, size))
    return np.asarray(
        (0.5 + 0.18 * (noise - noise.mean()) / noise.std()).astype(np.float32),
        np.float32,
    )


@lru_cache(maxsize=4)
def leather(*, seed: int, size: int = 512) -> Array:
    """Make pebbled leather: rounded cells with creases between them, 1.0 on top of a pebble."""
    generator = np.random.default_rng(seed)
    seeds = np.full((size, size), 255, np.uint8)
    cells = 1500
    seeds[generator.integers(0, size, cells), generator.integers(0, size, cells)] = 0
    # Three tiles each way: the middle one then meets itself without a seam.
    around = cv2.distanceTransform(np.tile(seeds, (3, 3)), cv2.DIST_L2, 5)
    middle = np.asarray(around, np.float32)[size : 2 * size, size : 2 * size]
    pebbles = 1 - np.clip(middle / 11.0, 0, 1) ** 1.6
    return np.asarray(cv2.GaussianBlur(pebbles, (0, 0), 1.0), np.float32)


@lru_cache(maxsize=4)
def speckles(*, seed: int, count: int, size: int = 1024) -> Array:
    """Scatter round spots of glaze iron: 1.0 in a spot, 0.0 elsewhere."""
    generator = np.random.default_rng(seed)
    sheet = np.zeros((size, size), np.uint8)
    for _ in range(count):
        centre = generator.integers(0, size, 2) * 16
        radius = int(16 * (1.0 + 4.2 * generator.beta(1.1, 4.2)))
        strength = int(generator.uniform(90, 255))
        for tile in (-size * 16, 0, size * 16):
            place = (int(centre[0]) + tile, int(centre[1]))
            cv2.circle(sheet, place, radius, strength, -1, cv2.LINE_AA, 4)
    return (np.asarray(cv2.GaussianBlur(sheet, (0, 0), 0.8), np.float32) / 255).astype(np.float32)


def write(
    draw: ImageDraw.ImageDraw,
    text: str,
    *,
    centre: tuple[float, float],
    size: float,
    spacing: float,
    weight: int = 0,
) -> None:
    """Print a spaced line around `centre` in the font that Pillow carries inside itself.

    size, spacing and weight (extra stroke) are in pixels of the sheet.
    """
    font = ImageFont.load_default(size=size)
    widths = [draw.textlength(letter, font=font) for letter in text]
    left = centre[0] - (sum(widths) + spacing * (len(text) - 1)) / 2
    for letter, width in zip(text, widths, strict=True):
        draw.text(
            (left, centre[1]),
            letter,
            fill=255,
            font=font,
            anchor="lm",
            stroke_width=weight,
        )
        left += width + spacing


def sheet(width: int, height: int) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    """Take an empty label sheet to print on."""
    picture = Image.new("L", (width, height), 0)
    return picture, ImageDraw.Draw(picture)


def ink(picture: Image.Image) -> Array:
    """Turn a printed sheet into a texture: 1.0 where ink lies."""
    softened = cv2.GaussianBlur(np.asarray(picture), (0, 0), 1.0)
    return (np.asarray(softened, np.float32) / 255).astype(np.float32)


def stamp(texture: Array, u: Array, v: Array) -> Array:
    """Read a label once: 0.0 outside 0..1 on either side, v counted downward from its top."""
    inside = (u > 0) & (u < 1) & (v > 0) & (v < 1)
    value = np.zeros(u.shape, np.float32)
    if inside.any():
        value[inside] = sample(texture, u[inside], v[inside])
    return value
