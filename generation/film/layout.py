"""Lays a picture out for a scene's frames: somewhat larger than the frame, nothing cut that counts.

A picture of about the film's shape fills the frame. Where one stands on a plain ground, that
ground goes on to the frame's edges, and the product makes room for words; any other is laid as a
card on a blurred copy of itself.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from generation.film import motion
from generation.film.canvas import Plane
from generation.film.places import Place

Field = NDArray[np.float32]

MOST_CUT = 0.26  # the share of a picture that may fall outside a frame it fills: 3:4 in 9:16
MOST_CUT_PLAIN = 0.12  # less where the ground can go on instead
RING = 0.03  # how wide the edge is that says what ground a picture has
PLAIN_RESIDUAL = 4.0  # of 255: photographs of studios have 1 to 3, rooms and tables 15 and more
LOOK = 96  # pixels of the small copy in which the ground is looked for
THING = 14.0  # of 255: what differs more from the ground stands on it; soft shadows differ less
FEATHER = 0.2  # of the shorter side: where a picture turns into its ground going on
SHADE_FEATHER = 0.1  # where a shadow ends that runs out of the picture
DARKEST_SHADE = 0.6  # of the ground's light
CARD_ROOM, CARD_HEIGHT = 0.94, 0.86  # of what is always in sight: what a card may take
GRAIN = 0.9  # of 255, as a standard deviation
SHRINK = 8  # what is soft is made small: nobody sees the difference
BACKDROP_LIGHT = 0.8  # the backdrop steps back behind the card, and white words stand out


def lay(picture: Plane, *, size: tuple[int, int], move: str, reach: float, where: Place) -> Plane:
    """Lay a picture (B, G, R) out for frames of `size` and a camera that goes `reach` far."""
    whole = motion.canvas_size(size, motion=move, reach=reach)
    cut = _share_cut(picture, whole)
    wide = size[0] - (whole[0] - size[0] if move in motion.PANS else 0)
    high = size[1] - (whole[1] - size[1] if move == "drift_up" else 0)
    fills = cut <= MOST_CUT_PLAIN and where.part == 1
    if not fills and (ground := _ground(picture)) is not None:
        room = (where.part * wide, where.part * high)
        return _continued(picture, ground, whole, room=room, where=where)
    if cut <= MOST_CUT:
        return _filled(picture, whole)
    return _card(picture, whole, room=(CARD_ROOM * wide, CARD_HEIGHT * high), where=where)


@dataclass(frozen=True, slots=True)
class _Ground:
    """The plain ground of a picture. things, shades: what is on it, from 0 to 1, made small."""

    weights: Field
    things: Field
    shades: Field


def _ground(picture: Plane) -> _Ground | None:
    """Return the plain ground a picture stands on, or None for any other."""
    small = cv2.resize(picture, (LOOK, LOOK), interpolation=cv2.INTER_AREA).astype(np.float32)
    axis = np.linspace(-1, 1, LOOK, dtype=np.float32)
    terms = _terms(axis, axis)
    edge = max(2, round(LOOK * RING))
    ring = np.ones((LOOK, LOOK), bool)
    ring[edge:-edge, edge:-edge] = False
    weights, *_ = np.linalg.lstsq(terms[ring], small[ring], rcond=None)
    away = np.abs(terms @ weights - small).max(axis=2)
    if np.sqrt(np.mean(away[ring] ** 2)) > PLAIN_RESIDUAL:
        return None
    # A shadow is the ground with less light: all channels by the same part, and not by much.
    part = small / np.maximum(terms @ weights, 1)
    shade = (
        (part.min(axis=2) > DARKEST_SHADE) & (part.max(axis=2) < 1) & (np.ptp(part, axis=2) < 0.05)
    )
    return _Ground(
        np.asarray(weights, np.float32),
        things=_widened((away > THING) & ~shade),
        shades=_widened((away > THING) & shade),
    )


def _widened(mask: NDArray[np.bool_]) -> Field:
    """Return a mask wider than it was and soft: all of a thing stays, what is round it fades."""
    wide = cv2.dilate(mask.astype(np.float32), np.ones((7, 7), np.uint8))
    return np.asarray(cv2.GaussianBlur(wide, (0, 0), 1.2), np.float32)


def _terms(across: Field, down: Field) -> Field:
    x, y = np.meshgrid(across, down)
    return np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=-1)


def _continued(
    picture: Plane,
    ground: _Ground,
    size: tuple[int, int],
    *,
    room: tuple[float, float],
    where: Place,
) -> Plane:
    """Return a picture whose own ground fills what it does not reach."""
    scale = min(room[0] / picture.shape[1], room[1] / picture.shape[0])
    wide, high = (max(2, round(side * scale)) for side in (picture.shape[1], picture.shape[0]))
    inside = _resized(picture, (wide, high))
    left, top = _corner((wide, high), size, where)
    axes = [
        # Beyond the picture its edge goes on: a parabola would run away.
        np.clip((np.arange(whole // SHRINK) * SHRINK - first) / part * 2 - 1, -1, 1)
        for whole, first, part in ((size[0], left, wide), (size[1], top, high))
    ]
    small = _terms(*(axis.astype(np.float32) for axis in axes)) @ ground.weights
    # Blurred, so that no seam shows where it turns.
    soft = cv2.GaussianBlur(small, (0, 0), 0.07 * min(small.shape[:2]))
    laid: Field = np.asarray(cv2.resize(soft, size, interpolation=cv2.INTER_CUBIC), np.float32)
    # Ground fades far from the edge, a shadow near it, a product not at all.
    side = min(wide, high)
    near, far = (
        _ramp(high, reach=reach * side)[:, None] * _ramp(wide, reach=reach * side)[None, :]
        for reach in (SHADE_FEATHER, FEATHER)
    )
    things, shades = (
        cv2.resize(mask, (wide, high), interpolation=cv2.INTER_LINEAR)
        for mask in (ground.things, ground.shades)
    )
    cover = np.maximum(far, np.maximum(things, shades * near))[..., None]
    under = laid[top : top + high, left : left + wide]
    under += (inside - under) * cover
    return _dithered(laid)


def _corner(part: tuple[int, int], size: tuple[int, int], where: Place) -> tuple[int, int]:
    """Return where a picture's left upper corner lies."""
    return round((size[0] - part[0]) * where.across), round((size[1] - part[1]) * where.down)


def _ramp(side: int, *, reach: float) -> Field:
    """Return how much of a picture shows from one edge to the other: none, all, none."""
    near = np.minimum(np.arange(side), np.arange(side)[::-1]) / reach
    near = np.clip(near, 0, 1)
    return np.asarray(near * near * (3 - 2 * near), np.float32)


def _share_cut(picture: Plane, size: tuple[int, int]) -> float:
    """Return how much of a picture is lost when it fills a frame."""
    wide, high = picture.shape[1] / size[0], picture.shape[0] / size[1]
    return 1 - float(min(wide, high) / max(wide, high))


def _resized(picture: Plane, size: tuple[int, int]) -> Plane:
    smaller = size[0] * size[1] < picture.shape[0] * picture.shape[1]
    how = cv2.INTER_AREA if smaller else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(picture, size, interpolation=how), np.uint8)


def _filled(picture: Plane, size: tuple[int, int]) -> Plane:
    """Return the middle of a picture so scaled that it fills a size."""
    height, width = picture.shape[:2]
    scale = max(size[0] / width, size[1] / height)
    wide, high = min(width, round(size[0] / scale)), min(height, round(size[1] / scale))
    left, top = (width - wide) // 2, (height - high) // 2
    return _resized(picture[top : top + high, left : left + wide], size)


def _card(
    picture: Plane, size: tuple[int, int], *, room: tuple[float, float], where: Place
) -> Plane:
    """Return a picture with round corners and a soft shadow on a blurred copy of itself."""
    height, width = picture.shape[:2]
    scale = min(room[0] / width, room[1] / height)
    card = _resized(picture, (max(2, round(width * scale)), max(2, round(height * scale))))
    ground = _backdrop(picture, size)
    wide, high = card.shape[1], card.shape[0]
    left, top = _corner((wide, high), size, where)
    side = min(size)
    mask = _rounded((wide, high), radius=round(0.026 * side))
    ground *= 1 - 0.5 * _shadow(mask, size, corner=(left, top), side=side)[..., None]
    under = ground[top : top + high, left : left + wide]
    under += (card - under) * mask[..., None]
    return _dithered(ground)


def _backdrop(picture: Plane, size: tuple[int, int]) -> Field:
    small = _filled(picture, (size[0] // SHRINK, size[1] // SHRINK))
    soft = cv2.GaussianBlur(small.astype(np.float32), (0, 0), 0.09 * min(small.shape[:2]) + 1)
    return np.asarray(
        cv2.resize(soft, size, interpolation=cv2.INTER_CUBIC), np.float32
    ) * np.float32(BACKDROP_LIGHT)


def _rounded(size: tuple[int, int], *, radius: int) -> Field:
    """Return a cover of a rectangle with round, smooth corners, from 0 to 1."""
    across, down = (
        np.maximum(np.abs(np.arange(side) + 0.5 - side / 2) - (side / 2 - radius), 0)
        for side in size
    )
    distance = np.hypot(across[None, :], down[:, None])
    return np.asarray(np.clip(radius - distance + 0.5, 0, 1), np.float32)


def _shadow(mask: Field, size: tuple[int, int], *, corner: tuple[int, int], side: int) -> Field:
    """Return the shade of a card, somewhat below it; made small, as it is soft."""
    shrink = SHRINK
    shade = np.zeros((size[1] // shrink, size[0] // shrink), np.float32)
    high, wide = mask.shape[0] // shrink, mask.shape[1] // shrink
    left, top = corner[0] // shrink, (corner[1] + round(0.016 * side)) // shrink
    shade[top : top + high, left : left + wide] = 1
    soft = cv2.GaussianBlur(shade, (0, 0), 0.024 * side / shrink)
    return np.asarray(cv2.resize(soft, size, interpolation=cv2.INTER_LINEAR), np.float32)


def _dithered(picture: Field) -> Plane:
    """Return eight bits; grain hides the bands they would make of a soft ground.

    It is a little coarse: an encoder smoothes finer grain away, and the bands are back.
    """
    noise = np.random.default_rng(0).standard_normal(picture.shape[:2], np.float32)
    grain = cv2.GaussianBlur(noise, (0, 0), 1.0) * np.float32(GRAIN / 0.28)
    return np.asarray(np.clip(np.rint(picture + grain[..., None]), 0, 255), np.uint8)
