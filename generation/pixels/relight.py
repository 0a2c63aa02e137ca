"""Fits a product into a scene's light: its side and colour, its outline, its foot."""

from dataclasses import dataclass

import cv2
import numpy as np

from generation.pixels.arrays import Light, Plane, soften, stretch
from generation.pixels.looks import Lamp
from generation.pixels.stage import Placement


@dataclass(frozen=True, slots=True)
class Sprite:
    """A product scaled for its place: premultiplied linear light and opacity, same size."""

    light: Light
    opacity: Plane


def adapt(sprite: Sprite, lamp: Lamp) -> Sprite:
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


def lay(sheet: Light, sprite: Sprite, spot: Placement, lamp: Lamp) -> None:
    """Lay the product over the sheet in place; the scene's light creeps over its edge."""
    height, width = sprite.opacity.shape
    rows = slice(spot.top, spot.top + height)
    columns = slice(spot.left, spot.left + width)
    behind = sheet[rows, columns]
    cover = sprite.opacity[: behind.shape[0], : behind.shape[1]]
    light = sprite.light[: behind.shape[0], : behind.shape[1]]
    if lamp.wrap or lamp.rim:
        light = _wrap(_without_pale_foot(light, cover, lamp), cover, behind, lamp)
    behind *= (1 - cover)[..., None]
    behind += light


def _without_pale_foot(light: Light, cover: Plane, lamp: Lamp) -> Light:
    """Darken the lowest outline to the product just above it, on scenes that are dark.

    A light ground shines up at a product's foot and leaves a pale line there, which nobody
    sees on light scenes and everybody on dark ones.
    """
    if not lamp.rim:
        return light
    height = cover.shape[0]
    step = max(2, round(0.011 * height))
    moved = np.zeros_like(cover)
    moved[: height - step] = cover[step:]
    hangs = cover * (1 - moved)  # nothing of the product is right below: the lowest outline
    core = np.zeros_like(cover)
    core[step * 3 :] = cover[: height - step * 3]
    above = np.zeros_like(light)
    above[step * 3 :] = light[: height - step * 3]
    clear = above / np.maximum(core, 1e-3)[..., None]
    mine = light / np.maximum(cover, 1e-3)[..., None]
    limit = clear.mean(axis=2) * 0.9
    excess = np.minimum(1, limit / np.maximum(mine.mean(axis=2), 1e-4))
    weight = np.clip(hangs * 2, 0, 1) * (core > 0.9)
    darker: Light = light * (1 - weight * (1 - excess))[..., None]
    return darker


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
