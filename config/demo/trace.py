"""Finds where rays meet a solid: cones from coarse to fine, then single rays.

A coarse ray stands for a bundle. It walks until the solid could touch the bundle; the rays of the
next level start there instead of at the lens, and bundles that pass by are dropped whole. That
makes a 1600 px picture affordable in plain numpy.
"""

from dataclasses import dataclass

import numpy as np

from config.demo.camera import Camera
from config.demo.shapes import Array
from config.demo.solid import Solid

LEVELS = (32, 8, 2)
_COARSE_STEPS = 40
_FINE_STEPS = 56
_MISS = np.float32(np.inf)


@dataclass(frozen=True, kw_only=True)
class Starts:
    """How far every bundle of `step` x `step` pixels may safely walk; infinite where none hits."""

    step: int
    reach: Array  # (rows, columns)

    def at(self, column: Array, row: Array) -> Array:
        """Look up the start of rays through picture places."""
        last = self.reach.shape[0] - 1
        down = np.clip(row // self.step, 0, last).astype(np.intp)
        across = np.clip(column // self.step, 0, last).astype(np.intp)
        return self.reach[down, across]


def march(
    solid: Solid, origin: Array, rays: Array, *, start: Array, cone: float, steps: int
) -> Array:
    """Walk rays until the solid is nearer than `cone` x the way gone.

    Returns: the way to that place, infinite for rays that leave the solid's box first.
    """
    way = start.copy()
    leave = _leaving(solid, origin, rays)
    active = np.flatnonzero(way < leave)
    way[way >= leave] = _MISS
    for _ in range(steps):
        if active.size == 0:
            break
        points = origin[:, None] + rays[:, active] * way[active]
        gap = solid.distance(points)
        # A walker that is near enough stays where it is; the others take the whole gap.
        walking = gap > np.float32(cone) * way[active]
        active, gap = active[walking], gap[walking]
        way[active] += gap
        gone = way[active] > leave[active]
        way[active[gone]] = _MISS
        active = active[~gone]
    return way


def _settled(solid: Solid, origin: Array, rays: Array, way: Array, slack: float) -> Array:
    # A ray that slid along an edge until its steps ran out has not met anything.
    found = np.flatnonzero(np.isfinite(way))
    gap = solid.distance(origin[:, None] + rays[:, found] * way[found])
    way[found[gap > np.float32(slack) * way[found]]] = _MISS
    return way


def starts(solid: Solid, camera: Camera) -> Starts:
    """Find the starts of all bundles, level by level."""
    origin = camera.origin()
    known = Starts(step=camera.size_px, reach=np.zeros((1, 1), np.float32))
    for step in LEVELS:
        count = -(-camera.size_px // step)
        centre = (np.arange(count, dtype=np.float32) + np.float32(0.5)) * np.float32(step)
        column, row = (axis.ravel() for axis in np.meshgrid(centre, centre))
        begin = known.at(column, row)
        rays = camera.rays(column, row)
        entry = _entering(solid, origin, rays)
        # 0.75 > half a diagonal: the cone holds the corners of its bundle.
        cone = camera.pixel * step * 0.75
        way = march(
            solid,
            origin,
            rays,
            start=np.maximum(begin, entry),
            cone=cone,
            steps=_COARSE_STEPS,
        )
        known = Starts(step=step, reach=way.reshape(count, count))
    return known


def hits(solid: Solid, camera: Camera, *, column: Array, row: Array, known: Starts) -> Array:
    """Find how far rays through picture places go until they meet the solid."""
    begin = known.at(column, row)
    way = np.full(column.shape, _MISS, np.float32)
    alive = np.flatnonzero(np.isfinite(begin))
    rays = camera.rays(column[alive], row[alive])
    origin, fine = camera.origin(), camera.pixel * 0.35
    met = march(solid, origin, rays, start=begin[alive], cone=fine, steps=_FINE_STEPS)
    way[alive] = _settled(solid, origin, rays, met, 4 * fine)
    return way


def _slabs(solid: Solid, origin: Array, rays: Array) -> tuple[Array, Array]:
    # A margin keeps box and cone from cutting what only grazes the box.
    low = (np.asarray(solid.low, np.float32) - np.float32(0.06) - origin)[:, None]
    high = (np.asarray(solid.high, np.float32) + np.float32(0.06) - origin)[:, None]
    safe = np.where(np.abs(rays) < 1e-7, np.float32(1e-7), rays)
    first, second = low / safe, high / safe
    return np.minimum(first, second).max(axis=0), np.maximum(first, second).min(axis=0)


def _entering(solid: Solid, origin: Array, rays: Array) -> Array:
    enter, leave = _slabs(solid, origin, rays)
    return np.where(enter < leave, np.maximum(enter, 0), _MISS).astype(np.float32)


def _leaving(solid: Solid, origin: Array, rays: Array) -> Array:
    return _slabs(solid, origin, rays)[1].astype(np.float32)
