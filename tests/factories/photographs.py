"""Photos of a camera's size: large, never two the same, quickly made."""

import io

import numpy as np
from PIL import Image

TWELVE_MEGAPIXELS = (4000, 3000)


def camera_photo(
    seed: int, *, size: tuple[int, int] = TWELVE_MEGAPIXELS, quality: int = 92
) -> bytes:
    """Return a JPEG with soft shapes and grain, about as many bytes as a phone's."""
    chance = np.random.default_rng(seed)
    width, height = size
    soft = Image.fromarray(chance.integers(40, 230, (24, 32, 3), dtype=np.uint8))
    soft = soft.resize((width // 4, height // 4), Image.Resampling.BICUBIC)
    grain = chance.integers(-9, 10, (height // 4, width // 4, 1), dtype=np.int16)
    pixels = np.clip(np.asarray(soft, np.int16) + grain, 0, 255).astype(np.uint8)
    target = io.BytesIO()
    picture = Image.fromarray(pixels).resize(size, Image.Resampling.BICUBIC)
    picture.save(target, "JPEG", quality=quality)
    return target.getvalue()
