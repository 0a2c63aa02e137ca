"""Trail insulated bottle: powder-coated steel, a bare foot on black rubber, a cap to carry it by."""

import numpy as np

from config.demo import shapes, textures
from config.demo.shapes import Array
from config.demo.solid import Finish, Part, Solid, mix, relief, tint

_RADIUS = 0.186
_NECK = 0.1
_FOOT = 0.108
_SOLE = 0.028
_LABEL_TURN = 0.17
_LABEL_LOW, _LABEL_HIGH = 0.26, 0.54


def _body(points: Array) -> Array:
    x, y, z = points
    out = shapes.length(x, z)
    hull = shapes.round_box(out, y - np.float32(0.2), half=(_RADIUS, 0.5), corner=0.135)
    throat = shapes.round_box(out, y - np.float32(0.6), half=(_NECK, 0.14), corner=0.008)
    shoulder = shapes.union(hull, throat, blend=0.075)
    stand = shapes.round_box(out, y - np.float32(1.0), half=(_RADIUS + 0.002, 1.0), corner=0.022)
    # A hair-wide groove parts the bare foot from the coat.
    groove = shapes.length(out - np.float32(_RADIUS + 0.002), y - np.float32(_FOOT))
    return shapes.carve(
        shapes.common(shoulder, stand, blend=0.012),
        groove - np.float32(0.005),
        blend=0.003,
    )


def _label() -> Array:
    sheet, draw = textures.sheet(900, 1100)
    draw.polygon(
        [(450, 150), (640, 450), (560, 450), (450, 285), (340, 450), (260, 450)],
        fill=255,
    )
    draw.polygon([(450, 345), (520, 450), (380, 450)], fill=255)
    textures.write(draw, "TRAIL", centre=(450, 590), size=132, spacing=34, weight=3)
    draw.line([(340, 700), (560, 700)], fill=210, width=7)
    textures.write(draw, "750 ML", centre=(450, 785), size=66, spacing=16)
    return textures.ink(sheet)


def _coat(points: Array, normals: Array, *, label: Array, seed: int) -> Finish:
    x, y, z = points
    turn = np.arctan2(x, z) * np.float32(1 / (2 * np.pi))
    powder = textures.grain(seed=seed, softness=1.1)
    rise = textures.slope(powder, turn * 5, y * 4)
    around = np.stack([normals[2], np.zeros_like(x), -normals[0]])
    upward = np.stack([np.zeros_like(x), np.ones_like(x), np.zeros_like(x)])
    bare = 1 - shapes.step(y, low=_FOOT - 0.002, high=_FOOT + 0.002)
    depth = np.float32(0.34) * (1 - bare)
    across = turn / np.float32(2 * _LABEL_TURN) + np.float32(0.5)
    down = (np.float32(_LABEL_HIGH) - y) / np.float32(_LABEL_HIGH - _LABEL_LOW)
    inked = textures.stamp(label, across, down) * (z > 0) * np.float32(0.94)
    coat = mix(tint(x.size, "#1d5a4c"), tint(x.size, "#e9f2ee"), inked)
    return Finish(
        albedo=coat,
        roughness=0.42,
        specular=0.05,
        sheen=0.35,
        normal=relief(normals, along=(around, upward), rise=(rise[0] * depth, rise[1] * depth)),
    )


def _foot(points: Array) -> Array:
    return shapes.turned(points, bottom=0.012, top=_FOOT, radius=_RADIUS + 0.0015, corner=0.006)


def _sole(points: Array) -> Array:
    # Black rubber under the steel: on a light ground a bare foot is easily taken for shadow.
    return shapes.turned(points, bottom=0.0, top=_SOLE, radius=_RADIUS + 0.003, corner=0.011)


def _collar(points: Array) -> Array:
    return shapes.turned(points, bottom=0.728, top=0.778, radius=_NECK + 0.008, corner=0.009)


def brushed(points: Array, normals: Array, *, colour: str, seed: int, roughness: float) -> Finish:
    """Make metal that was brushed around an upright axis."""
    x, y, z = points
    turn = np.arctan2(x, z) * np.float32(1 / (2 * np.pi))
    lines = textures.grain(seed=seed, softness=0.7, stretch=60)
    line = textures.sample(lines, turn, y * 6)
    upward = np.stack([np.zeros_like(x), np.ones_like(x), np.zeros_like(x)])
    flat = np.zeros_like(x)
    rise = (line - np.float32(0.5)) * np.float32(0.07)
    albedo = tint(x.size, colour) * (np.float32(0.9) + np.float32(0.2) * line)
    return Finish(
        albedo=albedo,
        roughness=roughness,
        metal=1.0,
        normal=relief(normals, along=(upward, upward), rise=(rise, flat)),
    )


def _cap(points: Array) -> Array:
    x, y, z = points
    lid = shapes.round_box(
        shapes.length(x, z), y - np.float32(0.838), half=(0.092, 0.062), corner=0.017
    )
    loop = shapes.arch(x, y - np.float32(0.915), radius=0.068, leg=0.05)
    strap = shapes.round_box(loop, z, half=(0.0135, 0.03), corner=0.011)
    return shapes.union(lid, strap, blend=0.02)


def _rubber(points: Array, normals: Array) -> Finish:
    x, y, z = points
    band = 1 - shapes.step(np.abs(y - np.float32(0.835)), low=0.03, high=0.04)
    rib = np.sin(np.arctan2(x, z) * np.float32(44)) * band * np.float32(0.5)
    around = np.stack([normals[2], np.zeros_like(x), -normals[0]])
    return Finish(
        albedo=tint(x.size, "#2a2c31"),
        roughness=0.36,
        specular=0.045,
        sheen=0.5,
        normal=relief(normals, along=(around, around), rise=(rib, np.zeros_like(x))),
    )


def solid(*, seed: int) -> Solid:
    """Make the bottle; `seed` throws the grain of its coat anew."""
    label = _label()
    return Solid(
        parts=(
            Part(
                distance=_body,
                finish=lambda at, facing: _coat(at, facing, label=label, seed=seed),
            ),
            Part(
                distance=_foot,
                finish=lambda at, facing: brushed(
                    at, facing, colour="#ccd2d6", seed=seed + 1, roughness=0.24
                ),
            ),
            Part(
                distance=_collar,
                finish=lambda at, facing: brushed(
                    at, facing, colour="#d3d8db", seed=seed + 2, roughness=0.16
                ),
            ),
            Part(distance=_sole, finish=_rubber),
            Part(distance=_cap, finish=_rubber),
        ),
        low=(-0.2, 0, -0.2),
        high=(0.2, 1.0, 0.2),
    )
