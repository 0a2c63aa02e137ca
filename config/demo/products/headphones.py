"""Halo wireless headphones: a wide arch, soft-touch cups, dark cushions and brass sliders."""

import numpy as np

from config.demo import shapes, textures
from config.demo.shapes import Array
from config.demo.solid import Finish, Part, Solid, mix, relief, tint

_ARCH = 0.375
_CENTRE = 0.605
_CUP_X = 0.385
_CUP_Y = 0.232


def _band(points: Array) -> Array:
    x, y, z = points
    line = shapes.arch(x, y - np.float32(_CENTRE), radius=_ARCH, leg=0.045)
    # The arch is broad on the head and narrows toward the cups.
    narrow = np.float32(0.085) - np.float32(0.038) * (1 - shapes.step(y, low=0.5, high=0.95))
    return shapes.round_box(
        line, z * (np.float32(0.085) / narrow), half=(0.027, 0.085), corner=0.024
    ) * np.float32(0.62)


def _cushion(points: Array) -> Array:
    x, y, z = points
    line = shapes.length(x, y - np.float32(_CENTRE)) - np.float32(_ARCH - 0.034)
    pad = shapes.round_box(line, z, half=(0.026, 0.066), corner=0.024)
    return shapes.common(pad, np.float32(0.74) - y, blend=0.03)


def _sliders(points: Array) -> Array:
    side = np.abs(points[0]) - np.float32(_ARCH)
    return shapes.round_brick(
        np.stack([side, points[1] - np.float32(0.5), points[2]]),
        half=(0.0175, 0.085, 0.032),
        corner=0.012,
    )


def _pill(points: Array, *, x: float, half: tuple[float, float, float], corner: float) -> Array:
    """Measure to a pair of upright pills, half sizes along x, y and z, edges rounded."""
    outline = shapes.round_box(
        points[1] - np.float32(_CUP_Y),
        points[2],
        half=(half[1] - corner, half[2] - corner),
        corner=half[2] - corner,
    )
    across = np.abs(np.abs(points[0]) - np.float32(x)) - np.float32(half[0] - corner)
    outside = shapes.length(np.maximum(outline, 0), np.maximum(across, 0))
    return np.asarray(
        outside + np.minimum(np.maximum(outline, across), 0) - np.float32(corner),
        np.float32,
    )


def _cups(points: Array) -> Array:
    cup = _pill(points, x=_CUP_X, half=(0.088, 0.232, 0.19), corner=0.062)
    arm = shapes.round_brick(
        np.stack(
            [
                np.abs(points[0]) - np.float32(_ARCH),
                points[1] - np.float32(0.41),
                points[2],
            ]
        ),
        half=(0.036, 0.05, 0.05),
        corner=0.02,
    )
    return shapes.union(cup, arm, blend=0.03)


def _pads(points: Array) -> Array:
    return _pill(points, x=_CUP_X - 0.118, half=(0.052, 0.212, 0.172), corner=0.05)


def _shell(points: Array, normals: Array) -> Finish:
    x, y, z = points
    count = x.size
    face = shapes.step(np.abs(normals[0]), low=0.9, high=0.97) * (np.abs(x) > _CUP_X)
    out = shapes.length(y - np.float32(_CUP_Y), z)
    ring = (1 - shapes.step(np.abs(out - np.float32(0.098)), low=0.003, high=0.006)) * face
    dish = (1 - shapes.step(out, low=0.09, high=0.096)) * face
    albedo = mix(tint(count, "#d8cab5"), tint(count, "#c6b59c"), dish)
    light = shapes.length(y - np.float32(0.05), z - np.float32(0.1))
    lamp = (1 - shapes.step(light, low=0.006, high=0.009)) * (x > 0)
    albedo = mix(albedo, tint(count, "#8a6a35"), ring)
    return Finish(
        albedo=mix(albedo, tint(count, "#3c352d"), lamp),
        roughness=0.3,
        specular=0.045,
        sheen=0.25,
    )


def _cloth(points: Array, normals: Array, *, seed: int) -> Finish:
    x, y, z = points
    weave = textures.leather(seed=seed)
    across = np.where(np.abs(normals[2]) > 0.7, x, z) * np.float32(3)
    rise = textures.slope(weave, across, y * 3)
    upward = np.stack([np.zeros_like(x), np.ones_like(x), np.zeros_like(x)])
    toward = np.stack([np.zeros_like(x), np.zeros_like(x), np.ones_like(x)])
    return Finish(
        albedo=tint(x.size, "#51463d"),
        roughness=0.55,
        specular=0.035,
        sheen=0.5,
        normal=relief(
            normals,
            along=(toward, upward),
            rise=(rise[0] * np.float32(0.8), rise[1] * np.float32(0.8)),
        ),
    )


def _brass(points: Array, _normals: Array) -> Finish:
    return Finish(albedo=tint(points.shape[1], "#f6cd83"), roughness=0.26, metal=1.0)


def solid(*, seed: int) -> Solid:
    """Make the headphones; `seed` presses the grain of their cushions anew."""
    return Solid(
        parts=(
            Part(distance=_band, finish=_shell),
            Part(distance=_cups, finish=_shell),
            Part(distance=_sliders, finish=_brass),
            Part(distance=_pads, finish=lambda at, facing: _cloth(at, facing, seed=seed)),
            Part(
                distance=_cushion,
                finish=lambda at, facing: _cloth(at, facing, seed=seed),
            ),
        ),
        low=(-0.48, 0, -0.2),
        high=(0.48, 1.01, 0.2),
    )
