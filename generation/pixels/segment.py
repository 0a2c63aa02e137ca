"""Finds the product in a small picture: several guesses, then one mask made of them."""

from dataclasses import dataclass

import cv2
import numpy as np

from generation.pixels.arrays import Mask, Picture, Plane, grow, outside, shrink
from generation.pixels.background import Ground

SURE_PRODUCT, SURE_GROUND = 12.0, 2.4  # normalised distances that leave no doubt
HOLE_SHARE = 0.0006  # of the picture; smaller holes are specks, not handles
SHORTEST_EDGE = 14  # px; shorter ones are noise and the marks of JPEG
GAP_SHARE = 0.002  # of the picture; ground within a product is larger than a gleam
ECHO = 0.08  # of an edge; what JPEG repeats of it within its block
CLEAN_GROUND = 4.0  # noise of L above which edges of the ground itself would block the flood


@dataclass(frozen=True, slots=True)
class Guesses:
    """Masks of the same product by different means. `edges` are the picture's own edges.

    flood: all that the ground does not reach. fenced: the same, stopped by edges.
    seeded: GrabCut on the flattened picture. merged: what the rest of the work goes on with.
    """

    flood: Mask
    fenced: Mask
    seeded: Mask
    merged: Mask
    edges: Mask


def find(ground: Ground) -> Guesses:
    """Guess where the product stands on a modelled ground."""
    flood = _flood(ground)
    seen = _seen_through(ground, flood)
    flood &= ~seen
    edges = _edges(ground)
    fenced = _fenced(ground, edges) if ground.sigma[0] <= CLEAN_GROUND else flood
    fenced &= ~seen
    seeded = _seeded(ground, flood, seen)
    gaps = _gaps(ground, seeded)
    flood, fenced = flood & ~gaps, fenced & ~gaps
    merged = _merge(ground, seeded, fenced, edges)
    return Guesses(flood=flood, fenced=fenced, seeded=seeded, merged=merged, edges=edges)


def in_rectangle(picture: Picture, ground: Ground, area: tuple[int, int, int, int]) -> Guesses:
    """Guess the product inside (left, top, right, bottom) px that a person drew."""
    left, top, right, bottom = area
    height, width = picture.shape[:2]
    marks = np.full((height, width), cv2.GC_BGD, np.uint8)
    marks[top:bottom, left:right] = cv2.GC_PR_FGD
    inside = marks == cv2.GC_PR_FGD
    marks[inside & outside(ground.distance < SURE_GROUND)] = cv2.GC_PR_BGD
    # The ellipse in the rectangle is likelier product than its corners.
    rows, columns = np.mgrid[0:height, 0:width]
    x = (columns - (left + right) / 2) / max(1, (right - left) / 2)
    y = (rows - (top + bottom) / 2) / max(1, (bottom - top) / 2)
    marks[inside & (np.maximum(np.abs(x), np.abs(y)) > 0.94)] = cv2.GC_PR_BGD
    cut = _grab(cv2.bilateralFilter(picture, 5, 18, 3), marks, rounds=5)
    cut &= inside
    cut = _without_specks(_fill(cut, ground.distance))
    edges = _edges(ground)
    return Guesses(flood=cut, fenced=cut, seeded=cut, merged=cut, edges=edges)


def _flood(ground: Ground) -> Mask:
    reached = outside((ground.distance < 4) | ground.shadow)
    product = cv2.morphologyEx((~reached).astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3))) > 0
    return _without_specks(_fill(product, ground.distance))


def _seen_through(ground: Ground, flood: Mask) -> Mask:
    """Return ground that the product encloses, be it that only a shadow closes the opening.

    A part counts if its middle is the ground's very colour; it goes on into soft shadow.
    """
    like = flood & ((ground.distance < 3.5) | ground.shadow)
    like = cv2.morphologyEx(like.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3))) > 0
    # What a contrast may have stained is forgiven elsewhere; here a pale label would go with it.
    residual = (ground.values - ground.model) / ground.sigma
    very = shrink(like & (np.sqrt((residual * residual).mean(axis=2)) < SURE_GROUND), 1)
    count, labels = cv2.connectedComponents(like.astype(np.uint8), connectivity=4)
    same = np.bincount(labels[very], minlength=count) > GAP_SHARE * like.size
    same[0] = False
    seen: Mask = same[labels]
    return seen


def _edges(ground: Ground) -> Mask:
    """Find edges that stand out of the ground's own noise."""
    ring = ground.distance < 3
    base = ground.slope[ring] if ring.any() else ground.slope
    middle = float(np.median(base))
    noise = 1.4826 * float(np.median(np.abs(base - middle)))
    low, high = max(0.55, middle + 6 * noise), max(1.1, middle + 10 * noise)
    chroma = np.zeros_like(ground.slope)
    for channel in (1, 2):
        plane = np.ascontiguousarray(ground.values[..., channel])
        dx = cv2.Sobel(plane, cv2.CV_32F, 1, 0, ksize=3) / 8
        dy = cv2.Sobel(plane, cv2.CV_32F, 0, 1, ksize=3) / 8
        chroma = np.maximum(chroma, cv2.magnitude(dx, dy))
    strength = np.maximum(ground.slope, chroma)
    # A shadow's edge is as steep far around it as at it; a thing's edge is not.
    sharp = strength > 1.35 * cv2.blur(strength, (9, 9))
    # Beside a strong edge JPEG draws faint ones of its own, a block away.
    block = np.ones((2 * ground.bleed + 1, 2 * ground.bleed + 1), np.uint8)
    echo = ECHO * cv2.dilate(strength, block)
    weak = (strength > np.maximum(low, echo)) & sharp
    strong = (strength > np.maximum(high, echo)) & sharp
    count, labels, stats, _centres = cv2.connectedComponentsWithStats(
        weak.astype(np.uint8), connectivity=8
    )
    certain = np.bincount(labels[strong], minlength=count) >= 3
    certain &= stats[:, cv2.CC_STAT_AREA] >= SHORTEST_EDGE
    certain[0] = False
    edges: Mask = certain[labels]
    return edges


def _fenced(ground: Ground, edges: Mask) -> Mask:
    """Flood the ground, but not across edges: keeps white parts on a white ground."""
    fence = grow(edges, 2)
    reached = outside(((ground.distance < 4) | ground.shadow) & ~fence)
    product = shrink(~reached, 2)  # the fence itself stood outside the product
    product = cv2.morphologyEx(product.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3))) > 0
    return _without_specks(_fill(product, ground.distance))


def _gaps(ground: Ground, seeded: Mask) -> Mask:
    """Return enclosed ground, such as inside a handle: coloured like it and no product's own."""
    like = ((ground.distance < 3.5) | ground.shadow) & ~seeded
    enclosed = like & ~outside(~seeded)
    gaps: Mask = cv2.morphologyEx(enclosed.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3))) > 0
    return gaps


def _seeded(ground: Ground, flood: Mask, seen: Mask) -> Mask:
    """Run GrabCut on the picture with its ground taken away, seeded by the flood."""
    flat = (ground.values - ground.model) * np.array([1.2, 2.0, 2.0], np.float32) + 128
    sure_product = shrink(flood, 3) & (ground.distance > SURE_PRODUCT) & ~ground.shadow
    if sure_product.sum() < 60:
        return flood
    near = grow(flood, 7)
    marks = np.where(flood, cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
    marks[outside(ground.distance < SURE_GROUND) & ~near] = cv2.GC_BGD
    marks[sure_product] = cv2.GC_FGD
    marks[seen & (ground.distance < SURE_GROUND)] = cv2.GC_BGD
    cut = _grab(np.clip(flat, 0, 255).astype(np.uint8), marks, rounds=3)
    return _without_specks(_fill(cut, ground.distance))


def _grab(picture: Picture, marks: Plane, *, rounds: int) -> Mask:
    """Run GrabCut within the marked area and a margin; the same input gives the same mask."""
    cv2.setRNGSeed(0)
    if not np.isin(marks, (cv2.GC_FGD, cv2.GC_PR_FGD)).any():
        return np.zeros(marks.shape, bool)
    rows, columns = np.nonzero(marks != cv2.GC_BGD)
    top, bottom = max(0, rows.min() - 24), rows.max() + 25
    left, right = max(0, columns.min() - 24), columns.max() + 25
    part = np.ascontiguousarray(marks[top:bottom, left:right])
    if not (np.isin(part, (cv2.GC_BGD, cv2.GC_PR_BGD)).any()):
        part[:2], part[-2:], part[:, :2], part[:, -2:] = (cv2.GC_PR_BGD,) * 4
    theirs, ours = np.zeros((1, 65)), np.zeros((1, 65))
    crop = np.ascontiguousarray(picture[top:bottom, left:right])
    cv2.grabCut(crop, part, (0, 0, 1, 1), theirs, ours, rounds, cv2.GC_INIT_WITH_MASK)
    cut: Mask = np.zeros(marks.shape, bool)
    cut[top:bottom, left:right] = (part == cv2.GC_FGD) | (part == cv2.GC_PR_FGD)
    return cut


def _merge(ground: Ground, seeded: Mask, fenced: Mask, edges: Mask) -> Mask:
    """Take GrabCut's mask, and what the fence encloses beside it (white parts on white)."""
    core = shrink(fenced, 1)
    extra = core & ~grow(seeded, 3)
    merged = seeded.copy()
    if ground.sigma[0] <= CLEAN_GROUND and extra.sum() > HOLE_SHARE * extra.size:
        added = _beside(extra, seeded, ground, edges)
        if added.any():
            merged |= grow(added, 4) & fenced
    return _without_specks(_fill(merged, ground.distance))


def _beside(extra: Mask, seeded: Mask, ground: Ground, edges: Mask) -> Mask:
    """Keep the enclosed parts that are no gap and no shadow: their rim is an edge."""
    count, labels, stats, _centres = cv2.connectedComponentsWithStats(extra.astype(np.uint8))
    kept = np.zeros_like(extra)
    away = outside(~(seeded | extra))
    for part in range(1, count):
        area = stats[part, cv2.CC_STAT_AREA]
        if area < HOLE_SHARE * extra.size:
            continue
        here = labels == part
        rim = grow(here, 2) & ~here
        open_rim = rim & away
        if open_rim.sum() < 0.08 * rim.sum():
            flat = float(edges[here].mean()) < 0.02
            if flat and float(np.median(ground.distance[here])) < 3.5:
                continue  # enclosed, flat and coloured like the ground: a gap such as a handle's
            kept |= here
        elif float(grow(edges, 2)[open_rim].mean()) > 0.8:
            kept |= here
    return kept


def _fill(mask: Mask, distance: Plane) -> Mask:
    """Fill holes that are specks or that do not look like the ground."""
    holes = ~mask & ~outside(~mask)
    if not holes.any():
        return mask
    count, labels, stats, _centres = cv2.connectedComponentsWithStats(holes.astype(np.uint8))
    filled = mask.copy()
    for hole in range(1, count):
        here = labels == hole
        small = stats[hole, cv2.CC_STAT_AREA] < HOLE_SHARE * mask.size
        if small or float(np.median(distance[here])) > 4:
            filled |= here
    return filled


def _without_specks(mask: Mask) -> Mask:
    """Drop parts smaller than a hundredth of the largest."""
    count, labels, stats, _centres = cv2.connectedComponentsWithStats(mask.astype(np.uint8))
    if count <= 2:
        return mask
    areas = stats[:, cv2.CC_STAT_AREA].copy()
    areas[0] = 0
    kept: Mask = (areas >= max(12, 0.01 * areas.max()))[labels]
    return kept & mask
