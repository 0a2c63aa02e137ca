"""Speckled stoneware mug: glazed in oat above, bare terracotta clay below."""

import numpy as np

from config.demo import shapes, textures
from config.demo.shapes import Array
from config.demo.solid import Finish, Part, Solid, mix, relief, tint

_RADIUS = 0.46
_HEIGHT = 1.0
_WALL = 0.042
_COFFEE_LEVEL = 0.885


def _shell(points: Array) -> Array:
    x, y, z = points
    out = shapes.length(x, z)
    # The foot is rounder than the rim: a tall corner made by bending the radius inward.
    foot = np.maximum(np.float32(0.30) - y, 0) / np.float32(0.30)
    outer = shapes.round_box(
        out + np.float32(0.055) * foot * foot * foot,
        y - np.float32(_HEIGHT / 2),
        half=(_RADIUS, _HEIGHT / 2),
        corner=0.03,
    )
    inner = shapes.round_box(
        out,
        y - np.float32(_HEIGHT / 2 + 0.08),
        half=(_RADIUS - _WALL, _HEIGHT / 2),
        corner=0.08,
    )
    handle = shapes.round_box(
        x - np.float32(_RADIUS + 0.045),
        y - np.float32(0.535),
        half=(0.275, 0.285),
        corner=0.255,
    )
    ring = shapes.round_box(np.abs(handle), z, half=(0.052, 0.075), corner=0.05)
    # Only what stands outside of the wall is handle; the rest would show inside the cup.
    ring = np.maximum(ring, np.float32(_RADIUS - _WALL * 0.7) - out)
    return shapes.carve(shapes.union(outer, ring, blend=0.06), inner, blend=0.025)


def _glaze(points: Array, normals: Array, *, seed: int) -> Finish:
    x, y, z = points
    turn = np.arctan2(x, z) * np.float32(1 / (2 * np.pi))
    clouds = textures.sample(textures.grain(seed=seed, softness=22), turn * 2, y)
    fine = textures.grain(seed=seed + 1, softness=1.2)
    edge = np.float32(0.37) + np.float32(0.022) * np.sin(turn * np.float32(4 * np.pi) + seed)
    edge += (clouds - np.float32(0.5)) * np.float32(0.05)
    # Glaze ran down around the handle's foot.
    edge -= np.float32(0.19) * np.exp(-(((turn - np.float32(0.25)) / np.float32(0.09)) ** 2))
    glazed = shapes.step(y - edge, low=-0.004, high=0.004)
    # The handle is glazed whole; its speckles lie flat, the wall's go around.
    handle = shapes.step(
        shapes.length(x, z) + (y - np.float32(0.3)) * np.float32(0.02),
        low=_RADIUS + 0.022,
        high=_RADIUS + 0.03,
    )
    glazed = np.maximum(glazed, handle)
    grip = handle > 0.5
    spots = textures.sample(
        textures.speckles(seed=seed, count=420),
        np.where(grip, x * np.float32(0.76), turn * np.float32(2)),
        np.where(grip, y * np.float32(0.76) + z, y * np.float32(0.69)),
    )
    oat = mix(tint(x.size, "#efe3d0"), tint(x.size, "#d8c4a6"), clouds * np.float32(0.45))
    oat = mix(oat, tint(x.size, "#5e4330"), spots * np.float32(0.85))
    # Glaze thins out toward the rim, where the clay shines through.
    rim = shapes.step(y, low=_HEIGHT - 0.03, high=_HEIGHT) * np.float32(0.5)
    oat = mix(oat, tint(x.size, "#a97a52"), rim)
    grit = textures.sample(fine, turn * 6, y * 2)
    clay = tint(x.size, "#b96140") * (np.float32(0.72) + np.float32(0.5) * grit)
    slope = textures.slope(fine, turn * 6, y * 2)
    around = np.stack([normals[2], np.zeros_like(x), -normals[0]])
    rough = np.float32(0.5) * (1 - glazed)
    return Finish(
        albedo=mix(clay, oat, glazed),
        roughness=np.float32(0.16) + (1 - glazed) * np.float32(0.6),
        specular=0.045,
        normal=relief(
            normals,
            along=(around, np.stack([x * 0, x * 0 + 1, x * 0])),
            rise=(slope[0] * rough, slope[1] * rough),
        ),
    )


def _coffee(points: Array) -> Array:
    return shapes.turned(
        points,
        bottom=0.3,
        top=_COFFEE_LEVEL,
        radius=_RADIUS - _WALL * 0.6,
        corner=0.004,
    )


def _brew(points: Array, _normals: Array) -> Finish:
    out = shapes.length(points[0], points[2])
    crema = shapes.step(out, low=_RADIUS - 0.13, high=_RADIUS - 0.04)
    albedo = mix(tint(out.size, "#2b150b"), tint(out.size, "#7a4a26"), crema * np.float32(0.8))
    return Finish(albedo=albedo, roughness=0.12, specular=0.025)


def solid(*, seed: int, full: bool = True) -> Solid:
    """Make the mug; `seed` throws the speckles anew, `full` pours coffee."""
    parts = [
        Part(
            distance=_shell,
            finish=lambda points, normals: _glaze(points, normals, seed=seed),
        )
    ]
    if full:
        parts.append(Part(distance=_coffee, finish=_brew))
    return Solid(parts=tuple(parts), low=(-0.5, 0, -0.5), high=(0.84, 1.0, 0.5))
