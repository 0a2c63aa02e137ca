"""Leather satchel: pebbled cognac leather, a stitched flap, brass clasp and a round handle."""

import numpy as np

from config.demo import shapes, textures
from config.demo.shapes import Array
from config.demo.solid import Finish, Part, Solid, mix, relief, tint

_TOP = 0.615
_HANDLE = 0.245
_CLASP_Y = 0.262
_THREAD = "#e8c69c"
_GRAIN = 2.4  # tiles of leather per unit of length


def _share(y: Array) -> Array:
    return np.asarray(np.clip(y * np.float32(1 / _TOP), 0, 1), np.float32)


def _width(y: Array) -> Array:
    return np.float32(0.455) - np.float32(0.055) * _share(y)


def _depth(y: Array) -> Array:
    share = _share(y)
    return np.float32(0.165) - np.float32(0.06) * share * share


def _bag(points: Array) -> Array:
    x, y, z = points
    # A filled bag bulges a little in the middle of its panels.
    bulge = np.float32(0.02) * np.maximum(1 - (x / np.float32(0.45)) ** 2, 0)
    thick = (_depth(y) + bulge) * np.float32(1 / 0.15)
    bent = np.stack([x * (np.float32(0.43) / _width(y)), y - np.float32(_TOP / 2), z / thick])
    brick = shapes.round_brick(bent, half=(0.43, _TOP / 2, 0.15), corner=0.05)
    # Bending stretches distances; a step must never be longer than the true way.
    return np.asarray(brick * (np.minimum(thick, 1) * np.float32(0.93)), np.float32)


def _flap_edge(x: Array) -> Array:
    """Give the height of the flap's lower edge."""
    share = np.minimum((x / np.float32(0.43)) ** 2, 1)
    return np.asarray(np.float32(0.228) + np.float32(0.15) * share, np.float32)


def _flap(points: Array) -> Array:
    x, y, z = points
    cover = _bag(points) - np.float32(0.009)
    below = (_flap_edge(x) - y) * np.float32(0.8)
    behind = np.float32(-0.02) - z
    return shapes.common(
        shapes.common(cover, below, blend=0.008), behind * np.float32(0.7), blend=0.008
    )


def _hide(points: Array, normals: Array, *, colour: str, seed: int, seam: Array) -> Finish:
    """Dress a panel in leather; `seam` is the distance from its edge, stitched at 0.024."""
    x, y, z = points
    pebbles = textures.leather(seed=seed)
    # Counted around the corners, so that the grain runs on from the front to the sides.
    behind = _depth(y) - z
    across = (x + behind * np.sign(x) * (np.abs(normals[0]) > 0.15)) * np.float32(_GRAIN)
    along = np.where(np.abs(normals[1]) > 0.75, z, y) * np.float32(_GRAIN)
    rise = textures.slope(pebbles, across, along)
    crease = textures.sample(pebbles, across, along)
    clouds = textures.sample(textures.grain(seed=seed, softness=26), across * 0.5, along * 0.5)
    albedo = tint(x.size, colour) * (
        np.float32(0.68) + np.float32(0.2) * crease + np.float32(0.3) * clouds
    )
    front = normals[2] > 0.4
    upright = np.abs(x) > _width(y) - np.float32(0.045)
    run = np.where(upright, y, x) * np.float32(38)
    dash = shapes.step(np.abs(run - np.floor(run) - np.float32(0.5)), low=0.36, high=0.28)
    stitch = dash * (1 - shapes.step(np.abs(seam - np.float32(0.024)), low=0.003, high=0.0045))
    dent = 1 - shapes.step(np.abs(seam - np.float32(0.024)), low=0.004, high=0.014)
    albedo = albedo * (1 - np.float32(0.35) * dent * front)
    albedo = mix(albedo, tint(x.size, _THREAD), stitch * front * np.float32(0.9))
    edge = 1 - shapes.step(seam, low=0.004, high=0.008)
    albedo = mix(albedo, tint(x.size, "#4d2310"), edge * front * np.float32(0.75))
    sideways = np.stack([normals[2], np.zeros_like(x), -normals[0]])
    upward = np.stack([np.zeros_like(x), np.ones_like(x), np.zeros_like(x)])
    deep = np.float32(0.8) * (1 - stitch)
    return Finish(
        albedo=albedo,
        roughness=np.float32(0.5) - np.float32(0.1) * crease,
        specular=0.05,
        normal=relief(normals, along=(sideways, upward), rise=(rise[0] * deep, rise[1] * deep)),
    )


def _panel(points: Array, normals: Array, *, seed: int) -> Finish:
    x, y = points[0], points[1]
    inside = -shapes.round_box(
        x * (np.float32(0.43) / _width(y)),
        y - np.float32(_TOP / 2),
        half=(0.43, _TOP / 2),
        corner=0.05,
    )
    return _hide(points, normals, colour="#8e4a26", seed=seed, seam=inside - np.float32(0.004))


def _cover(points: Array, normals: Array, *, seed: int) -> Finish:
    x, y = points[0], points[1]
    lean = np.float32(0.3 / 0.43**2) * x
    seam = (y - _flap_edge(x)) / np.sqrt(1 + lean * lean)
    return _hide(points, normals, colour="#9d552b", seed=seed + 1, seam=seam)


def _handle(points: Array) -> Array:
    x, y, z = points
    line = shapes.arch(x, y - np.float32(0.73), radius=_HANDLE, leg=0.16)
    return shapes.length(line, z) - np.float32(0.0235)


def _strap(points: Array, normals: Array, *, seed: int) -> Finish:
    far = np.ones_like(points[0])
    return _hide(points, normals, colour="#7d3f1f", seed=seed + 2, seam=far)


def _brass_parts(points: Array) -> Array:
    x, y, z = points
    front = np.float32(float(_depth(np.array([_CLASP_Y], np.float32))[0]) + 0.034)
    plate = shapes.round_brick(
        np.stack([x, y - np.float32(_CLASP_Y), z - front]),
        half=(0.06, 0.054, 0.016),
        corner=0.012,
    )
    knob = shapes.round_brick(
        np.stack([x, y - np.float32(_CLASP_Y - 0.004), z - front - np.float32(0.014)]),
        half=(0.026, 0.017, 0.016),
        corner=0.01,
    )
    side = np.abs(x) - np.float32(_HANDLE)
    sleeve = shapes.round_box(
        shapes.length(side, z), y - np.float32(0.655), half=(0.032, 0.022), corner=0.008
    )
    stud_z = z - np.float32(float(_depth(np.array([0.55], np.float32))[0]) + 0.022)
    stud = np.sqrt(side * side + (y - np.float32(0.54)) ** 2 + (stud_z * 1.8) ** 2)
    stud = (stud - np.float32(0.021)) * np.float32(0.55)
    return np.asarray(
        np.minimum(np.minimum(shapes.union(plate, knob, blend=0.008), sleeve), stud),
        np.float32,
    )


def _brass(points: Array, _normals: Array) -> Finish:
    return Finish(albedo=tint(points.shape[1], "#f6cd83"), roughness=0.26, metal=1.0)


def solid(*, seed: int) -> Solid:
    """Make the satchel; `seed` presses the grain of its leather anew."""
    return Solid(
        parts=(
            Part(distance=_bag, finish=lambda at, facing: _panel(at, facing, seed=seed)),
            Part(distance=_flap, finish=lambda at, facing: _cover(at, facing, seed=seed)),
            Part(
                distance=_handle,
                finish=lambda at, facing: _strap(at, facing, seed=seed),
            ),
            Part(distance=_brass_parts, finish=_brass),
        ),
        low=(-0.48, 0, -0.21),
        high=(0.48, 1.01, 0.23),
    )
