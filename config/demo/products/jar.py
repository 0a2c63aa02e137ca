"""Calm cica cream: a pearl-white glass jar under a satin blue lid."""

import numpy as np

from config.demo import shapes, textures
from config.demo.shapes import Array
from config.demo.solid import Finish, Part, Solid, mix, relief, tint

_BODY = 0.455
_LID = 0.48
_LID_FOOT = 0.585
_TOP = 0.94
_LABEL_TURN = 0.21  # a label reaches this share of a full turn to either side
_LABEL_LOW, _LABEL_HIGH = 0.11, 0.53


def _glass(points: Array) -> Array:
    x, y, z = points
    out = shapes.length(x, z)
    foot = np.maximum(np.float32(0.2) - y, 0) / np.float32(0.2)
    wall = shapes.round_box(
        out + np.float32(0.05) * foot**3,
        y - np.float32(0.285),
        half=(_BODY, 0.285),
        corner=0.055,
    )
    neck = shapes.round_box(out, y - np.float32(0.58), half=(_BODY - 0.05, 0.06), corner=0.01)
    return np.minimum(wall, neck)


def _label(seed: int) -> Array:
    sheet, draw = textures.sheet(1600, 560)
    textures.write(draw, "CALM", centre=(800, 190), size=132, spacing=46, weight=3)
    draw.line([(710, 300), (890, 300)], fill=190, width=5)
    textures.write(draw, "CICA CREAM", centre=(800, 372), size=50, spacing=14)
    textures.write(draw, f"50 ML  ·  N° {seed % 9 + 1}", centre=(800, 452), size=38, spacing=9)
    return textures.ink(sheet)


def _pearl(points: Array, _normals: Array, *, label: Array) -> Finish:
    x, y, z = points
    turn = np.arctan2(x, z) * np.float32(1 / (2 * np.pi))
    # A thick glass foot: the cream inside ends a little above the ground.
    foot = 1 - shapes.step(y, low=0.045, high=0.1)
    albedo = mix(tint(x.size, "#dbe8f0"), tint(x.size, "#6fa8c8"), foot * np.float32(0.85))
    across = turn / np.float32(2 * _LABEL_TURN) + np.float32(0.5)
    down = (np.float32(_LABEL_HIGH) - y) / np.float32(_LABEL_HIGH - _LABEL_LOW)
    inked = textures.stamp(label, across, down) * (z > 0)
    albedo = mix(albedo, tint(x.size, "#234a60"), inked * np.float32(0.92))
    return Finish(albedo=albedo, roughness=0.1, specular=0.05, rim=0.5)


def _lid(points: Array) -> Array:
    x, y, z = points
    middle, half = (_LID_FOOT + _TOP) / 2, (_TOP - _LID_FOOT) / 2
    return shapes.round_box(
        shapes.length(x, z), y - np.float32(middle), half=(_LID, half), corner=0.028
    )


def _satin(points: Array, normals: Array) -> Finish:
    x, y, z = points
    count = x.size
    # Fine flutes that a hand can hold, fading out toward the rims.
    band = shapes.step(y, low=0.635, high=0.65) * (1 - shapes.step(y, low=0.87, high=0.885))
    flute = np.sin(np.arctan2(x, z) * np.float32(120)) * band * np.float32(0.42)
    around = np.stack([normals[2], np.zeros_like(x), -normals[0]])
    top = shapes.step(normals[1], low=0.7, high=0.95)
    ring = np.abs(shapes.length(x, z) - np.float32(0.40))
    inlay = (1 - shapes.step(ring, low=0.004, high=0.008)) * top
    albedo = mix(tint(count, "#5f8fa8"), tint(count, "#83aec2"), top)
    return Finish(
        albedo=mix(albedo, tint(count, "#4f7d93"), inlay),
        roughness=0.34,
        specular=0.07,
        sheen=0.2,
        normal=relief(normals, along=(around, around), rise=(flute, np.zeros_like(x))),
    )


def solid(*, seed: int) -> Solid:
    """Make the jar; `seed` picks the batch number on its label."""
    label = _label(seed)
    return Solid(
        parts=(
            Part(
                distance=_glass,
                finish=lambda at, facing: _pearl(at, facing, label=label),
            ),
            Part(distance=_lid, finish=_satin),
        ),
        low=(-0.5, 0, -0.5),
        high=(0.5, _TOP, 0.5),
    )
