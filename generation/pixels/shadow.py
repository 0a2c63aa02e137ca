"""Takes the photo's own shadow off the foot of a mask, and says how much of it is left."""

import cv2
import numpy as np

from generation.pixels.arrays import Mask, grow, outside, shrink
from generation.pixels.background import Ground

LEAK = 0.35  # of the mask; a "shadow" larger than this is a grey product whose edge has a hole


def trim(mask: Mask, ground: Ground, edges: Mask) -> Mask:
    """Take darkened ground off the lower half of the mask, up to the next sharp edge.

    Only what can be reached from outside goes, and only where the contour that appears
    follows sharp edges better than the contour it replaces.
    """
    passable = darkened(ground) & _foot(mask) & ~edges | ~mask
    # An edge may have a hole of a pixel or two: opening closes it to the flood.
    passable = cv2.morphologyEx(passable.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3))) > 0
    reached = outside(passable | ~mask) & mask
    if not reached.any() or reached.sum() > LEAK * mask.sum():
        return mask
    peeled = cv2.morphologyEx((mask & ~reached).astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3)))
    # Thin parts far from the foot are no business of the shadow's: opening may not take them.
    kept = (peeled > 0) | (mask & ~grow(reached, 3))
    return _keep_sharper(mask, mask & ~kept, edges)


def rim_share(mask: Mask, ground: Ground) -> float:
    """Return the share of the foot's contour whose inner rim looks like darkened ground.

    A rim counts only where the product farther in does not look like darkened ground too.
    """
    foot = _foot(mask)
    rim = shrink(mask, 1) & ~shrink(mask, 3) & foot & _facing_down(mask)
    total = int(rim.sum())
    if total < 8:
        return 0.0
    like_ground = (darkened(ground) & (ground.distance > 2) & (ground.slope < 4.5)).astype(
        np.float32
    )
    inner = shrink(mask, 4)
    inside = cv2.blur(like_ground * inner, (15, 15)) / np.maximum(
        cv2.blur(inner.astype(np.float32), (15, 15)), 1e-3
    )
    return float((rim & (like_ground > 0) & (inside < 0.35)).sum() / total)


def darkened(ground: Ground) -> Mask:
    """Looks like the ground with less light: same colour, no lighter."""
    even = ground.spread < 0.13 + 0.10 * (ground.ratio < 0.35)
    like: Mask = (ground.ratio > 0.06) & (ground.ratio < 1.02) & even
    return like


def _foot(mask: Mask) -> Mask:
    """Return the rows below the middle of the mask."""
    rows = np.flatnonzero(mask.any(axis=1))
    foot = np.zeros_like(mask)
    if len(rows):
        foot[int(rows[0] + 0.55 * (rows[-1] - rows[0])) :] = True
    return foot


def _facing_down(mask: Mask) -> Mask:
    """Return mask pixels with no mask a few pixels below them."""
    below = np.zeros_like(mask)
    below[:-4] = mask[4:]
    facing: Mask = mask & ~below
    return facing


def _keep_sharper(mask: Mask, gone: Mask, edges: Mask) -> Mask:
    """Take each part away only if the contour under it is sharper than its own."""
    count, labels, stats, _centres = cv2.connectedComponentsWithStats(gone.astype(np.uint8))
    kept = mask.copy()
    near = grow(edges, 1)
    for part in range(1, count):
        here = labels == part
        around = grow(here, 1) & ~here
        if stats[part, cv2.CC_STAT_AREA] < 6:
            kept &= ~here
            continue
        if _share(near, around & mask) > 0.5 and _share(near, around & mask) > _share(
            near, around & ~mask
        ):
            kept &= ~here
    return kept


def _share(what: Mask, where: Mask) -> float:
    return float(what[where].mean()) if where.any() else 0.0
