"""The geometry of one picture: where the product stands, and coordinates to paint around it."""

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

from generation.pixels.arrays import Cut, Light, Plane
from generation.pixels.looks import Look

CANVAS_PX = 840  # long side on which scenes are painted; they are softer than the product
TALL_DROP = 0.13  # how much higher the base stands in a 9:16 frame than in a square one


@dataclass(frozen=True, slots=True)
class Placement:
    """The product's rectangle in the finished picture, in px; `base` is its lowest row's edge."""

    left: int
    top: int
    width: int
    height: int

    @property
    def base(self) -> int:
        """The y that the product stands on."""
        return self.top + self.height


def bounds(cut: Cut) -> tuple[int, int, int, int]:
    """Return (left, top, right, bottom) of what is at least faintly there."""
    solid = cut[..., 3] > 24
    rows, columns = np.flatnonzero(solid.any(axis=1)), np.flatnonzero(solid.any(axis=0))
    if not len(rows):
        return 0, 0, cut.shape[1], cut.shape[0]
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def place(aspect: float, size: tuple[int, int], look: Look) -> Placement:
    """Place a product of width / height `aspect` in a frame of `size` (width, height) px."""
    width, height = size
    rule = look.place
    across = min(rule.width * width, rule.height * height * aspect)
    # A wide frame would else show a tiny product: the short side is what fills.
    down = across / aspect
    tall = min(1.0, max(0.0, (height / width - 1) / 0.78))
    base = height * (rule.base - TALL_DROP * tall)
    top = (height - down) / 2 if rule.centred else base - down
    if not rule.centred and top < 0.06 * height:
        top = 0.06 * height
        shrink = (base - top) / down
        across, down = across * shrink, base - top
    left = (width - across) / 2
    return Placement(round(left), round(top), max(1, round(across)), max(1, round(down)))


@dataclass(frozen=True)
class Stage:
    """A canvas with coordinates in units of the frame's short side; (0, 0) is the product's foot.

    half, tall: the product's half width and height in units. colours: its own, linear, most
    frequent first. x grows to the right, y down, so the floor in front has y > 0.
    """

    width: int
    height: int
    foot: tuple[float, float]
    half: float
    tall: float
    colours: Light
    seed: int

    @property
    def unit(self) -> float:
        """Pixels of the frame's short side."""
        return float(min(self.width, self.height))

    @property
    def pixel(self) -> float:
        """One pixel in units."""
        return 1 / self.unit

    @property
    def top(self) -> float:
        """The y of the upper edge."""
        return -self.foot[1] / self.unit

    @property
    def bottom(self) -> float:
        """The y of the lower edge."""
        return (self.height - self.foot[1]) / self.unit

    @property
    def side(self) -> float:
        """The x of the right edge; the left one is its negative."""
        return self.width / 2 / self.unit

    @cached_property
    def x(self) -> Plane:
        """The x of each pixel."""
        row = (np.arange(self.width, dtype=np.float32) + 0.5 - self.foot[0]) / self.unit
        return np.broadcast_to(row.astype(np.float32), (self.height, self.width))

    @cached_property
    def y(self) -> Plane:
        """The y of each pixel."""
        column = (np.arange(self.height, dtype=np.float32) + 0.5 - self.foot[1]) / self.unit
        return np.broadcast_to(column.astype(np.float32)[:, None], (self.height, self.width))

    @cached_property
    def chance(self) -> np.random.Generator:
        """Random numbers that are the same for the same seed."""
        return np.random.default_rng(self.seed)


def canvas(size: tuple[int, int]) -> tuple[int, int]:
    """Return the size on which the scene of a picture of `size` is painted."""
    scale = min(1.0, CANVAS_PX / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def own_colours(cut: Cut) -> Light:
    """Return up to three colours of the product, linear, most frequent first (3 x 3)."""
    small = cv2.resize(cut, (48, 48), interpolation=cv2.INTER_AREA).reshape(-1, 4)
    solid = small[small[:, 3] > 200][:, :3].astype(np.float32)
    if len(solid) < 12:
        return np.full((3, 3), 0.5, np.float32)
    cv2.setRNGSeed(0)
    rule = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 12, 1.0)
    start = np.zeros((len(solid), 1), np.int32)
    _error, labels, centres = cv2.kmeans(solid, 3, start, rule, 2, cv2.KMEANS_PP_CENTERS)
    order = np.argsort(-np.bincount(labels.ravel(), minlength=3))
    colours: Light = (centres[order] / 255).astype(np.float32) ** np.float32(2.2)
    return colours
