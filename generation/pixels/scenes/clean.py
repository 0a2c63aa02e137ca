"""Clean scenes: white, studio grey, midnight, and one in the product's own colours."""

import colorsys

import numpy as np

from generation.pixels.arrays import Light, Plane
from generation.pixels.scenes import paint
from generation.pixels.scenes.scene import Scene
from generation.pixels.stage import Stage


def pure_white(stage: Stage) -> Scene:
    """Nothing but white, as marketplaces ask of a main image."""
    return Scene(np.ones((stage.height, stage.width, 3), np.float32))


def soft_grey(stage: Stage) -> Scene:
    """A studio sweep: no horizon, a large soft lamp behind and above."""
    fall = paint.ease(stage.top, stage.bottom, stage.y)
    sheet = paint.blend(paint.ink("#d9dcdf"), paint.ink("#e9ebec"), fall)
    cove = paint.glow(stage, (0.0, -0.06), (9.0, 0.13))
    paint.lit(sheet, -0.10 * cove, np.ones(3, np.float32))
    lamp = paint.glow(stage, (-0.06, -0.55 * max(stage.tall, 0.5)), (0.62, 0.55))
    paint.lit(sheet, 0.24 * lamp, np.ones(3, np.float32))
    paint.lit(
        sheet,
        -0.10 * paint.ease(0.02, stage.bottom + 0.05, stage.y),
        np.ones(3, np.float32),
    )
    return Scene(np.minimum(sheet, 0.96))


def midnight(stage: Stage) -> Scene:
    """A dark stage: one cool spot behind, a gloss floor that mirrors."""
    centre = (0.0, -0.52 * max(stage.tall, 0.55))
    spot = paint.glow(stage, centre, (0.52, 0.5))
    sheet = paint.blend(paint.ink("#111318"), paint.ink("#4d525e"), spot)
    haze = paint.cloud(stage, (0.7, 0.5), 3)
    paint.lit(sheet, 0.10 * haze * spot, np.ones(3, np.float32))
    edge = -0.075
    floor = paint.ease(edge - 0.012, edge + 0.012, stage.y)
    gloss = paint.glow(stage, (0.0, edge), (0.55, 0.085))
    ground = paint.blend(paint.ink("#08090c"), paint.ink("#2a2e37"), gloss)
    paint.over(sheet, ground, floor)
    seam = paint.glow(stage, (0.0, edge), (0.5, 0.004))
    paint.over(sheet, paint.ink("#5d6675"), 0.45 * seam)
    return Scene(sheet)


def palette(stage: Stage) -> Scene:
    """A paper set in tints of the product's own colour: wall, disc, block and floor."""
    hue, depth = _tone(stage.colours)
    wall, disc, floor = (
        _tint(hue, depth, 0.90),
        _tint(hue, depth * 0.55, 0.965),
        _tint(hue, depth * 1.2, 0.83),
    )
    sheet = paint.blend(
        wall * 0.93,
        wall * 1.05,
        paint.ease(stage.side, -stage.side, stage.x + 0.3 * stage.y),
    )
    radius = max(0.34, 0.55 * stage.tall)
    centre = (0.16, -0.62 * stage.tall)
    _paper(stage, sheet, paint.circle(stage, centre, radius), disc, (-0.02, 0.025))
    edge = -0.08
    block = paint.slab(stage, (-stage.side + 0.05, edge), (0.21, 0.30))
    _paper(stage, sheet, block, _tint(hue, depth * 1.5, 0.76), (-0.025, 0.012))
    ground = paint.blend(floor * 0.94, floor * 1.06, paint.ease(edge, stage.bottom, stage.y))
    paint.over(sheet, ground, paint.inside(edge - stage.y, 0.004, stage))
    corner = paint.glow(stage, (0.0, edge), (9.0, 0.018))
    paint.lit(sheet, -0.10 * corner, np.ones(3, np.float32))
    paint.lit(sheet, paint.speckle(stage, 0.0016, 0.008), np.ones(3, np.float32))
    return Scene(sheet)


def _paper(
    stage: Stage,
    sheet: Light,
    distance: Plane,
    colour: Light,
    drop: tuple[float, float],
) -> None:
    """Lay a sheet of paper that stands off the wall: a soft shadow, then the paper."""
    moved = np.roll(distance, (round(drop[1] * stage.unit), round(drop[0] * stage.unit)), (0, 1))
    paint.lit(sheet, -0.16 * paint.inside(moved, 0.07, stage), np.ones(3, np.float32))
    paint.over(sheet, colour, paint.inside(distance, 0.0, stage))


def _tone(colours: Light) -> tuple[float, float]:
    """Return a hue and a saturation (0.06 to 0.24) from the product's colours."""
    best, strength = 0.09, 0.0
    for rank, colour in enumerate(np.clip(colours, 0, 1) ** (1 / 2.2)):
        hue, saturation, value = colorsys.rgb_to_hsv(*(float(part) for part in colour))
        weight = saturation * value * (1 - 0.2 * rank)
        if weight > strength:
            best, strength = hue, weight
    return best, float(np.clip(0.06 + 0.34 * strength, 0.06, 0.24))


def _tint(hue: float, saturation: float, value: float) -> Light:
    shade = np.array(colorsys.hsv_to_rgb(hue, min(1.0, saturation), value), np.float32)
    tint: Light = shade ** np.float32(2.2)
    return tint
