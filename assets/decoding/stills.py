"""Thumbnails of what is no picture: a page, a frame of a video, the letters of a font."""

from pathlib import Path

from PIL import Image

from assets.decoding.limits import THUMBS_PX

WEBP_QUALITY = 80
JPEG_QUALITY = 90
LARGEST_PX = max(THUMBS_PX)


def write_thumbs(picture: Image.Image, *, folder: Path) -> list[str]:
    """Write `thumb-<side>.webp` for each side into `folder`; return the sides."""
    small = picture.convert("RGB")
    for side in sorted(THUMBS_PX, reverse=True):
        small = _fit(small, side)
        small.save(folder / f"thumb-{side}.webp", "WEBP", quality=WEBP_QUALITY, method=2)
    return [str(side) for side in THUMBS_PX]


def write_cover(picture: Image.Image, *, folder: Path) -> None:
    """Write `cover.jpg` into `folder`."""
    picture.convert("RGB").save(folder / "cover.jpg", "JPEG", quality=JPEG_QUALITY)


def _fit(picture: Image.Image, side: int) -> Image.Image:
    """Return the picture with its longest side at most `side`; never enlarged."""
    scale = min(1.0, side / max(picture.size))
    if scale == 1.0:
        return picture
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    return picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
