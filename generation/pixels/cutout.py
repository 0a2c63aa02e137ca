"""Cuts the product out of its photo, or says honestly why that cannot be done well."""

from dataclasses import dataclass

import cv2
import numpy as np

from generation.pixels import alpha, background, gate, segment, shadow
from generation.pixels.arrays import Cut, Mask, Picture, Plane, fit
from generation.providers.base import Box

WORK_PX, LEAST_PX = 480, 300
CRISP = 0.6  # px of blur (sigma) up to which an edge is an edge
FAR, BLOCK = 12, 16  # px of the photo that JPEG stains: most of a block of colour, all of it
WHOLE = 0.88  # of the picture; a rectangle as large as that says nothing


@dataclass(frozen=True, slots=True)
class CutOut:
    """A product cut out: RGBA uint8 of the photo's size, and what was measured on the way."""

    rgba: Cut
    figures: dict[str, float]


class CutOutRefused(Exception):
    """The product cannot be cut out well.

    reason: busy_background, dark_background, no_product, touches_border, edges_lost,
        kept_shadow, glass or unsure.
    """

    def __init__(self, reason: str, figures: dict[str, float]) -> None:
        super().__init__(reason)
        self.reason = reason
        self.figures = figures


def cut_out(rgb: Picture, *, hint: Box | None = None) -> CutOut:
    """Cut the product out of a photo (uint8, height x width x 3, long side up to 2000 px).

    hint: a rectangle around the product, drawn by a person; the gate then asks less.

    Raises:
        CutOutRefused: the cut would not be good enough to hand to a customer.
    """
    small = fit(rgb, WORK_PX)
    if min(small.shape[:2]) < 16:
        raise CutOutRefused("no_product", {})
    if hint is None or hint.width * hint.height > WHOLE:
        mask, measured = _on_plain_ground(small, max(rgb.shape[:2]))
    else:
        mask, measured = _in_rectangle(small, hint)
    return CutOut(alpha.matte(rgb, mask), measured)


def keep_alpha(rgba: Cut) -> CutOut | None:
    """Return the photo's own cut-out if it came with one: clear ground and solid product."""
    opacity = rgba[..., 3]
    clear, solid = float((opacity < 8).mean()), float((opacity > 247).mean())
    if clear < 0.02 or solid < 0.01:
        return None
    kept = rgba.copy()
    kept[opacity == 0] = 0
    return CutOut(kept, {"area": float((opacity > 127).mean()), "own_alpha": 1.0})


def _blur(picture: Picture) -> float:
    """Return the blur (sigma, px) of the sharpest edges: how much steeper than when blurred again.

    An edge blurred by s and again by 1 is flatter by the factor sqrt(s * s + 1) / s.
    """
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(np.float32)
    steep = _steepness(grey)
    again = _steepness(cv2.GaussianBlur(grey, (0, 0), 1.0))
    limit = max(4.0, float(np.percentile(steep, 99)) * 0.7)
    strong = steep > limit
    if strong.sum() < 40:
        return 0.0
    factor = float(np.percentile(steep[strong] / np.maximum(again[strong], 1e-3), 60))
    return float(1 / np.sqrt(max(factor * factor - 1, 1e-3)))


def _steepness(grey: Plane) -> Plane:
    dx = cv2.Sobel(grey, cv2.CV_32F, 1, 0, ksize=3) / 8
    dy = cv2.Sobel(grey, cv2.CV_32F, 0, 1, ksize=3) / 8
    return cv2.magnitude(dx, dy)


def _on_plain_ground(small: Picture, long_side: int) -> tuple[Mask, dict[str, float]]:
    """Cut on a modelled ground; look again, smaller, at a photo that has no crisp edges.

    long_side: of the photo itself, px.
    """
    side = max(small.shape[:2])
    mask, measured, reason = _look(small, round(min(FAR, max(3, FAR * side / long_side))))
    worth = max(LEAST_PX, round(side * CRISP / max(CRISP, _blur(small))))
    if reason in ("edges_lost", "unsure") and worth < 0.9 * side:
        again, figures, still = _look(fit(small, worth), BLOCK)
        if still is None and gate.certain(figures):
            return again, figures
    if reason:
        raise CutOutRefused(reason, measured)
    return mask, measured


def _look(small: Picture, bleed: int) -> tuple[Mask, dict[str, float], str | None]:
    """Return the mask, what was measured, and why the mask may not be used."""
    ground = background.model(small, bleed=bleed)
    guesses = segment.find(ground)
    if guesses.merged.mean() < 0.004:
        return guesses.merged, _about(ground), "no_product"
    mask = shadow.trim(guesses.merged, ground, guesses.edges)
    measured = gate.figures(mask, guesses, ground)
    if _seems_glass(mask, ground):
        measured["glass"] = 1.0
    reason = gate.refusal(measured)
    if reason is None and "glass" in measured:
        reason = "glass"
    return mask, measured, reason


def _in_rectangle(small: Picture, hint: Box) -> tuple[Mask, dict[str, float]]:
    height, width = small.shape[:2]
    left, top = max(0, round(hint.left * width)), max(0, round(hint.top * height))
    right = min(width, round((hint.left + hint.width) * width))
    bottom = min(height, round((hint.top + hint.height) * height))
    if right - left < 12 or bottom - top < 12:
        raise CutOutRefused("no_product", {})
    known = np.ones((height, width), bool)
    known[top:bottom, left:right] = False
    if known.mean() < 0.04:
        known = _frame(height, width)
    ground = background.model(small, known=known)
    guesses = segment.in_rectangle(small, ground, (left, top, right, bottom))
    if not guesses.merged.any():
        raise CutOutRefused("no_product", _about(ground))
    plain = ground.sigma[0] <= gate.BUSY_SIGMA and ground.lightness >= background.DARK_GROUND
    mask = shadow.trim(guesses.merged, ground, guesses.edges) if plain else guesses.merged
    measured = gate.figures(mask, guesses, ground)
    share = float(mask.sum() / ((right - left) * (bottom - top)))
    measured["rectangle_share"] = share
    inner = mask[top + 2 : bottom - 2, left + 2 : right - 2]
    sides = np.concatenate([inner[0], inner[-1], inner[:, 0], inner[:, -1]])
    measured["rectangle_touch"] = float(sides.mean())
    reason = gate.refusal_in_rectangle(measured, share)
    if reason:
        raise CutOutRefused(reason, measured)
    return mask, measured


def _frame(height: int, width: int) -> Mask:
    frame = np.ones((height, width), bool)
    frame[4:-4, 4:-4] = False
    return frame


def _about(ground: background.Ground) -> dict[str, float]:
    return {
        "ground_noise": float(ground.sigma[0]),
        "ground_lightness": ground.lightness,
    }


def _seems_glass(mask: Mask, ground: background.Ground) -> bool:
    """Say whether the product lets the ground through: mostly ground colour within a clear rim."""
    inner = cv2.erode(mask.astype(np.uint8), np.ones((9, 9))) > 0
    if inner.sum() < 200:
        return False
    through = (ground.spread < 0.12) & (ground.ratio > 0.55) & (ground.ratio < 1.12)
    return bool(through[inner].mean() > 0.9 and ground.model[..., 1:].std() < 40)
