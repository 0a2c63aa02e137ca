"""Decides whether a cut may be shown as good: an honest gate, tuned on drawn truth.

Every limit has its source in the measurements behind `bench/pixels.py`: run it before moving one.
"""

import cv2
import numpy as np

from generation.pixels.arrays import Mask, Plane, grow, shrink
from generation.pixels.background import DARK_GROUND, Ground
from generation.pixels.segment import Guesses
from generation.pixels.shadow import darkened, rim_share

BUSY_SIGMA = 12.0
PLAIN_SIGMA = 4.0
ROUGH_SIGMA = 1.5
SECOND_EDGE_HIT = 0.935
SOFT_RIM = 0.035  # of the contour: no edge there, and within it darkened ground
PIECE = 0.04  # of the mask; a piece of a set is larger than that, and sharp all around


def figures(mask: Mask, guesses: Guesses, ground: Ground) -> dict[str, float]:
    """Measure a mask: how big, how sharp its contour, how far the guesses agree on it."""
    area = float(mask.mean())
    contour = mask & ~shrink(mask, 1)
    count = max(1, int(contour.sum()))
    near_edge = grow(guesses.edges, 2)
    trimmed = guesses.merged & ~mask  # shadow that every guess had kept says nothing of them
    return {
        "area": area,
        "border_touch": _border_touch(mask),
        "main_part": _solid_share(mask, near_edge),
        "weak_contour": float((contour & (_step(ground) < 6)).sum() / count),
        "edge_hit": float((contour & near_edge).sum() / count),
        "orphan_edges": float((_ground_edges(mask, guesses.edges)).sum() / count),
        "agreement": min(
            overlap(mask, guess & ~trimmed)
            for guess in (guesses.flood, guesses.fenced, guesses.seeded)
        ),
        "ground_noise": float(ground.sigma[0]),
        "ground_lightness": ground.lightness,
        "soft_rim": float((contour & ~near_edge & darkened(ground)).sum() / count),
        "shadow_rim": rim_share(mask, ground),
    }


def refusal(measured: dict[str, float]) -> str | None:
    """Name why a cut on a modelled ground may not be used, or None."""
    noise = measured["ground_noise"]
    strict = noise > PLAIN_SIGMA
    # Edges outside the product: with a contour that is sharp all around and that every guess
    # agrees on, they are a hard shadow's; else they may be a part of the product that was lost.
    hard_shadow = measured["edge_hit"] > 0.97 and measured["agreement"] > 0.95
    sharp = 0.97 if strict else 0.90 if noise > ROUGH_SIGMA else 0.82
    rules: list[tuple[bool, str]] = [
        (measured["ground_lightness"] < DARK_GROUND + 8, "dark_background"),
        (noise > BUSY_SIGMA, "busy_background"),
        (measured["area"] < 0.012, "no_product"),
        (measured["area"] > 0.85, "busy_background"),
        (measured["border_touch"] > 0.25 and measured["area"] > 0.4, "busy_background"),
        (measured["border_touch"] > 0.25, "touches_border"),
        (strict and measured["agreement"] < 0.94, "busy_background"),
        (measured["main_part"] < 0.8, "unsure"),
        (measured["orphan_edges"] > (0.5 if hard_shadow else 0.15), "edges_lost"),
        (measured["weak_contour"] > 0.22, "edges_lost"),
        (measured["edge_hit"] < sharp, "edges_lost"),
        (measured["soft_rim"] > (1 if noise > ROUGH_SIGMA else 2.5) * SOFT_RIM, "kept_shadow"),
        (measured["shadow_rim"] > 0.3, "kept_shadow"),
        (measured["agreement"] < 0.86, "unsure"),
    ]
    return next((reason for refused, reason in rules if refused), None)


def certain(measured: dict[str, float]) -> bool:
    """Say whether a second look, at a smaller size, saw a product sharp all around."""
    return measured["soft_rim"] <= SOFT_RIM and measured["edge_hit"] > SECOND_EDGE_HIT


def refusal_in_rectangle(measured: dict[str, float], rectangle_share: float) -> str | None:
    """Name why a cut inside a person's rectangle may not be used, or None.

    rectangle_share: how much of the rectangle the mask fills.
    """
    rules: list[tuple[bool, str]] = [
        (rectangle_share < 0.05, "no_product"),
        (rectangle_share > 0.97, "unsure"),
        (measured["rectangle_touch"] > 0.35, "unsure"),
        (measured["main_part"] < 0.7, "unsure"),
        (measured["weak_contour"] > 0.45, "edges_lost"),
        (measured["edge_hit"] < 0.6, "edges_lost"),
    ]
    return next((reason for refused, reason in rules if refused), None)


def overlap(one: Mask, other: Mask) -> float:
    """Intersection over union."""
    union = int((one | other).sum())
    return float((one & other).sum() / union) if union else 0.0


def _solid_share(mask: Mask, near_edge: Mask) -> float:
    """Return the share of the mask in its largest part and in all pieces with a clear outline."""
    count, labels, stats, _centres = cv2.connectedComponentsWithStats(mask.astype(np.uint8))
    if count <= 1:
        return 0.0
    areas = stats[:, cv2.CC_STAT_AREA].astype(float)
    areas[0] = 0
    rim = mask & ~shrink(mask, 1)
    outline = np.bincount(labels[rim], minlength=count)
    clear = np.bincount(labels[rim & near_edge], minlength=count)
    solid = (areas > PIECE * areas.sum()) & (clear > 0.93 * outline)
    solid[areas.argmax()] = True
    return float(areas[solid].sum() / areas.sum())


def _border_touch(mask: Mask) -> float:
    border = np.concatenate([mask[0], mask[-1], mask[:, 0], mask[:, -1]])
    return float(border.mean())


def _step(ground: Ground) -> Plane:
    """Return each pixel's colour distance (dE) from the modelled ground."""
    difference = ground.values - ground.model
    step: Plane = np.sqrt((difference * difference).sum(axis=2))
    return step


def _ground_edges(mask: Mask, edges: Mask) -> Mask:
    """Return edges that lie outside the product: something was lost, or the ground is busy."""
    lost: Mask = edges & ~grow(mask, 6)
    return lost
