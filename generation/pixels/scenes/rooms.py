"""Warm rooms: morning window, blush arch, kitchen."""

import numpy as np

from generation.pixels.arrays import Light, Plane, soften
from generation.pixels.scenes import paint
from generation.pixels.scenes.scene import Scene
from generation.pixels.stage import Stage

ALL = np.ones(3, np.float32)


def morning_window(stage: Stage) -> Scene:
    """A sand-coloured wall on which a low sun throws the panes of a window."""
    lean = paint.ease(-1.1, 1.1, stage.x * 0.7 + stage.y)
    sheet = paint.blend(paint.ink("#dfc09a"), paint.ink("#c99f72"), lean)
    paint.lit(sheet, 0.022 * paint.cloud(stage, (0.35, 0.3), 4), ALL)
    edge = -0.085
    floor = paint.inside(edge - stage.y, 0.006, stage)
    front = paint.ease(edge, stage.bottom, stage.y)
    paint.over(sheet, paint.blend(paint.ink("#b98b5b"), paint.ink("#cfa173"), front), floor)
    paint.lit(sheet, -0.16 * paint.glow(stage, (0.0, edge), (9.0, 0.022)), ALL)
    light = _panes(stage) * (1 - floor)
    patch = paint.oval(stage, (stage.half + 0.36, 0.075), (0.42, 0.04))
    light = light + floor * 0.55 * paint.inside(patch, 0.06, stage)
    sun = np.array([0.44, 0.42, 0.38], np.float32)
    paint.lit(sheet, light, sun)
    spill = soften(light, 0.09 * stage.unit)
    paint.lit(sheet, 0.35 * spill, sun)
    paint.lit(sheet, paint.speckle(stage, 0.0012, 0.010), ALL)
    return Scene(np.minimum(sheet, 0.98))


def _panes(stage: Stage) -> Plane:
    """Return the light of a leaning window: three panes across, two rows."""
    centre = -0.62 * max(stage.tall, 0.55)
    y = stage.y - centre
    x = stage.x - 0.10 + 0.46 * y
    light = np.zeros((stage.height, stage.width), np.float32)
    for column in (-1, 0, 1):
        for row, soft in ((-1, 0.012), (1, 0.02)):
            across = np.abs(x - column * 0.205) - np.float32(0.09)
            down = np.abs(y - row * 0.195) - np.float32(0.172)
            light += paint.inside(np.maximum(across, down), soft, stage)
    return light * (0.86 + 0.14 * paint.ease(0.5, -0.5, y))


def _leaf(
    stage: Stage, foot: tuple[float, float], angle: float, length: float, fat: float
) -> Plane:
    """Return the coverage of a leaf that grows from `foot` at `angle` (radians, y down)."""
    t = np.linspace(0, 1, 18)
    width = fat * length * np.sin(np.pi * t**0.8)
    along = np.stack([t * length, width / 2], axis=1)
    back = np.stack([t[::-1] * length, -width[::-1] / 2], axis=1)
    outline = np.concatenate([along, back])
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return paint.polygon(stage, outline @ turn + np.array(foot))


def blush_arch(stage: Stage) -> Scene:
    """A pink plaster wall with a lit niche whose floor runs on into the room."""
    fall = paint.ease(stage.top, 0.0, stage.y)
    sheet = paint.blend(paint.ink("#f2d3cd"), paint.ink("#ecc6bf"), fall)
    paint.lit(sheet, 0.018 * paint.cloud(stage, (0.4, 0.4), 4), ALL)
    half = float(np.clip(stage.half + 0.13, 0.30, min(0.40, 0.94 * stage.side)))
    crown = max(stage.top + 0.07, -max(stage.tall + 0.13, 2.1 * half))
    spring = min(crown + half, -0.2)
    outer = _arch(stage, half, spring)
    inner = _arch(stage, half - 0.035, spring + 0.012)
    paint.lit(sheet, 0.10 * paint.inside(outer - 0.012, 0.02, stage), ALL)
    paint.over(sheet, paint.ink("#dca096"), paint.inside(outer, 0.0, stage))
    bright = paint.blend(
        paint.ink("#f3d6d0"),
        paint.ink("#fbeeea"),
        paint.glow(stage, (0.03, -0.45), (0.34, 0.42)),
    )
    reveal = paint.ease(-0.10, 0.0, inner) * paint.ease(0.16, -0.2, stage.x)
    bright *= (1 - 0.20 * reveal)[..., None]
    paint.over(sheet, bright, paint.inside(inner, 0.0, stage))
    edge = -0.07
    floor = paint.inside(edge - stage.y, 0.02, stage)
    front = paint.ease(edge, stage.bottom, stage.y)
    paint.over(sheet, paint.blend(paint.ink("#ecc7c0"), paint.ink("#f0d0ca"), front), floor)
    paint.lit(sheet, -0.09 * paint.glow(stage, (0.0, edge), (9.0, 0.03)), ALL)
    paint.lit(sheet, paint.speckle(stage, 0.0014, 0.008), ALL)
    return Scene(np.minimum(sheet, 0.97))


def _arch(stage: Stage, half: float, spring: float) -> Plane:
    """Return the signed distance to a round arch that stands on the floor."""
    above = np.hypot(stage.x, np.minimum(stage.y - spring, 0)) - np.float32(half)
    return above.astype(np.float32)


def kitchen(stage: Stage) -> Scene:
    """White tiles out of focus, an oak counter, a plant and a board; a window to the right."""
    edge = -0.095
    wall = _tiles(stage, edge)
    _board(stage, wall, edge)
    _plant(stage, wall, edge)
    wall = soften(wall, 0.0055 * stage.unit)
    day = paint.glow(stage, (stage.side + 0.15, -0.75), (0.95, 0.9))
    paint.lit(wall, 0.30 * day - 0.12, ALL)
    counter = _oak(stage, edge)
    sheet = paint.blend(wall, counter, paint.inside(edge - stage.y, 0.008, stage))
    lip = paint.glow(stage, (0.0, edge + 0.004), (9.0, 0.004))
    paint.lit(sheet, 0.16 * lip, np.array([1.0, 0.9, 0.75], np.float32))
    return Scene(np.minimum(sheet, 0.97))


def _tiles(stage: Stage, edge: float) -> Light:
    """Return a wall of half-offset tiles, each of its own slight tone, glazed."""
    wide, high, joint = 0.2, 0.1, 0.0045
    rows = (edge - stage.y) / high
    row = np.floor(rows)
    columns = stage.x / wide + 0.5 * (row % 2)
    column = np.floor(columns)
    u, v = columns - column, rows - row
    tone = np.modf(np.sin(row * 12.9898 + column * 78.233) * 43758.5)[0]
    gap = np.minimum(np.minimum(u, 1 - u) * wide, np.minimum(v, 1 - v) * high)
    face = paint.ease(joint * 0.4, joint * 1.4, gap)
    sheet = paint.blend(paint.ink("#c9cec9"), paint.ink("#e6e9e5"), face)
    paint.lit(sheet, (0.03 * tone + 0.05 * (v - 0.5) * face).astype(np.float32), ALL)
    bevel = paint.ease(joint * 3.4, joint * 1.2, gap) * face
    paint.lit(sheet, bevel * (0.10 * (v > 0.5) - 0.05 * (v <= 0.5)), ALL)
    paint.lit(sheet, 0.03 * paint.cloud(stage, (0.5, 0.4), 2), ALL)
    return sheet


def _oak(stage: Stage, edge: float) -> Light:
    """Return a board with long grain, seen flat: the grain tightens toward the wall."""
    depth = np.maximum(stage.y - edge, 0.001)
    far = np.sqrt(depth)
    drift = paint.cloud(stage, (1.4, 0.12), 3)
    grain = np.sin(far * 95 + drift * 5) * 0.5 + np.sin(far * 231 + drift * 9 + stage.x * 2) * 0.3
    fibre = paint.cloud(stage, (0.6, 0.012), 2)
    tone = paint.ease(-1.4, 1.4, grain + 0.9 * fibre)
    sheet = paint.blend(paint.ink("#a87747"), paint.ink("#c99c69"), tone)
    paint.lit(sheet, 0.12 * drift, ALL)
    paint.lit(sheet, 0.30 * paint.glow(stage, (0.45, edge + 0.05), (0.5, 0.12)), ALL)
    paint.lit(sheet, -0.16 * paint.ease(0.02, stage.bottom + 0.02, stage.y), ALL)
    return sheet


def _board(stage: Stage, wall: Light, edge: float) -> None:
    """Lean a round-cornered board against the tiles, to the left, out of focus."""
    x = -min(stage.side - 0.07, 0.43)
    shape = paint.slab(stage, (x, edge - 0.17), (0.115, 0.2), 0.05)
    shade = soften(paint.inside(shape, 0.0, stage), 0.03 * stage.unit)
    paint.lit(wall, -0.22 * np.roll(shade, -round(0.02 * stage.unit), 1), ALL)
    grain = paint.ease(-1, 1, paint.cloud(stage, (0.05, 0.9), 3))
    cover = soften(paint.inside(shape, 0.0, stage), 0.007 * stage.unit)
    paint.over(wall, paint.blend(paint.ink("#b98a58"), paint.ink("#d2a877"), grain), cover)
    hole = soften(
        paint.inside(paint.circle(stage, (x, edge - 0.325), 0.018), 0.0, stage),
        0.005 * stage.unit,
    )
    paint.over(wall, paint.ink("#8f959a"), 0.8 * hole)


def _plant(stage: Stage, wall: Light, edge: float) -> None:
    """Stand a potted plant to the right, out of focus."""
    x = min(stage.side - 0.06, 0.42)
    soft = 0.009 * stage.unit
    for shade, colour in enumerate(("#4f7a48", "#6d9a5c", "#3f6640")):
        cover = np.zeros((stage.height, stage.width), np.float32)
        for index in range(shade, 13, 3):
            spread = (index - 6) / 6
            angle = -np.pi / 2 + spread * 1.05
            length = 0.30 - 0.09 * abs(spread) + 0.03 * (index % 3)
            root = (x + 0.02 * spread, edge - 0.10)
            cover = np.maximum(cover, _leaf(stage, root, angle, length, 0.24))
        paint.over(wall, paint.ink(colour), 0.9 * soften(cover, soft))
    pot = [
        (x - 0.075, edge - 0.13),
        (x + 0.075, edge - 0.13),
        (x + 0.056, edge + 0.01),
        (x - 0.056, edge + 0.01),
    ]
    cover = soften(paint.polygon(stage, pot), soft)
    round_tone = paint.ease(x - 0.09, x + 0.09, stage.x)
    paint.over(wall, paint.blend(paint.ink("#a85f40"), paint.ink("#d98c66"), round_tone), cover)
