"""Composes a cut-out product into a look: scene, shadow, light, then the finished picture."""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from generation.pixels import arrays, grounding
from generation.pixels.arrays import Cut, Light, Picture, Plane, soften, stretch
from generation.pixels.looks import Lamp, Look
from generation.pixels.scenes import SCENES
from generation.pixels.scenes.scene import Scene
from generation.pixels.stage import Placement, Stage, bounds, canvas, own_colours, place

DITHER = 1.2  # codes; below one step banding shows in smooth walls, above two it looks like noise
SHARPEN = 0.35
STRIP = 256  # rows encoded at a time, so that a large picture needs no large copies

Note = Callable[[str, int, Picture | None], None]


@dataclass(frozen=True, slots=True)
class Sprite:
    """A product scaled for its place: premultiplied linear light and opacity, same size."""

    light: Light
    opacity: Plane


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
    lit = _relight(sprite, look.lamp)
    _lay(sheet, lit, spot, look.lamp)
    tell("sharpen", 85, None)
    return _develop(sheet, lit.opacity, spot, seed)


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


def _relight(sprite: Sprite, lamp: Lamp) -> Sprite:
    """Let the product take on a little of the scene's light: side, colour, exposure, foot."""
    if lamp.strength == 0 and lamp.gain == 1:
        return sprite
    height, width = sprite.opacity.shape
    across = np.linspace(-1, 1, width, dtype=np.float32)
    side = 1 + 0.10 * lamp.strength * np.sign(lamp.side) * np.abs(lamp.side) * across
    up = np.linspace(1, 0, height, dtype=np.float32)
    foot = 1 - 0.55 * lamp.strength * np.exp(-((up / 0.035) ** 1.2))
    tint = 1 + 0.28 * lamp.strength * (np.array(lamp.tint, np.float32) - 1)
    light = sprite.light * (foot[:, None] * side[None, :])[..., None] * (tint * lamp.gain)
    return Sprite(np.minimum(light, sprite.opacity[..., None]), sprite.opacity)


def _lay(sheet: Light, sprite: Sprite, spot: Placement, lamp: Lamp) -> None:
    """Lay the product over the sheet in place; the scene's light creeps over its edge."""
    height, width = sprite.opacity.shape
    rows = slice(spot.top, spot.top + height)
    columns = slice(spot.left, spot.left + width)
    behind = sheet[rows, columns]
    cover = sprite.opacity[: behind.shape[0], : behind.shape[1]]
    light = sprite.light[: behind.shape[0], : behind.shape[1]]
    if lamp.wrap or lamp.rim:
        light = _wrap(light, cover, behind, lamp)
    behind *= (1 - cover)[..., None]
    behind += light


def _wrap(light: Light, cover: Plane, behind: Light, lamp: Lamp) -> Light:
    """Blend the outermost pixels with the blurred scene, and brighten the rim that faces the lamp."""
    unit = max(cover.shape)
    height, width = cover.shape
    small = (max(1, width // 4), max(1, height // 4))
    padded = cv2.copyMakeBorder(cover, 8, 8, 8, 8, cv2.BORDER_CONSTANT, value=0)
    edge = (1 - soften(padded, 0.0030 * unit)[8:-8, 8:-8]) * cover
    around = cv2.resize(behind, small, interpolation=cv2.INTER_AREA)
    around = stretch(soften(around, 0.012 * unit / 4), (width, height))
    weight = np.clip(edge * 2, 0, 1) * lamp.wrap
    mixed = light * (1 - weight)[..., None] + around * (weight * cover)[..., None]
    if lamp.rim:
        shift = max(1, round(0.004 * unit))
        lag = np.roll(cover, (shift, -shift if lamp.side > 0 else shift), (0, 1))
        facing = np.clip(cover - soften(lag, 0.004 * unit), 0, 1) * cover
        mixed = mixed + (lamp.rim * facing)[..., None] * np.array(lamp.tint, np.float32)
    wrapped: Light = np.minimum(mixed, 1)
    return wrapped


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
