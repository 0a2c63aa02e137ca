"""Names for the arrays that the pixel modules hand each other, and conversions between them."""

from typing import Any, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

Picture: TypeAlias = NDArray[Any]  # height x width x 3, uint8, sRGB
Cut: TypeAlias = NDArray[Any]  # height x width x 4, uint8, sRGB with straight alpha
Light: TypeAlias = NDArray[Any]  # height x width x 3, float32, linear light, 0 to 1
Plane: TypeAlias = NDArray[Any]  # height x width, float32
Mask: TypeAlias = NDArray[Any]  # height x width, bool

_CODES = np.arange(256, dtype=np.float64) / 255
_LINEAR = np.where(_CODES <= 0.04045, _CODES / 12.92, ((_CODES + 0.055) / 1.055) ** 2.4)
LINEAR_OF_CODE: Plane = _LINEAR.astype(np.float32)
_STEPS = np.arange(65536, dtype=np.float64) / 65535
_SRGB = np.where(_STEPS <= 0.0031308, _STEPS * 12.92, 1.055 * _STEPS ** (1 / 2.4) - 0.055)
_CODE_OF_LINEAR: Plane = (_SRGB * 255).astype(np.float32)


def linear(picture: Picture) -> Light:
    """Turn sRGB bytes into linear light."""
    light: Light = LINEAR_OF_CODE[picture]
    return light


def codes(light: Light) -> Light:
    """Turn linear light into sRGB codes from 0 to 255, not yet rounded (float32)."""
    steps = np.clip(light * np.float32(65535), 0, 65535).astype(np.uint16)
    values: Light = _CODE_OF_LINEAR[steps]
    return values


def lab(picture: Picture) -> Light:
    """Turn sRGB bytes into CIE Lab: L 0 to 100, a and b around 0, float32."""
    values: Light = cv2.cvtColor(picture.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    return values


def fit(picture: Picture, long_side: int) -> Picture:
    """Shrink so that the longer side is at most `long_side`; never enlarge."""
    height, width = picture.shape[:2]
    scale = long_side / max(height, width)
    if scale >= 1:
        return picture
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    smaller: Picture = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    return smaller


def stretch(plane: Plane, size: tuple[int, int]) -> Plane:
    """Resize to (width, height) with straight interpolation."""
    resized: Plane = cv2.resize(plane, size, interpolation=cv2.INTER_LINEAR)
    return resized


def disc(radius: int) -> Mask:
    """Return a round structuring element."""
    element: Mask = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1))
    return element


def grow(mask: Mask, radius: int) -> Mask:
    """Dilate by a disc."""
    grown: Mask = cv2.dilate(mask.astype(np.uint8), disc(radius)) > 0
    return grown


def shrink(mask: Mask, radius: int) -> Mask:
    """Erode by a disc; what lies beyond the picture counts as the mask's own."""
    shrunk: Mask = cv2.erode(mask.astype(np.uint8), disc(radius)) > 0
    return shrunk


def outside(passable: Mask) -> Mask:
    """Return the part of `passable` that is connected with the picture's border (4-connected)."""
    padded = cv2.copyMakeBorder(passable.astype(np.uint8), 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=1)
    _count, labels = cv2.connectedComponents(padded, connectivity=4)
    reached: Mask = (labels == labels[0, 0])[1:-1, 1:-1] & passable
    return reached


def soften(plane: Plane, sigma: float) -> Plane:
    """Blur by a Gaussian; a sigma below a third of a pixel changes nothing."""
    if sigma < 0.3:
        return plane
    blurred: Plane = cv2.GaussianBlur(plane, (0, 0), sigma, borderType=cv2.BORDER_REPLICATE)
    return blurred
