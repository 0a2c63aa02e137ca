"""Keeps a photo as it is, as an inset card on a mat in its own colours: needs no cut-out."""

import cv2
import numpy as np

from generation.pixels import arrays
from generation.pixels.arrays import Light, Picture, soften

FILL = 0.80  # of the frame, by the card's side that fills it first
MAT_CODES = (
    0.80,
    0.93,
)  # lightness range of the mat; the photo stays the darkest and the richest


def frame(photo: Picture, size: tuple[int, int], *, seed: int = 0) -> Picture:
    """Return the whole photo, uncropped, on a mat of `size` (width, height) px."""
    width, height = size
    scale = min(FILL * width / photo.shape[1], FILL * height / photo.shape[0])
    inner = (
        max(1, round(photo.shape[1] * scale)),
        max(1, round(photo.shape[0] * scale)),
    )
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    card = cv2.resize(photo, inner, interpolation=method)
    left, top = (width - inner[0]) // 2, (height - inner[1]) // 2
    sheet = _mat(photo, size)
    unit = min(size)
    radius = round(0.018 * unit)
    cover = _card(inner, radius)
    _shade(sheet, cover, (left, top), unit)
    values = arrays.codes(sheet)
    grain = np.random.default_rng(seed).random((height, width), np.float32) - np.float32(0.5)
    values += 1.2 * grain[..., None]
    area = values[top : top + inner[1], left : left + inner[0]]
    area += (card.astype(np.float32) - area) * cover[..., None]
    return np.clip(np.rint(values), 0, 255).astype(np.uint8)


def _mat(photo: Picture, size: tuple[int, int]) -> Light:
    """Paint the mat in a pale tint of the photo's middle colour, lit from above."""
    tone = np.median(
        cv2.resize(photo, (32, 32), interpolation=cv2.INTER_AREA).reshape(-1, 3), axis=0
    )
    grey = float(tone.mean())
    tint = (tone - grey) * 0.45 / 255
    fall = np.linspace(MAT_CODES[1], MAT_CODES[0] + 0.05, size[1], dtype=np.float32)[:, None, None]
    codes = np.clip(fall + tint.astype(np.float32), 0, 1)
    row: Light = np.power(codes, np.float32(2.2))
    return np.repeat(row, size[0], axis=1)


def _card(size: tuple[int, int], radius: int) -> Light:
    """Return the coverage of a card with rounded corners."""
    width, height = size
    radius = max(1, min(radius, width // 2, height // 2))
    x = np.maximum(np.abs(np.arange(width) + 0.5 - width / 2) - (width / 2 - radius), 0)
    y = np.maximum(np.abs(np.arange(height) + 0.5 - height / 2) - (height / 2 - radius), 0)
    away = np.hypot(x[None, :], y[:, None])
    cover: Light = np.clip(radius - away + 0.5, 0, 1).astype(np.float32)
    return cover


def _shade(sheet: Light, cover: Light, corner: tuple[int, int], unit: int) -> None:
    """Let the card float: a tight and a wide shadow under it, in place."""
    height, width = sheet.shape[:2]
    step = max(1, unit // 400)
    small = np.zeros((-(-height // step), -(-width // step)), np.float32)
    inner = cv2.resize(cover, (max(1, cover.shape[1] // step), max(1, cover.shape[0] // step)))
    left, top = corner[0] // step, corner[1] // step
    small[top : top + inner.shape[0], left : left + inner.shape[1]] = inner
    near = np.roll(soften(small, 0.006 * unit / step), round(0.006 * unit / step), 0)
    far = np.roll(soften(small, 0.035 * unit / step), round(0.028 * unit / step), 0)
    dark = cv2.resize(0.22 * near + 0.26 * far, (width, height), interpolation=cv2.INTER_LINEAR)
    sheet *= (1 - dark)[..., None]
