"""A product as the renderer sees it: parts with a distance and a finish."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from config.demo.shapes import Array


@dataclass(frozen=True, kw_only=True)
class Finish:
    """How a surface answers to light at `n` points; one number may stand for all of them."""

    albedo: Array  # (3, n), linear light 0..1; of a metal, the colour of its reflection
    roughness: Array | float  # 0 mirror .. 1 chalk
    metal: float = 0.0
    specular: float = 0.04  # reflectance looked at straight on
    rim: float = 0.0  # share of light lost toward the outline, as thick glass swallows it
    sheen: float = 0.0  # soft brightening at grazing view: cloth, powder coat
    normal: Array | None = None  # (3, n) unit vectors when the surface has relief
    glow: Array | None = None  # (3, n) light of its own


@dataclass(frozen=True, kw_only=True)
class Part:
    """One piece of a product, made of one material."""

    distance: Callable[[Array], Array]
    finish: Callable[[Array, Array], Finish]  # points (3, n), normals (3, n)


@dataclass(frozen=True, kw_only=True)
class Solid:
    """A whole product; all its points lie between the corners `low` and `high`."""

    parts: tuple[Part, ...]
    low: tuple[float, float, float]
    high: tuple[float, float, float]

    def distance(self, points: Array) -> Array:
        """Measure to the nearest part."""
        nearest = self.parts[0].distance(points)
        for part in self.parts[1:]:
            nearest = np.minimum(nearest, part.distance(points))
        return nearest

    def owners(self, points: Array) -> npt.NDArray[np.intp]:
        """Name the nearest part of each point by its index."""
        return np.asarray(
            np.argmin([part.distance(points) for part in self.parts], axis=0), np.intp
        )


def tint(count: int, colour: str) -> Array:
    """Spread one `#rrggbb` colour over `count` points, in linear light."""
    return np.repeat(linear(colour)[:, None], count, axis=1)


def linear(colour: str) -> Array:
    """Turn `#rrggbb` into linear light, shape (3,)."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    return np.asarray(channels, np.float32) ** np.float32(2.2)


def mix(first: Array, second: Array, share: Array) -> Array:
    """Go from `first` (3, n) to `second` (3, n) by `share` (n,)."""
    return first + (second - first) * share[None, :]


def relief(normals: Array, *, along: tuple[Array, Array], rise: tuple[Array, Array]) -> Array:
    """Tilt normals by a relief that rises `rise` along the two unit directions `along`."""
    tilted = normals - along[0] * rise[0][None, :] - along[1] * rise[1][None, :]
    return np.asarray(tilted / np.sqrt((tilted * tilted).sum(axis=0)), np.float32)
