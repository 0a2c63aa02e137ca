"""Sets a product on its floor: shadows by how high each part hovers, and a fading mirror image."""

import cv2
import numpy as np

from generation.pixels.arrays import Light, Plane, soften
from generation.pixels.looks import Look, Shade
from generation.pixels.scenes.scene import Scene
from generation.pixels.stage import Stage

FLOOR_DEPTH = 0.08  # units of floor behind the product on which a cast shadow can lie


def feet(opacity: Plane) -> tuple[Plane, Plane]:
    """Return per column the lowest solid row (-1 for none) and how surely it touches the floor.

    A column touches fully at the product's lowest point and less the higher it hovers.
    """
    solid = opacity > 0.5
    height, _width = solid.shape
    lowest = np.where(solid.any(axis=0), height - 1 - solid[::-1].argmax(axis=0), -1)
    rows = np.flatnonzero(solid.any(axis=1))
    if not len(rows):
        return lowest, np.zeros(len(lowest), np.float32)
    tall = max(1, int(rows[-1] - rows[0]))
    hover = (rows[-1] - lowest) / tall
    touch = np.where(lowest >= 0, np.exp(-((hover / 0.055) ** 2)), 0)
    return lowest, touch.astype(np.float32)


def shade(stage: Stage, scene: Scene, opacity: Plane, look: Look) -> None:
    """Darken the scene in place where the product keeps light away. `opacity`: canvas size."""
    rule = look.shade
    if rule.contact + rule.mid + rule.cast == 0:
        return
    light = np.ones((stage.height, stage.width), np.float32)
    light *= 1 - rule.contact * _contact(stage, opacity, rule)
    light *= 1 - rule.mid * _pool(stage, opacity, look)
    if rule.cast:
        light *= 1 - rule.cast * _cast(stage, opacity, look)
    dark = 1 - light
    if scene.receives is not None:
        dark *= scene.receives
    tint = np.array(rule.tint, np.float32)
    sheet = scene.sheet
    sheet *= 1 - dark[..., None] * (1 - tint)


def _contact(stage: Stage, opacity: Plane, rule: Shade) -> Plane:
    """Return the thin dark line under the product, along its own lower outline."""
    lowest, touch = feet(opacity)
    rows = np.arange(stage.height, dtype=np.float32)[:, None]
    thick = 0.010 * stage.unit
    below = rows - lowest[None, :]
    band = np.clip(1 - np.abs(below) / thick, 0, 1) * touch[None, :]
    tight = soften(band.astype(np.float32), 0.0045 * stage.unit * rule.softness**0.5)
    wide = soften(band.astype(np.float32), 0.013 * stage.unit * rule.softness)
    contact: Plane = np.clip(1.5 * tight + 1.1 * wide, 0, 1)
    return contact


def _pool(stage: Stage, opacity: Plane, look: Look) -> Plane:
    """Return the soft pool around the foot, moved a little away from the lamp."""
    _lowest, touch = feet(opacity)
    pool = np.zeros((stage.height, stage.width), np.float32)
    columns = np.flatnonzero(touch > 0.25)
    if not len(columns):
        return pool
    middle = float(columns.mean())
    half = max(float(columns[-1] - columns[0]) / 2, 0.03 * stage.unit)
    radii = (
        half * 1.10,
        max(0.020 * stage.unit, min(0.085 * half + 0.01 * stage.unit, 0.05 * stage.unit)),
    )
    moved = middle - look.lamp.side * 0.10 * half
    centre = (round(moved * 16), round((stage.foot[1] + 0.004 * stage.unit) * 16))
    axes = (round(radii[0] * 16), round(radii[1] * 16))
    cv2.ellipse(pool, centre, axes, 0, 0, 360, 1.0, -1, cv2.LINE_8, 4)
    return soften(pool, 0.020 * stage.unit * look.shade.softness)


def _cast(stage: Stage, opacity: Plane, look: Look) -> Plane:
    """Lay the product's outline on the floor behind it, away from the lamp, softer with distance."""
    rule = look.shade
    tall = max(stage.tall, 0.05)
    squash = min(0.30, FLOOR_DEPTH / tall)
    lean = -np.sign(look.lamp.side or -1) * rule.reach
    y = stage.foot[1]
    # From a pixel of the floor back to the product's pixel that keeps its light away.
    back = np.array(
        [[1, lean / squash, -lean / squash * y], [0, 1 / squash, y - y / squash]],
        np.float32,
    )
    flat = cv2.warpAffine(
        opacity,
        back,
        (stage.width, stage.height),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_CONSTANT,
    )
    near = soften(flat, 0.008 * stage.unit * rule.softness)
    far = soften(flat, 0.030 * stage.unit * rule.softness)
    away = np.clip(
        (y - np.arange(stage.height, dtype=np.float32)) / (squash * tall * stage.unit),
        0,
        1,
    )
    weight = (away**0.7)[:, None]
    cast: Plane = (near * (1 - weight) + far * weight) * (1 - 0.38 * weight)
    return cast


def mirror(stage: Stage, scene: Scene, product: Light, opacity: Plane, strength: float) -> None:
    """Add the product's fading mirror image below its lower outline, in place.

    product: premultiplied linear light at canvas size.
    """
    if strength <= 0:
        return
    lowest, touch = feet(opacity)
    base = stage.foot[1]
    line = np.where(touch > 0.02, lowest + 0.5, base).astype(np.float32)
    line = cv2.GaussianBlur(line[None, :], (0, 0), max(0.6, 0.006 * stage.unit))[0]
    rows = np.arange(stage.height, dtype=np.float32)[:, None]
    map_y = 2 * line[None, :] - rows
    map_x = np.broadcast_to(np.arange(stage.width, dtype=np.float32), map_y.shape)
    depth = rows - line[None, :]
    fade = np.clip(1 - depth / (0.30 * max(stage.tall, 0.2) * stage.unit), 0, 1) ** 1.6
    fade = strength * fade * (depth > 0)
    layers = np.dstack([product, opacity])
    image = cv2.remap(
        layers,
        np.ascontiguousarray(map_x),
        map_y,
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT,
    )
    image = cv2.GaussianBlur(image, (0, 0), max(0.6, 0.0028 * stage.unit))
    sheet = scene.sheet
    sheet *= 1 - (image[..., 3] * fade)[..., None]
    sheet += image[..., :3] * fade[..., None]
