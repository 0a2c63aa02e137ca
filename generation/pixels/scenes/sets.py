"""Built sets: sage podium and sandstone."""

import numpy as np

from generation.pixels.arrays import Light, Plane, soften
from generation.pixels.scenes import paint
from generation.pixels.scenes.scene import Scene
from generation.pixels.stage import Stage

ALL = np.ones(3, np.float32)


def sage_podium(stage: Stage) -> Scene:
    """A round plinth before a pale paper moon, leaves from the left."""
    fall = paint.ease(stage.top, stage.bottom, stage.y)
    sheet = paint.blend(paint.ink("#cbd6c1"), paint.ink("#a7b79b"), fall)
    paint.lit(sheet, 0.02 * paint.cloud(stage, (0.5, 0.5), 3), ALL)
    radius = max(0.27, 0.5 * stage.tall)
    moon = paint.circle(stage, (0.17, -0.66 * max(stage.tall, 0.5)), radius)
    paint.lit(
        sheet,
        -0.13 * np.roll(paint.inside(moon, 0.09, stage), round(0.03 * stage.unit), 0),
        ALL,
    )
    pale = paint.blend(paint.ink("#dfe6d6"), paint.ink("#eef2e8"), paint.ease(0.1, -0.9, stage.y))
    paint.over(sheet, pale, paint.inside(moon, 0.0, stage))
    _leaves(stage, sheet)
    return Scene(sheet, _plinth(stage, sheet))


def _plinth(stage: Stage, sheet: Light) -> Plane:
    """Paint the plinth; return where shadows may fall on it."""
    half = float(np.clip(stage.half * 1.32, 0.22, 0.47))
    rise = 0.13 * half
    middle = -0.30 * rise  # the product stands a little before the middle of the top
    band = np.abs(stage.x) - np.float32(half)
    body = np.maximum(band, np.float32(middle) - stage.y)
    top = paint.oval(stage, (0.0, middle), (half, rise))
    shadow = soften(
        paint.inside(np.maximum(band, middle + 0.06 - stage.y), 0.0, stage),
        0.05 * stage.unit,
    )
    paint.lit(sheet, -0.24 * np.roll(shadow, round(0.05 * stage.unit), 1), ALL)
    turn = np.clip(stage.x / half, -1, 1)
    round_light = np.clip(0.62 + 0.5 * np.cos((turn + 0.38) * 1.5), 0, 1.2)
    side = paint.ink("#b3c2a7") * round_light[..., None]
    paint.lit(side, -0.30 * paint.ease(0.0, stage.bottom + 0.06, stage.y), ALL)
    paint.over(
        sheet,
        side,
        np.maximum(paint.inside(body, 0.0, stage), paint.inside(top, 0.0, stage)),
    )
    face = paint.blend(paint.ink("#d6e0cc"), paint.ink("#e8eee1"), paint.ease(half, -half, stage.x))
    cover = paint.inside(top, 0.0, stage)
    paint.over(sheet, face, cover)
    lip = paint.inside(np.abs(top) - 0.0022, 0.0, stage) * paint.ease(
        middle, middle + rise, stage.y
    )
    paint.over(sheet, paint.ink("#f3f6ee"), 0.8 * lip)
    return np.maximum(cover, 0.25 * paint.inside(body, 0.0, stage))


def _leaves(stage: Stage, sheet: Light) -> None:
    """Paint a spray of leaves that reaches in from the left, each with its shadow."""
    root = np.array([-stage.side - 0.05, -0.30 * max(stage.tall, 0.6)])
    sprays = (
        (-1.25, 0.40, "#6f8a62"),
        (-0.78, 0.44, "#7f9a70"),
        (-0.32, 0.36, "#64805a"),
        (0.14, 0.33, "#87a078"),
        (0.62, 0.30, "#6c885f"),
    )
    fronds = [_frond(stage, root, angle, length) for angle, length, _colour in sprays]
    drop = (round(0.03 * stage.unit), round(0.02 * stage.unit))
    shade = soften(np.maximum.reduce([leaf for leaf, _vein in fronds]), 0.016 * stage.unit)
    paint.lit(sheet, -0.24 * np.roll(shade, drop, (0, 1)), ALL)
    glint = 0.5 * paint.ease(-stage.side, -0.1, stage.x)
    for (leaf, vein), (_angle, _length, colour) in zip(fronds, sprays, strict=True):
        over = np.roll(soften(leaf, 0.008 * stage.unit), drop[1] // 2, 0)
        paint.lit(sheet, -0.10 * over, ALL)
        paint.over(sheet, paint.blend(paint.ink(colour), paint.ink("#9db38d"), glint), leaf)
        paint.over(sheet, paint.ink("#b4c6a4"), 0.45 * vein)


def _frond(stage: Stage, root: Light, angle: float, length: float) -> tuple[Plane, Plane]:
    """Return the coverage of one curved leaf and of its vein."""
    t = np.linspace(0, 1, 24)
    bend = angle + 0.5 * t
    step = length / 23
    spine = root + np.stack(
        [np.cumsum(np.cos(bend)) * step, np.cumsum(np.sin(bend)) * step], axis=1
    )
    normal = np.stack([-np.sin(bend), np.cos(bend)], axis=1)
    width = 0.17 * length * np.sin(np.pi * t**0.75)[:, None]
    outline = np.concatenate([spine + normal * width, (spine - normal * width)[::-1]])
    thin = 0.0025 * (1 - t)[:, None]
    vein = np.concatenate([spine + normal * thin, (spine - normal * thin)[::-1]])
    return paint.polygon(stage, outline), paint.polygon(stage, vein)


def sandstone(stage: Stage) -> Scene:
    """Rough blocks before a beige wall, one low slab to stand on, hard sun from the right."""
    fall = paint.ease(stage.top, 0.1, stage.y)
    sheet = paint.blend(paint.ink("#e2dace"), paint.ink("#d0c5b5"), fall)
    rough = paint.cloud(stage, (0.22, 0.2), 5, 0.62)
    paint.lit(sheet, 0.035 * rough, ALL)
    beam = paint.inside(np.abs(stage.x * 0.72 + stage.y * 0.7 + 0.36) - 0.24, 0.05, stage)
    paint.lit(sheet, 0.20 * beam, np.array([1.0, 0.93, 0.8], np.float32))
    edge = -0.10
    floor = paint.inside(edge - stage.y, 0.006, stage)
    paint.over(sheet, paint.ink("#cdc1af") * (1 + 0.05 * rough)[..., None], floor)
    paint.lit(sheet, -0.14 * paint.glow(stage, (0.0, edge), (9.0, 0.02)), ALL)
    wide = max(0.20, stage.half * 0.6)
    _block(stage, sheet, (-wide - 0.12, edge + 0.012), (0.17, 0.30), rough)
    _block(stage, sheet, (wide + 0.17, edge + 0.012), (0.13, 0.20), rough)
    receives = _slab(stage, sheet, rough)
    paint.lit(sheet, paint.speckle(stage, 0.0013, 0.030), ALL)
    return Scene(np.minimum(sheet, 0.97), receives)


def _block(
    stage: Stage,
    sheet: Light,
    foot: tuple[float, float],
    size: tuple[float, float],
    rough: Plane,
) -> None:
    """Paint a rough block that stands on `foot`: lit right face, shaded left face, cast shadow."""
    x, y = foot
    half, high = size
    wobble = 0.006
    left, right = x - half, x + half
    ridge = x + 0.35 * half
    cast = [
        (left, y),
        (left - 0.22, y + 0.015),
        (left - 0.20, y - 0.02),
        (left + 0.02, y - 0.5 * high),
    ]
    paint.lit(sheet, -0.30 * paint.polygon(stage, cast, 0.014), ALL)
    front = [
        (left, y),
        (left + 2 * wobble, y - high),
        (ridge, y - high - wobble),
        (ridge + wobble, y),
    ]
    flank = [
        (ridge + wobble, y),
        (ridge, y - high - wobble),
        (right - wobble, y - high + 3 * wobble),
        (right, y - wobble),
    ]
    grain = (1 + 0.07 * rough)[..., None]
    paint.over(sheet, paint.ink("#b5a892") * grain, paint.polygon(stage, front))
    paint.over(sheet, paint.ink("#d3c7b3") * grain, paint.polygon(stage, flank))


def _slab(stage: Stage, sheet: Light, rough: Plane) -> Plane:
    """Paint the low slab the product stands on; return where shadows fall."""
    half = float(np.clip(stage.half * 1.25 + 0.05, 0.24, max(0.26, stage.side * 0.94)))
    back, front, foot = -0.055, 0.05, 0.115
    top = [
        (-half + 0.035, back),
        (half - 0.03, back - 0.004),
        (half, front),
        (-half, front + 0.003),
    ]
    face = [
        (-half, front + 0.003),
        (half, front),
        (half - 0.006, foot),
        (-half + 0.006, foot + 0.002),
    ]
    shadow = [
        (-half - 0.10, front + 0.03),
        (half - 0.02, back),
        (half, foot + 0.012),
        (-half - 0.05, foot + 0.018),
    ]
    paint.lit(sheet, -0.42 * paint.polygon(stage, shadow, 0.012), ALL)
    grain = (1 + 0.08 * rough)[..., None]
    paint.over(sheet, paint.ink("#b9ab94") * grain, paint.polygon(stage, face))
    cover = paint.polygon(stage, top)
    paint.over(sheet, paint.ink("#ded3c1") * grain, cover)
    paint.lit(sheet, 0.18 * paint.glow(stage, (0.0, front), (half, 0.0022)), ALL)
    return np.maximum(cover, 0.65)
