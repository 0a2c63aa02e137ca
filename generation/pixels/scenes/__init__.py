"""Painted backgrounds, one function a look."""

from collections.abc import Callable

from generation.pixels.scenes import clean, open_air, rooms, sets
from generation.pixels.scenes.scene import Scene
from generation.pixels.stage import Stage

SCENES: dict[str, Callable[[Stage], Scene]] = {
    "morning-window": rooms.morning_window,
    "blush-arch": rooms.blush_arch,
    "kitchen": rooms.kitchen,
    "sage-podium": sets.sage_podium,
    "sandstone": sets.sandstone,
    "pure-white": clean.pure_white,
    "soft-grey": clean.soft_grey,
    "palette": clean.palette,
    "midnight": clean.midnight,
    "sky": open_air.sky,
    "new-year-red": open_air.new_year_red,
}
