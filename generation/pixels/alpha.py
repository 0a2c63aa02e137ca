"""Turns a small hard mask into soft edges at full size, with the ground's colour taken out."""

import cv2
import numpy as np

from generation.pixels.arrays import Cut, Mask, Picture, Plane, grow, shrink, stretch

BAND = 2.6  # px of the small mask on each side of its contour that may be half covered


def matte(picture: Picture, mask: Mask) -> Cut:
    """Return the picture with alpha: colour-line projection in a band along the mask's contour."""
    height, width = picture.shape[:2]
    scale = max(height, width) / max(mask.shape)
    rows, columns = np.nonzero(grow(mask, 8))
    top, bottom = int(rows.min() * scale), min(height, int((rows.max() + 1) * scale))
    left, right = (
        int(columns.min() * scale),
        min(width, int((columns.max() + 1) * scale)),
    )
    signed = _signed_distance(mask)
    field = stretch(signed, (width, height))[top:bottom, left:right] * scale
    # Where colours cannot decide, the outline is a guess: a smooth guess looks like a product.
    smooth = cv2.GaussianBlur(signed, (0, 0), 2.2)
    shape = stretch(smooth, (width, height))[top:bottom, left:right] * scale
    crop = picture[top:bottom, left:right]
    alpha, colours = _project(crop, field, shape, scale)
    cut = np.zeros((height, width, 4), np.uint8)
    cut[top:bottom, left:right, :3] = colours
    cut[top:bottom, left:right, 3] = np.rint(alpha * 255)
    cut[cut[..., 3] == 0] = 0
    return cut


def _signed_distance(mask: Mask) -> Plane:
    """Pixels to the contour, positive inside, smoothed so that enlarging shows no steps."""
    inside = cv2.distanceTransform(mask.astype(np.uint8), cv2.DIST_L2, 5)
    beyond = cv2.distanceTransform((~mask).astype(np.uint8), cv2.DIST_L2, 5)
    signed: Plane = cv2.GaussianBlur(inside - beyond, (0, 0), 0.9)
    return signed


def _project(picture: Picture, field: Plane, shape: Plane, scale: float) -> tuple[Plane, Picture]:
    """Place each pixel of the band on the line between the nearby ground and product colours."""
    band = BAND * scale
    product, ground = _sides(picture, field, band, scale)
    colour = picture.astype(np.float32)
    line = product - ground
    length = np.sqrt((line * line).sum(axis=2))
    along = ((colour - ground) * line).sum(axis=2) / np.maximum(length * length, 1)
    along = np.clip((along - 0.08) / 0.84, 0, 1)
    ramp = np.clip(shape / max(1.4, 0.35 * scale) * 0.5 + 0.5, 0, 1)
    trust = np.clip((length - 18) / 40, 0, 1)  # too like each other: the shape decides
    alpha = ramp + (along - ramp) * trust
    # The shape bounds the colours: deep inside is product, far outside is ground.
    alpha = np.clip(alpha, np.clip(field / band, 0, 1), np.clip(1 + field / band, 0, 1))
    alpha[field >= band] = 1
    alpha[field <= -band] = 0
    clean = colour + (1 - alpha)[..., None] * line * (alpha > 0)[..., None]
    return alpha, np.clip(np.rint(clean), 0, 255).astype(np.uint8)


def _sides(picture: Picture, field: Plane, band: float, scale: float) -> tuple[Plane, Plane]:
    """Return the mean product colour and the mean ground colour around each pixel.

    Worked at a quarter of the size: the means are smooth.
    """
    height, width = field.shape
    factor = max(1, round(scale))
    size = (max(1, width // factor), max(1, height // factor))
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA).astype(np.float32)
    near = cv2.resize(field, size, interpolation=cv2.INTER_AREA)
    reach = max(3, round(band / factor * 2.2)) * 2 + 1
    whole = cv2.blur(small, (reach, reach))
    sides = []
    for sure in (near > 0.8 * band, near < -0.8 * band):
        weight = sure.astype(np.float32)
        total = cv2.blur(weight, (reach, reach))
        mean = (
            cv2.blur(small * weight[..., None], (reach, reach)) / np.maximum(total, 1e-4)[..., None]
        )
        wide = 4 * reach + 1
        far_total = cv2.blur(weight, (wide, wide))
        far = (
            cv2.blur(small * weight[..., None], (wide, wide))
            / np.maximum(far_total, 1e-4)[..., None]
        )
        far = np.where((far_total > 1e-3)[..., None], far, whole)
        mean = np.where((total > 0.02)[..., None], mean, far)
        sides.append(stretch(mean, (width, height)))
    return sides[0], sides[1]


def of_alpha(alpha: Plane) -> Mask:
    """Return where a picture that came with alpha is product."""
    mask: Mask = alpha > 127
    return shrink(grow(mask, 1), 1)
