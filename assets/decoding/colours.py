"""Brings pixels of any mode and colour space to upright 8-bit sRGB, and lets go of all else."""

import io
from typing import cast

from PIL import Image, ImageCms

_ORIENTATION = 0x0112
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def turn_of(opened: Image.Image) -> Image.Transpose | None:
    """Return how the picture is to be turned to stand upright."""
    try:
        return _UPRIGHT.get(int(opened.getexif().get(_ORIENTATION, 1)))
    except (SyntaxError, ValueError, TypeError, KeyError, OSError):
        return None  # unreadable notes about a picture do not make the picture unreadable


def plain(picture: Image.Image) -> Image.Image:
    """Return 8-bit RGB, RGBA, L or CMYK of any mode a decoder hands out."""
    if picture.mode.startswith("I;16"):
        return picture.point(lambda value: value * (1 / 256)).convert("L")
    if picture.mode in {"I", "F"}:
        low, high = cast("tuple[float, float]", picture.getextrema())
        return picture.point(lambda value: (value - low) * (255 / ((high - low) or 1))).convert("L")
    if picture.mode in {"RGBA", "CMYK"}:
        return picture
    if picture.has_transparency_data:
        return picture.convert("RGBA")
    if picture.mode in {"RGB", "L"}:
        return picture
    return picture.convert("L" if picture.mode == "1" else "RGB")


def to_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """Return the picture as sRGB, RGBA when it has alpha. profile: the colours it is written in."""
    mode = "RGBA" if picture.mode == "RGBA" else "RGB"
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            if _is_srgb(source) and picture.mode == mode:
                return picture
            converted = ImageCms.profileToProfile(
                picture,
                source,
                ImageCms.createProfile("sRGB"),
                renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
                outputMode=mode,
                flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
            )
        except (ImageCms.PyCMSError, OSError, ValueError):
            converted = None  # a profile that is broken, or of another colour space, says nothing
        if converted is not None:
            return converted
    # Converting to its own mode would copy 36 MB of a photo.
    return picture if picture.mode == mode else picture.convert(mode)


def pixels_only(picture: Image.Image) -> Image.Image:
    """Return the picture without a note of its file, with alpha only where it is see-through."""
    if picture.mode == "RGBA" and picture.getchannel("A").getextrema()[0] == 255:
        picture = picture.convert("RGB")
    # What encoders would write besides pixels, they take from here.
    picture.info = {}
    return picture


def _is_srgb(profile: ImageCms.ImageCmsProfile) -> bool:
    return (profile.profile.profile_description or "").startswith("sRGB")
