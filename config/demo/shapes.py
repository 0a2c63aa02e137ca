"""Signed distances to simple shapes, on arrays of points.

Points are `(3, n)` float32 arrays, y upward, the product standing on y = 0. A distance is
negative inside. Plane shapes take two coordinates, so that a turned or bent space can use them.
"""

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]


def length(first: Array, second: Array) -> Array:
    """Measure the hypotenuse (faster than `np.hypot`, which guards against overflow)."""
    return np.sqrt(first * first + second * second)


def round_box(u: Array, v: Array, *, half: tuple[float, float], corner: float) -> Array:
    """Measure to a rectangle around the origin with rounded corners."""
    across = np.abs(u) - np.float32(half[0] - corner)
    along = np.abs(v) - np.float32(half[1] - corner)
    outside = length(np.maximum(across, 0), np.maximum(along, 0))
    return outside + np.minimum(np.maximum(across, along), 0) - np.float32(corner)


def round_brick(points: Array, *, half: tuple[float, float, float], corner: float) -> Array:
    """Measure to a brick around the origin with rounded edges."""
    x, y, z = (
        np.abs(axis) - np.float32(size - corner) for axis, size in zip(points, half, strict=True)
    )
    deep = np.minimum(np.maximum(np.maximum(x, y), z), 0)
    x, y, z = np.maximum(x, 0), np.maximum(y, 0), np.maximum(z, 0)
    return np.asarray(np.sqrt(x * x + y * y + z * z) + deep - np.float32(corner), np.float32)


def turned(points: Array, *, bottom: float, top: float, radius: float, corner: float) -> Array:
    """Measure to an upright cylinder with rounded rims."""
    middle, half = (bottom + top) / 2, (top - bottom) / 2
    axis_distance = length(points[0], points[2])
    return round_box(
        axis_distance,
        points[1] - np.float32(middle),
        half=(radius, half),
        corner=corner,
    )


def capsule(
    points: Array,
    *,
    start: tuple[float, float, float],
    end: tuple[float, float, float],
    radius: float,
) -> Array:
    """Measure to a rod with round ends."""
    begin = np.asarray(start, np.float32)[:, None]
    way = np.asarray(end, np.float32)[:, None] - begin
    offset = points - begin
    share = np.clip((offset * way).sum(axis=0) / np.float32((way * way).sum()), 0, 1)
    offset = offset - way * share
    return np.asarray(np.sqrt((offset * offset).sum(axis=0)) - np.float32(radius), np.float32)


def arch(u: Array, v: Array, *, radius: float, leg: float) -> Array:
    """Measure to the centre line of an arch: a half circle over two legs of length `leg`."""
    foot = np.clip(v, np.float32(-leg), 0)
    to_leg = length(np.abs(u) - np.float32(radius), v - foot)
    to_bow = np.abs(length(u, v) - np.float32(radius))
    return np.where(v > 0, to_bow, to_leg).astype(np.float32)


def union(first: Array, second: Array, *, blend: float) -> Array:
    """Join two distances with a fillet of about `blend`."""
    near = np.maximum(np.float32(blend) - np.abs(first - second), 0) / np.float32(blend)
    return np.asarray(
        np.minimum(first, second) - near * near * np.float32(blend * 0.25), np.float32
    )


def carve(body: Array, tool: Array, *, blend: float) -> Array:
    """Take `tool` out of `body` and round the edge that is left by about `blend`."""
    return -union(-body, tool, blend=blend)


def common(first: Array, second: Array, *, blend: float) -> Array:
    """Keep what is inside both distances, with an edge rounded by about `blend`."""
    return -union(-first, -second, blend=blend)


def step(value: Array, *, low: float, high: float) -> Array:
    """Rise smoothly from 0 at `low` to 1 at `high`."""
    share = np.clip((value - np.float32(low)) / np.float32(high - low), 0, 1)
    return np.asarray(share * share * (3 - 2 * share), np.float32)
