"""The studio's lamps, and what a surface makes of them.

Directions are studio directions: x to the right, y up, z toward the camera. All light is linear.
"""

from dataclasses import dataclass, field

import numpy as np

from config.demo.shapes import Array, step
from config.demo.solid import Finish


@dataclass(frozen=True, kw_only=True)
class Softbox:
    """A glowing panel, by the angles (degrees) it spans as seen from the product."""

    azimuth: tuple[float, float]  # 0 toward the camera, positive to the right
    elevation: tuple[float, float]
    power: float


@dataclass(frozen=True, kw_only=True)
class Studio:
    """One lighting: where the main lamp is, how warm it is, what the room throws back."""

    side: float = -1.0  # main lamp on the left (-1) or on the right (1)
    key: float = 0.86
    fill: float = 0.24
    sky: float = 0.34
    warmth: float = 0.0  # 0 neutral daylight .. 1 evening lamp
    floor: Array = field(default_factory=lambda: np.full(3, 0.7, np.float32))  # ground, linear
    dark: float = 0.0  # 1 turns the room black: only panels are left to reflect

    @property
    def key_way(self) -> Array:
        """Give the unit direction toward the main lamp, shape (3,)."""
        way = np.array([self.side * 0.62, 0.72, 0.58], np.float32)
        return np.asarray(way / np.linalg.norm(way), np.float32)

    @property
    def colour(self) -> Array:
        """Give the colour of the main lamp, shape (3, 1)."""
        warm = np.array([1 + 0.10 * self.warmth, 1.0, 1 - 0.16 * self.warmth], np.float32)
        return warm[:, None]

    @property
    def panels(self) -> tuple[Softbox, ...]:
        """Give what shines in glossy surfaces: main window, edge strip, overhead panel."""
        main = (-66.0, -34.0) if self.side < 0 else (34.0, 66.0)
        edge = (62.0, 84.0) if self.side < 0 else (-84.0, -62.0)
        return (
            Softbox(azimuth=main, elevation=(-16, 62), power=2.1 * self.key),
            Softbox(azimuth=edge, elevation=(-10, 55), power=1.25 * self.key),
            Softbox(azimuth=(-180, 180), elevation=(68, 90), power=1.5 * self.key),
        )


def _wrapped(normals: Array, way: Array, wrap: float) -> Array:
    facing = np.tensordot(way, normals, axes=(0, 0))
    lit = np.maximum((facing + np.float32(wrap)) / np.float32(1 + wrap), 0)
    return np.asarray(lit, np.float32)


def diffuse(studio: Studio, normals: Array, *, shadow: Array, open_sky: Array) -> Array:
    """Gather light on a matt surface, shape (3, n).

    shadow: share of the main lamp that arrives. open_sky: share of the room that is seen.
    """
    fill_way = np.array([-studio.side * 0.86, 0.25, 0.45], np.float32)
    key = _wrapped(normals, studio.key_way, 0.22) * shadow * np.float32(studio.key)
    fill = _wrapped(normals, fill_way / np.linalg.norm(fill_way), 0.5) * np.float32(studio.fill)
    up = normals[1] * np.float32(0.5) + np.float32(0.5)
    room = np.float32(studio.sky) * (up + (1 - up) * studio.floor[:, None] * np.float32(0.8))
    return np.asarray(key * studio.colour + (fill + room) * open_sky, np.float32)


def mirrored(studio: Studio, ways: Array, roughness: Array) -> Array:
    """Look into the room along unit directions (3, n); rough surfaces see it blurred."""
    azimuth = np.degrees(np.arctan2(ways[0], ways[2]))
    elevation = np.degrees(np.arcsin(np.clip(ways[1], -1, 1)))
    soft = np.float32(3.0) + roughness * np.float32(42.0)
    bright = np.zeros(azimuth.shape, np.float32)
    for panel in studio.panels:
        inside = _between(azimuth, panel.azimuth, soft) if panel.azimuth[0] > -180 else 1.0
        bright += np.float32(panel.power) * inside * _between(elevation, panel.elevation, soft)
    wall = np.float32(0.62) * (1 - np.float32(studio.dark) * np.float32(0.86))
    # The camera's own side of a studio is dark, which is what draws edges on metal.
    behind = step(ways[2], low=-0.2, high=0.98) * np.float32(0.5)
    horizon = step(ways[1], low=-0.16, high=0.05)
    ground = studio.floor[:, None] * np.float32(0.62)
    room = ground * (1 - horizon) + wall * (1 - behind) * horizon
    return np.asarray(bright * studio.colour + room, np.float32)


def _between(angle: Array, span: tuple[float, float], soft: Array) -> Array:
    rise = np.clip((angle - np.float32(span[0])) / soft + np.float32(0.5), 0, 1)
    fall = np.clip((np.float32(span[1]) - angle) / soft + np.float32(0.5), 0, 1)
    return np.asarray(rise * fall * rise * fall * (3 - 2 * rise) * (3 - 2 * fall), np.float32)


def shade(
    studio: Studio,
    finish: Finish,
    *,
    normals: Array,
    rays: Array,
    shadow: Array,
    open_sky: Array,
) -> Array:
    """Give the light that leaves surface points toward the camera, shape (3, n)."""
    facing = np.clip(-(normals * rays).sum(axis=0), 0.02, 1)
    ways = rays + 2 * facing * normals
    rough = np.broadcast_to(np.asarray(finish.roughness, np.float32), facing.shape)
    straight = finish.albedo * np.float32(finish.metal) + np.float32(
        finish.specular * (1 - finish.metal)
    )
    grazing = (1 - facing) ** 5 * (1 - rough * np.float32(0.75))
    mirror = straight + (1 - straight) * grazing
    hidden = open_sky * (np.float32(0.35) + np.float32(0.65) * np.minimum(shadow + 0.35, 1))
    out = mirrored(studio, ways, rough) * mirror * hidden
    if finish.metal < 1:
        body = diffuse(studio, normals, shadow=shadow, open_sky=open_sky)
        out += finish.albedo * body * np.float32(1 - finish.metal)
    if finish.sheen:
        out += finish.albedo * ((1 - facing) ** 3 * open_sky * np.float32(finish.sheen))
    if finish.rim:
        out *= 1 - np.float32(finish.rim) * (1 - facing) ** 2
    if finish.glow is not None:
        out += finish.glow
    return np.asarray(out, np.float32)
