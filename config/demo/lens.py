"""What a camera adds to a picture: softness, falling-off corners, grain, a way it was held."""

import io

import cv2
import numpy as np
from PIL import Image

from config.demo.shapes import Array

_ORIENTATION_TAG = 0x0112
JPEG_QUALITY = 90
_STRIP = 64

# EXIF orientation: what must be done to an upright picture so that the tag puts it right again.
_STORED_AS = {
    1: (),
    2: (Image.Transpose.FLIP_LEFT_RIGHT,),
    3: (Image.Transpose.ROTATE_180,),
    4: (Image.Transpose.FLIP_TOP_BOTTOM,),
    5: (Image.Transpose.TRANSPOSE,),
    6: (Image.Transpose.ROTATE_90,),
    7: (Image.Transpose.TRANSVERSE,),
    8: (Image.Transpose.ROTATE_270,),
}


def expose(screen: Array, *, generator: np.random.Generator) -> Image.Image:
    """Take the photo: screen values 0..1, shape (size, size, 3), become an RGB picture."""
    size = screen.shape[0]
    soft = np.asarray(cv2.GaussianBlur(screen, (0, 0), max(0.45 * size / 1600, 0.3)), np.float32)
    grain = generator.standard_normal((size, size), np.float32) * np.float32(1.5 / 255)
    coarse = (size // 3 + 1, size // 3 + 1, 3)
    blotches = generator.standard_normal(coarse, np.float32) * np.float32(0.8 / 255)
    colour = np.asarray(cv2.resize(blotches, (size, size)), np.float32)
    place = np.linspace(-1, 1, size, dtype=np.float32) ** 2 * np.float32(0.035)
    pixels = np.empty(screen.shape, np.uint8)
    # In strips: the sums then stay in the processor's cache.
    for top in range(0, size, _STRIP):
        strip = slice(top, top + _STRIP)
        corners = 1 - place[strip, None] - place[None, :]
        taken = soft[strip] * corners[:, :, None] + grain[strip, :, None] + colour[strip]
        pixels[strip] = np.clip(taken, 0, 1) * 255 + 0.5
    return Image.fromarray(pixels)


def jpeg(photo: Image.Image, *, orientation: int = 1) -> bytes:
    """Encode a photo as a phone would that was held another way.

    orientation: EXIF value 1..8; the pixels are stored so that obeying it shows the photo upright.
    """
    stored = photo
    for turn in _STORED_AS[orientation]:
        stored = stored.transpose(turn)
    exif = Image.Exif()
    exif[_ORIENTATION_TAG] = orientation
    buffer = io.BytesIO()
    stored.save(buffer, "JPEG", quality=JPEG_QUALITY, exif=exif)
    return buffer.getvalue()
