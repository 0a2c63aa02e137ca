"""Composes a cut-out product into a look: scene, shadow, light, then the finished picture."""

from collections.abc import Callable

import cv2
import numpy as np

from generation.pixels import arrays, grounding, relight
from generation.pixels.arrays import Cut, Light, Picture, Plane
from generation.pixels.looks import Look
from generation.pixels.relight import Sprite
from generation.pixels.scenes import SCENES
from generation.pixels.scenes.scene import Scene
from generation.pixels.stage import Placement, Stage, bounds, canvas, own_colours, place

DITHER = 1.2  # codes; below one step banding shows in smooth walls, above two it looks like noise
SHARPEN = 0.35
STRIP = 256  # rows encoded at a time, so that a large picture needs no large copies

Note = Callable[[str, int, Picture | None], None]


def compose(
    cut: Cut,
    look: Look,
    size: tuple[int, int],
    *,
    seed: int = 0,
    note: Note | None = None,
) -> Picture:
    """Return the picture (uint8 sRGB) of `size` (width, height) px; same seed, same picture.

    note: told the stage, the percentage and once a small preview.
    """
    tell = note or _silent
    left, top, right, bottom = bounds(cut)
    product = cut[top:bottom, left:right]
    spot = place((right - left) / (bottom - top), size, look)
    tell("place", 40, None)
    sprite = _scale(product, (spot.width, spot.height))
    stage = _stage(spot, size, product, seed)
    scene = SCENES[look.key](stage)
    tell("light", 55, None)
    small = _ground(stage, scene, sprite, spot, look, size)
    tell("light", 65, _preview(scene.sheet, small))
    sheet = scene.sheet
    if sheet.shape[:2] != (size[1], size[0]):
        sheet = cv2.resize(sheet, size, interpolation=cv2.INTER_LINEAR)
    lit = relight.adapt(sprite, look.lamp)
    relight.lay(sheet, lit, spot, look.lamp)
    tell("sharpen", 85, None)
    return _develop(sheet, lit.opacity, spot, seed)


def reduce(cut: Cut, long_side: int) -> Cut:
    """Shrink a cut-out for small pictures; its edges keep their own colours."""
    height, width = cut.shape[:2]
    scale = long_side / max(height, width)
    if scale >= 1:
        return cut
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    opacity = cut[..., 3:].astype(np.float32) / 255
    layers = np.dstack([cut[..., :3] * opacity, opacity])
    small = cv2.resize(layers, size, interpolation=cv2.INTER_AREA)
    colour = small[..., :3] / np.maximum(small[..., 3:], 1e-3)
    reduced = np.dstack([colour, small[..., 3:] * 255])
    return np.clip(np.rint(reduced), 0, 255).astype(np.uint8)


def _silent(stage: str, percent: int, preview: Picture | None) -> None:
    """Nobody listens."""


def _scale(product: Cut, size: tuple[int, int]) -> Sprite:
    """Scale in premultiplied linear light, so that no edge turns dark or light."""
    opacity = product[..., 3].astype(np.float32) / 255
    light = arrays.linear(product[..., :3]) * opacity[..., None]
    layers = np.dstack([light, opacity])
    larger = size[0] > product.shape[1]
    method = cv2.INTER_CUBIC if larger else cv2.INTER_AREA
    scaled = np.clip(cv2.resize(layers, size, interpolation=method), 0, 1)
    return Sprite(np.ascontiguousarray(scaled[..., :3]), np.ascontiguousarray(scaled[..., 3]))


def _stage(spot: Placement, size: tuple[int, int], product: Cut, seed: int) -> Stage:
    width, height = canvas(size)
    scale = width / size[0]
    unit = min(size)
    return Stage(
        width=width,
        height=height,
        foot=((spot.left + spot.width / 2) * scale, spot.base * scale),
        half=spot.width / 2 / unit,
        tall=spot.height / unit,
        colours=own_colours(product),
        seed=seed,
    )


def _ground(
    stage: Stage,
    scene: Scene,
    sprite: Sprite,
    spot: Placement,
    look: Look,
    size: tuple[int, int],
) -> Sprite:
    """Add vignette, shadow and mirror image to the scene; return the product at canvas size."""
    small = _on_canvas(stage, sprite, spot, size)
    if look.vignette:
        x = (stage.x * stage.unit + stage.foot[0]) / stage.width * 2 - 1
        y = (stage.y * stage.unit + stage.foot[1]) / stage.height * 2 - 1
        sheet = scene.sheet
        sheet *= (1 - look.vignette * np.clip((x * x + y * y) / 2, 0, 1) ** 1.5)[..., None]
    grounding.shade(stage, scene, small.opacity, look)
    grounding.mirror(stage, scene, small.light, small.opacity, look.reflection)
    return small


def _on_canvas(stage: Stage, sprite: Sprite, spot: Placement, size: tuple[int, int]) -> Sprite:
    """Return the product on a clear sheet of the canvas' size."""
    scale = stage.width / size[0]
    left, top = round(spot.left * scale), round(spot.top * scale)
    right = min(stage.width, max(left + 1, round((spot.left + spot.width) * scale)))
    bottom = min(stage.height, max(top + 1, round(spot.base * scale)))
    light = np.zeros((stage.height, stage.width, 3), np.float32)
    opacity = np.zeros((stage.height, stage.width), np.float32)
    inner = (right - left, bottom - top)
    light[top:bottom, left:right] = cv2.resize(sprite.light, inner, interpolation=cv2.INTER_AREA)
    opacity[top:bottom, left:right] = cv2.resize(
        sprite.opacity, inner, interpolation=cv2.INTER_AREA
    )
    return Sprite(light, opacity)


def _preview(sheet: Light, product: Sprite) -> Picture:
    """Return a small soft picture of how far the work is."""
    mixed = sheet * (1 - product.opacity)[..., None] + product.light
    height, width = mixed.shape[:2]
    scale = min(1.0, 320 / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = cv2.GaussianBlur(cv2.resize(mixed, size, interpolation=cv2.INTER_AREA), (0, 0), 4)
    return np.rint(arrays.codes(small)).astype(np.uint8)


def _develop(sheet: Light, opacity: Plane, spot: Placement, seed: int) -> Picture:
    """Turn linear light into sRGB bytes: sharpen the product, dither all but pure white."""
    height, width = sheet.shape[:2]
    picture = np.empty((height, width, 3), np.uint8)
    chance = np.random.default_rng(seed + 1)
    tile = chance.random((STRIP, 512), np.float32) - chance.random((STRIP, 512), np.float32)
    noise = np.tile(tile * np.float32(DITHER / 2), (1, -(-width // 512)))[:, :width]
    values = np.empty((height, width, 3), np.float32)
    for top in range(0, height, STRIP):
        values[top : top + STRIP] = arrays.codes(sheet[top : top + STRIP])
    _sharpen(values, opacity, spot)
    for top in range(0, height, STRIP):
        strip = values[top : top + STRIP]
        room = np.clip(255 - strip, 0, 1)  # pure white stays exactly white
        room *= noise[: len(strip), :, None]
        picture[top : top + STRIP] = np.clip(np.rint(strip + room), 0, 255)
    return picture


def _sharpen(values: Light, opacity: Plane, spot: Placement) -> None:
    """Sharpen the product in place, not its outline: a halo would betray the composition."""
    area = values[spot.top : spot.base, spot.left : spot.left + spot.width]
    solid = opacity[: area.shape[0], : area.shape[1]]
    core = cv2.erode(solid, np.ones((5, 5), np.uint8))
    detail = area - cv2.GaussianBlur(area, (0, 0), 1.1)
    area += detail * (SHARPEN * core)[..., None]
