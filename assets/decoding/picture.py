"""Makes a clean, upright sRGB picture and its thumbnails out of an untrusted file.

Nothing but pixels is carried over: they are pasted into a new picture, so that neither a
photo's place, nor a script hidden in a comment, nor bytes appended after its end survive.
"""

import io
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from PIL import Image, ImageCms, ImageFile, JpegImagePlugin
from pillow_heif import options as heif_options
from pillow_heif import register_heif_opener

from assets.decoding import sniff
from assets.decoding.limits import (
    CLEAN_LONG_PX,
    MAX_LONG_PX,
    MAX_MEGAPIXELS,
    MIN_SHORT_PX,
    THUMBS_PX,
)

JPEG_QUALITY = 92
WEBP_QUALITY = 80
# Level 6 takes three times as long on noisy cut-outs for two per cent of their size.
PNG_LEVEL = 3
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


class Refused(Exception):
    """The file is not taken. code: stable; data: what the sentence names."""

    def __init__(self, code: str, **data: Any) -> None:
        super().__init__(code)
        self.code = code
        self.data = data


@dataclass(frozen=True, slots=True)
class Written:
    """What was measured of the clean picture."""

    content_type: str
    width_px: int
    height_px: int


def prepare() -> None:
    """Set the decoders up, once a process."""
    # Sizes are checked here, by our own limits, before a pixel is read.
    Image.MAX_IMAGE_PIXELS = None
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    heif_options.THUMBNAILS = False
    heif_options.DEPTH_IMAGES = False
    heif_options.AUX_IMAGES = False
    heif_options.DECODE_THREADS = 1
    register_heif_opener()
    warnings.simplefilter("ignore")


def clean(source: Path, *, folder: Path) -> Written:
    """Decode `source`; write `clean.jpg` or `clean.png`, and `thumb-<side>.webp`, into `folder`.

    Raises:
        Refused: it is no picture we take; the code says why.
    """
    with source.open("rb") as file:
        kind = sniff.kind_of(file.read(sniff.HEAD_BYTES))
    if kind is None:
        raise Refused("file-not-a-picture")
    if kind not in sniff.ACCEPTED:
        raise Refused("file-type-unsupported", type=kind)
    try:
        picture, subsampling = _open(source, sniff.ACCEPTED[kind])
    except (OSError, SyntaxError, ValueError, EOFError, KeyError, IndexError, TypeError) as error:
        # What the decoders raise on broken files; anything else ends the child, with its trace.
        raise Refused("file-broken", detail=str(error)[:200]) from error
    return _write(picture, folder=folder, subsampling=subsampling)


def _open(source: Path, decoder: str) -> tuple[Image.Image, int]:
    """Return the picture's pixels and the chroma subsampling a JPEG of it deserves."""
    with Image.open(source, formats=[decoder]) as opened:
        _check_size(*opened.size)
        # A phone's JPEG or HEIC may hold more pictures (depth, gain map): the first is the photo.
        if decoder in {"PNG", "WEBP"} and getattr(opened, "n_frames", 1) > 1:
            raise Refused("picture-animated")
        if max(opened.size) >= 2 * CLEAN_LONG_PX:
            opened.draft(opened.mode, (CLEAN_LONG_PX, CLEAN_LONG_PX))
        subsampling = 2 if _is_subsampled(opened) else 0
        turn = _UPRIGHT.get(_orientation(opened))
        profile = opened.info.get("icc_profile")
        opened.load()
        picture = _small(_plain(opened))
    picture = _to_srgb(picture, profile)
    if turn is not None:
        picture = picture.transpose(turn)
    return _pixels_only(picture), subsampling


def _check_size(width: int, height: int) -> None:
    if max(width, height) > MAX_LONG_PX or width * height > MAX_MEGAPIXELS * 1_000_000:
        raise Refused("picture-too-large", width=width, height=height)
    if min(width, height) < MIN_SHORT_PX:
        raise Refused("picture-too-small", width=width, height=height)


def _is_subsampled(opened: Image.Image) -> bool:
    """Return whether colour is stored at half the resolution: more would only cost bytes."""
    if opened.format not in {"JPEG", "MPO"}:
        return False
    return JpegImagePlugin.get_sampling(opened) == 2


def _orientation(opened: Image.Image) -> int:
    try:
        return int(opened.getexif().get(_ORIENTATION, 1))
    except (SyntaxError, ValueError, TypeError, KeyError, OSError):
        return 1  # unreadable notes about a picture do not make the picture unreadable


def _plain(picture: Image.Image) -> Image.Image:
    """Return 8-bit RGB, RGBA, L or CMYK of any mode a decoder hands out."""
    if picture.mode.startswith("I;16"):
        return picture.point(lambda value: value * (1 / 256)).convert("L")
    if picture.mode in {"I", "F"}:
        low, high = cast("tuple[float, float]", picture.getextrema())
        return picture.point(lambda value: (value - low) * (255 / ((high - low) or 1))).convert("L")
    if "transparency" in picture.info or picture.mode in {"LA", "PA", "La", "RGBa"}:
        return picture.convert("RGBA")
    if picture.mode in {"RGB", "RGBA", "L", "CMYK"}:
        return picture
    return picture.convert("L" if picture.mode == "1" else "RGB")


def _small(picture: Image.Image) -> Image.Image:
    if max(picture.size) <= CLEAN_LONG_PX:
        return picture
    return _fit(picture, CLEAN_LONG_PX)


def _fit(picture: Image.Image, side: int) -> Image.Image:
    """Return the picture with its longest side at most `side`; never enlarged."""
    scale = min(1.0, side / max(picture.size))
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    # First halved in whole steps: four times as quick on a photo, and nobody sees it.
    return picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)


def _to_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
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
    return picture.convert(mode)


def _is_srgb(profile: ImageCms.ImageCmsProfile) -> bool:
    return (profile.profile.profile_description or "").startswith("sRGB")


def _pixels_only(picture: Image.Image) -> Image.Image:
    """Return a new picture of the same pixels, with alpha only where something is see-through."""
    if picture.mode == "RGBA" and picture.getchannel("A").getextrema()[0] == 255:
        picture = picture.convert("RGB")
    fresh = Image.new(picture.mode, picture.size)
    fresh.paste(picture)
    return fresh


def _write(picture: Image.Image, *, folder: Path, subsampling: int) -> Written:
    small = picture
    for side in THUMBS_PX:
        small = _fit(small, side)
        small.save(folder / f"thumb-{side}.webp", "WEBP", quality=WEBP_QUALITY, method=2)
    if picture.mode == "RGBA":
        content_type = "image/png"
        picture.save(folder / "clean.png", "PNG", compress_level=PNG_LEVEL)
    else:
        content_type = "image/jpeg"
        target = folder / "clean.jpg"
        picture.save(target, "JPEG", quality=JPEG_QUALITY, subsampling=subsampling)
    return Written(content_type, picture.width, picture.height)
