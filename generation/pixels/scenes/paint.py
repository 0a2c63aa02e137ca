"""Brushes: planes of coverage and colour that scenes are built of."""

from typing import Any

import cv2
import numpy as np

from generation.pixels.arrays import LINEAR_OF_CODE, Light, Plane, soften
from generation.pixels.stage import Stage


def ink(colour: str) -> Light:
    """Return a `#rrggbb` colour in linear light (3 values)."""
    values = [int(colour[start : start + 2], 16) for start in (1, 3, 5)]
    light: Light = LINEAR_OF_CODE[values]
    return light


def ease(low: float, high: float, values: Plane) -> Plane:
    """Return 0 below `low`, 1 above `high` and a smooth way between (either may be larger)."""
    t: Plane = np.clip((values - np.float32(low)) / np.float32(high - low), 0, 1)
    eased: Plane = t * t * (3 - 2 * t)
    return eased


def fill(stage: Stage, colour: str) -> Light:
    """Return a sheet of one colour."""
    sheet = np.empty((stage.height, stage.width, 3), np.float32)
    sheet[:] = ink(colour)
    return sheet


def blend(first: Light, second: Light, t: Plane) -> Light:
    """Go from `first` to `second` (colours or sheets) by the plane `t`."""
    weight = t[..., None]
    mixed: Light = first + (second - first) * weight
    return mixed


def over(sheet: Light, colour: Light, cover: Plane) -> None:
    """Lay a colour or a sheet over `sheet` in place."""
    sheet += (colour - sheet) * cover[..., None]


def lit(sheet: Light, light: Plane, tint: Light) -> None:
    """Multiply light into `sheet` in place: 0 changes nothing, 1 adds the whole tint."""
    sheet *= 1 + light[..., None] * tint


def inside(distance: Plane, soft: float, stage: Stage) -> Plane:
    """Turn a signed distance (negative inside, in units) into coverage with an edge `soft` wide."""
    width = max(soft, 1.2 * stage.pixel)
    return ease(width / 2, -width / 2, distance)


def circle(stage: Stage, centre: tuple[float, float], radius: float) -> Plane:
    """Return the signed distance to a circle."""
    distance: Plane = np.hypot(stage.x - centre[0], stage.y - centre[1]) - np.float32(radius)
    return distance


def oval(stage: Stage, centre: tuple[float, float], radii: tuple[float, float]) -> Plane:
    """Return about the signed distance to an ellipse with upright axes."""
    x, y = (stage.x - centre[0]) / radii[0], (stage.y - centre[1]) / radii[1]
    away = np.hypot(x, y)
    steep = np.hypot(x / radii[0], y / radii[1])
    distance: Plane = away * (away - 1) / np.maximum(steep, 1e-4)
    return distance.astype(np.float32)


def slab(
    stage: Stage,
    centre: tuple[float, float],
    halves: tuple[float, float],
    radius: float = 0.0,
) -> Plane:
    """Return the signed distance to a rectangle with rounded corners."""
    x = np.abs(stage.x - centre[0]) - np.float32(halves[0] - radius)
    y = np.abs(stage.y - centre[1]) - np.float32(halves[1] - radius)
    beyond = np.hypot(np.maximum(x, 0), np.maximum(y, 0))
    distance: Plane = beyond + np.minimum(np.maximum(x, y), 0) - np.float32(radius)
    return distance


def polygon(stage: Stage, points: list[tuple[float, float]] | Any, soft: float = 0.0) -> Plane:
    """Return the coverage of a polygon given in units."""
    scaled = (np.asarray(points, np.float64) * stage.unit + stage.foot) * 16
    cover = np.zeros((stage.height, stage.width), np.uint8)
    cv2.fillPoly(cover, [np.rint(scaled).astype(np.int32)], 255, cv2.LINE_AA, 4)
    return soften(cover.astype(np.float32) / 255, soft * stage.unit)


def glow(stage: Stage, centre: tuple[float, float], radii: tuple[float, float]) -> Plane:
    """Return a soft bright spot, 1 at its centre."""
    x, y = (stage.x - centre[0]) / radii[0], (stage.y - centre[1]) / radii[1]
    spot: Plane = np.exp(-(x * x + y * y))
    return spot.astype(np.float32)


def cloud(stage: Stage, cell: tuple[float, float], octaves: int = 4, fade: float = 0.5) -> Plane:
    """Return smooth noise around 0 (about -1 to 1); `cell` is the coarsest size, in units."""
    total = np.zeros((stage.height, stage.width), np.float32)
    weight, norm = 1.0, 0.0
    for octave in range(octaves):
        across = max(2, round(stage.width / stage.unit / cell[0] * 2**octave) + 2)
        down = max(2, round(stage.height / stage.unit / cell[1] * 2**octave) + 2)
        if across > stage.width or down > stage.height:
            break
        grid = stage.chance.standard_normal((down, across)).astype(np.float32)
        size = (stage.width, stage.height)
        total += weight * cv2.resize(grid, size, interpolation=cv2.INTER_CUBIC)
        norm += weight * weight
        weight *= fade
    return total / np.float32(max(norm, 1e-6) ** 0.5 * 1.6)


def speckle(stage: Stage, size: float, strength: float) -> Plane:
    """Return fine grain around 0, `size` units across."""
    noise = stage.chance.standard_normal((stage.height, stage.width)).astype(np.float32)
    blurred = soften(noise, size * stage.unit)
    spread = float(blurred.std())
    return blurred * np.float32(strength / max(spread, 1e-6))
