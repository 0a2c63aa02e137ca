"""How much light reaches a place: the main lamp past the solid, and the room around it."""

from dataclasses import dataclass

import cv2
import numpy as np

from config.demo.camera import Camera
from config.demo.shapes import Array
from config.demo.solid import Solid
from config.demo.textures import read

_ROOM_REACH = (0.03, 0.09, 0.2)  # how far around a place is looked at, product units
_LAMP_STEPS = 12
_LAMP_SOFTNESS = 7.0  # smaller is a larger lamp with a softer shadow
_GROUND_SOFTNESS = 2.6  # cut-outs stay clean when no shadow on the ground has an edge


@dataclass(frozen=True, kw_only=True)
class Veil:
    """Lamp and room light on one part over the picture, coarse; read with `at`."""

    cell: int
    lamp: Array
    room: Array

    def at(self, column: Array, row: Array) -> tuple[Array, Array]:
        """Read lamp and room light at picture places."""
        across = column / np.float32(self.cell) - np.float32(0.5)
        down = row / np.float32(self.cell) - np.float32(0.5)
        return read(self.lamp, across, down), read(self.room, across, down)


def room_light(solid: Solid, points: Array, normals: Array) -> Array:
    """Estimate the share of the room that is seen from surface points; the ground hides some."""
    hidden = np.zeros(points.shape[1], np.float32)
    weight = 1.0
    for reach in _ROOM_REACH:
        probe = points + normals * np.float32(reach)
        gap = np.minimum(solid.distance(probe), np.maximum(probe[1], 0) + np.float32(0.35 * reach))
        hidden += np.clip(np.float32(reach) - gap, 0, reach) * np.float32(weight / reach)
        weight *= 0.62
    return np.asarray(
        np.clip(1 - hidden * np.float32(0.52), 0.08, 1).astype(np.float32), np.float32
    )


def lamp_light(
    solid: Solid,
    points: Array,
    way: Array,
    *,
    reach: float,
    softness: float = _LAMP_SOFTNESS,
) -> Array:
    """Estimate the share of the main lamp, in direction `way` (3,), that points receive."""
    share = np.ones(points.shape[1], np.float32)
    active = np.arange(points.shape[1])
    gone = np.full(points.shape[1], 0.03, np.float32)
    for _ in range(_LAMP_STEPS):
        here = gone[active]
        gap = solid.distance(points[:, active] + way[:, None] * here)
        share[active] = np.minimum(share[active], 0.5 + np.float32(0.5 * softness) * gap / here)
        gone[active] = here + np.clip(np.abs(gap), 0.02, 0.22)
        active = active[(gone[active] < reach) & (share[active] > 0)]
        if active.size == 0:
            break
    share = np.clip(share, 0, 1)
    return share * share * (3 - 2 * share)


def spread(values: Array, known: Array, *, sigma: float) -> Array:
    """Blur a map a little, after filling what is not known from what is known around it."""
    filled = np.where(known > 0, values, _blurred(values, known, sigma=4 * sigma))
    return _blurred(filled.astype(np.float32), np.ones_like(known), sigma=sigma)


def _blurred(values: Array, weight: Array, *, sigma: float) -> Array:
    total = np.asarray(cv2.GaussianBlur(values * weight, (0, 0), sigma), np.float32)
    among = np.asarray(cv2.GaussianBlur(weight, (0, 0), sigma), np.float32)
    return np.asarray((total + np.float32(1e-6)) / (among + np.float32(1e-6)), np.float32)


def ground_light(solid: Solid, camera: Camera, key_way: Array, *, cell: int) -> Array:
    """Give the share of light on the ground in every `cell` x `cell` block of the picture.

    Returns: (rows, columns); 1.0 where the ray meets no ground near the product.
    """
    count = -(-camera.size_px // cell)
    centre = (np.arange(count, dtype=np.float32) + np.float32(0.5)) * np.float32(cell)
    column, row = (axis.ravel() for axis in np.meshgrid(centre, centre))
    rays, origin = camera.rays(column, row), camera.origin()
    falling = np.where(rays[1] < -1e-4, rays[1], np.float32(-1e-4))
    points = origin[:, None] + rays * (-origin[1] / falling)
    width = max(np.abs(solid.low + solid.high)) + 1.2
    near = np.flatnonzero((np.abs(points[0]) < width) & (np.abs(points[2]) < width))
    points = np.ascontiguousarray(points[:, near])
    lamp = lamp_light(solid, points, key_way, reach=1.6, softness=_GROUND_SOFTNESS)
    up = np.zeros_like(points)
    up[1] = 1
    room = _ground_room(solid, points, up)
    light = np.ones(count * count, np.float32)
    light[near] = 1 - (1 - lamp) * np.float32(0.3) - (1 - room) * np.float32(0.5)
    return np.asarray(cv2.GaussianBlur(light.reshape(count, count), (0, 0), 2.2), np.float32)


def _ground_room(solid: Solid, points: Array, up: Array) -> Array:
    hidden = np.zeros(points.shape[1], np.float32)
    for reach, weight in ((0.035, 0.55), (0.14, 0.3), (0.34, 0.2)):
        gap = solid.distance(points + up * np.float32(reach * 0.5))
        hidden += np.clip(1 - gap / np.float32(reach), 0, 1) ** 2 * np.float32(weight)
    return np.clip(1 - hidden, 0.1, 1).astype(np.float32)
