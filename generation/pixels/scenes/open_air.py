"""Moods: sky with clouds, and New Year red."""

import cv2
import numpy as np

from generation.pixels.arrays import Light, Plane, soften
from generation.pixels.scenes import paint
from generation.pixels.scenes.scene import Scene
from generation.pixels.stage import Stage

ALL = np.ones(3, np.float32)


def sky(stage: Stage) -> Scene:
    """A summer sky over pale still water."""
    edge = -0.075
    fall = paint.ease(stage.top, edge, stage.y)
    sheet = paint.blend(paint.ink("#6ca7da"), paint.ink("#d4e8f6"), fall)
    bank = paint.cloud(stage, (0.62, 0.24), 5, 0.55)
    low = paint.ease(stage.top + 0.1, edge, stage.y)
    cover = paint.ease(0.05, 0.75, bank + 0.12 * low - 0.12)
    under = np.roll(soften(cover, 0.02 * stage.unit), -round(0.035 * stage.unit), 0)
    body = paint.blend(paint.ink("#ffffff"), paint.ink("#c9dcea"), 0.75 * under * cover)
    paint.over(sheet, body, 0.94 * cover)
    mist = paint.glow(stage, (0.0, edge), (9.0, 0.12))
    paint.over(sheet, paint.ink("#eef6fb"), 0.7 * mist)
    line = round((edge - stage.top) * stage.unit)
    mirrored = cv2.flip(sheet[:line], 0)
    depth = stage.height - line
    water = cv2.resize(mirrored[: max(1, min(line, 3 * depth))], (stage.width, depth))
    water = soften(water, 0.006 * stage.unit)
    near = paint.ease(edge, stage.bottom, stage.y)[line:]
    tint = paint.blend(paint.ink("#dcebf5"), paint.ink("#bcd7ea"), near)
    sheet[line:] = 0.45 * water + 0.55 * tint
    paint.over(sheet, paint.ink("#ffffff"), 0.6 * paint.glow(stage, (0.0, edge), (9.0, 0.003)))
    return Scene(np.minimum(sheet, 1.0))


def new_year_red(stage: Stage) -> Scene:
    """Lacquer red with a thin gold moon gate, lanterns and lights out of focus."""
    spot = paint.glow(stage, (0.0, -0.55 * max(stage.tall, 0.5)), (0.72, 0.66))
    sheet = paint.blend(paint.ink("#6d0b12"), paint.ink("#d2332b"), spot)
    _gate(stage, sheet)
    _lanterns(stage, sheet)
    _lights(stage, sheet)
    edge = -0.075
    floor = paint.inside(edge - stage.y, 0.01, stage)
    gloss = paint.glow(stage, (0.0, edge), (0.6, 0.10))
    paint.over(sheet, paint.blend(paint.ink("#4a070c"), paint.ink("#a01f1d"), gloss), floor)
    seam = paint.glow(stage, (0.0, edge), (0.62, 0.0028))
    paint.over(sheet, paint.ink("#f0c987"), 0.85 * seam)
    return Scene(np.minimum(sheet, 0.98))


def _gate(stage: Stage, sheet: Light) -> None:
    """Paint a gold ring behind the product."""
    radius = float(np.clip(0.62 * max(stage.tall, 1.5 * stage.half), 0.30, 0.44))
    centre = (0.0, -0.56 * max(stage.tall, 0.5))
    ring = np.abs(paint.circle(stage, centre, radius))
    shine = paint.ease(0.9, -0.9, np.sin(np.arctan2(stage.y - centre[1], stage.x) * 2 + 0.6))
    gold = paint.blend(paint.ink("#b9803a"), paint.ink("#ffe3a6"), shine)
    paint.lit(
        sheet,
        -0.35 * paint.inside(np.roll(ring, round(0.012 * stage.unit), 0) - 0.007, 0.02, stage),
        ALL,
    )
    paint.over(sheet, gold, paint.inside(ring - 0.0055, 0.0, stage))
    disc = paint.inside(paint.circle(stage, centre, radius), 0.0, stage)
    paint.lit(sheet, 0.16 * disc, np.array([1.0, 0.5, 0.4], np.float32))


def _lanterns(stage: Stage, sheet: Light) -> None:
    """Hang two lanterns in the upper corners, far out of focus."""
    for side, drop, size in ((-1, 0.13, 0.085), (1, 0.20, 0.07)):
        x, y = side * (stage.side - 0.10), stage.top + drop
        soft = 0.010 * stage.unit
        body = soften(
            paint.inside(paint.oval(stage, (x, y), (size, size * 0.8)), 0.0, stage),
            soft,
        )
        warm = paint.blend(
            paint.ink("#b3201a"),
            paint.ink("#ff9a55"),
            paint.glow(stage, (x, y), (size * 0.8, size * 0.7)),
        )
        halo = paint.glow(stage, (x, y), (size * 2.2, size * 2.2))
        paint.lit(sheet, 0.55 * halo, np.array([1.0, 0.45, 0.25], np.float32))
        paint.over(sheet, warm, body)
        for offset, half in ((-size * 0.8, 0.4), (size * 0.8, 0.36)):
            cap = paint.slab(stage, (x, y + offset), (size * half, size * 0.07))
            paint.over(
                sheet,
                paint.ink("#e2b562"),
                0.9 * soften(paint.inside(cap, 0.0, stage), 0.005 * stage.unit),
            )
        cord = paint.slab(stage, (x, y - size - 0.15), (0.0018, 0.16))
        tassel = paint.slab(stage, (x, y + size * 1.5), (size * 0.09, size * 0.55))
        paint.over(
            sheet,
            paint.ink("#d99a4c"),
            0.75 * soften(paint.inside(np.minimum(cord, tassel), 0.0, stage), 0.004 * stage.unit),
        )


def _lights(stage: Stage, sheet: Light) -> None:
    """Scatter gold lights out of focus: discs with a slightly brighter rim."""
    added = np.zeros((stage.height, stage.width), np.float32)
    for _ in range(46):
        x = float(stage.chance.uniform(-stage.side, stage.side))
        y = float(stage.chance.uniform(stage.top, -0.10))
        radius = float(stage.chance.uniform(0.008, 0.034))
        strength = float(stage.chance.uniform(0.04, 0.26))
        strength *= 0.35 + 0.65 * min(1.0, abs(x) / 0.34)
        _spot(
            added,
            (x * stage.unit + stage.foot[0], y * stage.unit + stage.foot[1]),
            radius * stage.unit,
            strength,
        )
    added = soften(added, 0.0022 * stage.unit)
    sheet += added[..., None] * np.array([1.0, 0.60, 0.20], np.float32)


def _spot(sheet: Plane, centre: tuple[float, float], radius: float, strength: float) -> None:
    """Add one disc of light in place; `centre` and `radius` in pixels."""
    reach = int(radius) + 3
    left, top = max(0, int(centre[0]) - reach), max(0, int(centre[1]) - reach)
    part = sheet[top : int(centre[1]) + reach, left : int(centre[0]) + reach]
    if part.size == 0:
        return
    y, x = np.ogrid[: part.shape[0], : part.shape[1]]
    away = np.hypot(x + left + 0.5 - centre[0], y + top + 0.5 - centre[1])
    disc = np.clip(radius - away + 0.5, 0, 1)
    rim = np.clip(1.5 - np.abs(away - radius + 1.5), 0, 1)
    part += (strength * (disc + 0.5 * rim)).astype(np.float32)
