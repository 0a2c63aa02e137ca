"""Arc desk lamp: an opal dome over a brass stem on a round brass foot."""

import numpy as np

from config.demo import shapes
from config.demo.products.bottle import brushed
from config.demo.shapes import Array
from config.demo.solid import Finish, Part, Solid, linear, mix, tint

_BRASS = "#f6cd83"
_RIM = 0.575
_DOME = 0.335
_FLATTEN = 0.86  # the dome is a little higher than half a ball


def _ball(points: Array) -> Array:
    x, y, z = points
    up = (y - np.float32(_RIM)) * np.float32(_FLATTEN)
    return np.asarray(np.sqrt(x * x + z * z + up * up) - np.float32(_DOME), np.float32)


def _dome(points: Array) -> Array:
    shell = np.abs(_ball(points) + np.float32(0.007)) - np.float32(0.007)
    return shapes.common(shell, np.float32(_RIM) - points[1], blend=0.008)


def _opal(points: Array, normals: Array, *, glow: float) -> Finish:
    x, y, z = points
    count = x.size
    down = 1 - shapes.step(y, low=_RIM, high=_RIM + 0.36)
    inner = (normals[0] * x + normals[2] * z < 0) & (y < _RIM + 0.37)
    albedo = mix(tint(count, "#f0e4cd"), tint(count, "#d3bd95"), down * np.float32(0.35))
    shining = linear("#ffcf8a")[:, None] * (np.float32(0.25) + np.float32(0.75) * down * down)
    shining = np.where(inner[None, :], linear("#ffe9bd")[:, None] * np.float32(5), shining)
    return Finish(
        albedo=albedo,
        roughness=0.2,
        specular=0.04,
        rim=0.25,
        glow=(shining * np.float32(glow)).astype(np.float32),
    )


def _stem(points: Array) -> Array:
    x, y, z = points
    out = shapes.length(x, z)
    pole = shapes.round_box(out, y - np.float32(0.45), half=(0.0165, 0.43), corner=0.004)
    knot = np.sqrt(x * x + (y - np.float32(0.545)) ** 2 + z * z) - np.float32(0.034)
    tip = shapes.round_box(out, y - np.float32(0.972), half=(0.045, 0.011), corner=0.01)
    bead = np.sqrt(x * x + (y - np.float32(0.993)) ** 2 + z * z) - np.float32(0.02)
    crown = shapes.union(tip, bead, blend=0.012)
    return np.minimum(np.minimum(shapes.union(pole, knot, blend=0.02), crown), _foot(points))


def _foot(points: Array) -> Array:
    x, y, z = points
    out = shapes.length(x, z)
    plate = shapes.round_box(out, y - np.float32(0.021), half=(0.255, 0.021), corner=0.014)
    riser = shapes.round_box(out, y - np.float32(0.05), half=(0.035, 0.02), corner=0.01)
    return shapes.union(plate, riser, blend=0.035)


def _brass(points: Array, normals: Array, *, seed: int) -> Finish:
    return brushed(points, normals, colour=_BRASS, seed=seed, roughness=0.3)


def solid(*, seed: int, glow: float = 0.13) -> Solid:
    """Make the lamp; `glow` is how bright it shines, `seed` brushes its brass anew."""
    return Solid(
        parts=(
            Part(distance=_dome, finish=lambda at, facing: _opal(at, facing, glow=glow)),
            Part(distance=_stem, finish=lambda at, facing: _brass(at, facing, seed=seed)),
        ),
        low=(-0.35, 0, -0.35),
        high=(0.35, 1.02, 0.35),
    )
