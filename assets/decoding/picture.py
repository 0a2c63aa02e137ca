"""Makes a clean, upright sRGB picture and its thumbnails out of an untrusted file.

Nothing but pixels is carried over: encoders are handed pictures that know nothing else, so that
neither a photo's place, nor a script hidden in a comment, nor bytes appended after its end survive.
"""

import warnings
from dataclasses import dataclass
from pathlib import Path

from PIL import AvifImagePlugin, Image, ImageFile, JpegImagePlugin
from pillow_heif import options as heif_options
from pillow_heif import register_heif_opener

from assets.decoding import colours, moving, sniff
from assets.decoding.limits import (
    CLEAN_LONG_PX,
    MAX_LONG_PX,
    MAX_MEGAPIXELS,
    MIN_SHORT_PX,
    THUMBS_PX,
)
from assets.decoding.refused import Refused

__all__ = ["Refused", "Written", "clean", "prepare", "write_thumbs"]

JPEG_QUALITY = 92
WEBP_QUALITY = 80
# Level 6 takes three times as long on noisy cut-outs for two per cent of their size.
PNG_LEVEL = 3
# Halved in whole steps down to 1.2 times a thumbnail's size: twice as quick as the decoder's 2.
THUMB_GAP = 1.2
# The decoders' names of what may hold more than one frame.
_MOVING = frozenset(moving.WRITTEN)
# What the decoders raise on broken files; anything else ends the child, with its trace.
# AVIF's raises nothing but RuntimeError.
_BROKEN = (
    OSError, SyntaxError, ValueError, EOFError, KeyError, IndexError, TypeError, RuntimeError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Written:
    """What was measured of the clean picture. frames: 1 for one that stands still."""

    content_type: str
    width_px: int
    height_px: int
    frames: int = 1

    @property
    def name(self) -> str:
        """What the file in the folder is called."""
        return f"clean.{EXTENSIONS[self.content_type]}"


# What is written: content type → how the file ends.
EXTENSIONS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/gif": "gif"}


def prepare() -> None:
    """Set the decoders up, once a process."""
    # Sizes are checked here, by our own limits, before a pixel is read.
    Image.MAX_IMAGE_PIXELS = None
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1
    heif_options.THUMBNAILS = False
    heif_options.DEPTH_IMAGES = False
    heif_options.AUX_IMAGES = False
    heif_options.DECODE_THREADS = 1
    register_heif_opener()
    warnings.simplefilter("ignore")


def clean(source: Path, *, folder: Path) -> Written:
    """Decode `source`; write `clean.<jpg, png, gif or webp>` and `thumb-<side>.webp` into `folder`.

    Raises:
        Refused: it is no picture we take; the code says why.
    """
    with source.open("rb") as file:
        kind = sniff.kind_of(file.read(sniff.HEAD_BYTES))
    if kind is None or kind == sniff.TEXT:
        raise Refused("file-not-a-picture")
    if kind not in sniff.ACCEPTED:
        raise Refused("file-type-unsupported", type=kind)
    try:
        return _made(source, sniff.ACCEPTED[kind], folder=folder)
    except _BROKEN as error:
        raise Refused("file-broken", detail=str(error)[:200]) from error


def _made(source: Path, decoder: str, *, folder: Path) -> Written:
    frames = 1
    if decoder == "GIF":
        frames, width, height = moving.measure_gif(source.read_bytes())
        # A frame may reach beyond the picture it belongs to.
        _check_size(width, height)
        moving.check(frames, width=width, height=height)
    with Image.open(source, formats=[decoder]) as opened:
        _check_size(*opened.size)
        # A phone's JPEG or HEIC may hold more pictures (depth, gain map): the first is the photo.
        if decoder in _MOVING - {"GIF"}:
            frames = getattr(opened, "n_frames", 1)
            moving.check(frames, width=opened.width, height=opened.height)
        if frames > 1:
            return _write_moving(opened, frames, decoder, folder=folder)
        picture, subsampling = _still(opened)
    return _write(picture, folder=folder, subsampling=subsampling)


def _still(opened: Image.Image) -> tuple[Image.Image, int]:
    """Return the picture's pixels and the chroma subsampling a JPEG of it deserves."""
    if max(opened.size) >= 2 * CLEAN_LONG_PX:
        opened.draft(opened.mode, (CLEAN_LONG_PX, CLEAN_LONG_PX))
    subsampling = 2 if _is_subsampled(opened) else 0
    turn = colours.turn_of(opened)
    profile = opened.info.get("icc_profile")
    opened.load()
    picture = colours.to_srgb(_small(colours.plain(opened)), profile)
    if turn is not None:
        picture = picture.transpose(turn)
    return colours.pixels_only(picture), subsampling


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


def _small(picture: Image.Image) -> Image.Image:
    if max(picture.size) <= CLEAN_LONG_PX:
        return picture
    return fit(picture, CLEAN_LONG_PX)


def fit(picture: Image.Image, side: int, *, gap: float = 2.0) -> Image.Image:
    """Return the picture with its longest side at most `side`; never enlarged.

    gap: how many times as large as that it may be when it has been halved in whole steps.
    """
    scale = min(1.0, side / max(picture.size))
    if scale == 1.0:
        return picture
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    return picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=gap)


def write_thumbs(picture: Image.Image, *, folder: Path) -> None:
    """Write `thumb-<side>.webp` of every size, each made of the larger one."""
    for side in THUMBS_PX:
        picture = fit(picture, side, gap=THUMB_GAP)
        picture.save(folder / f"thumb-{side}.webp", "WEBP", quality=WEBP_QUALITY, method=2)


def _write(picture: Image.Image, *, folder: Path, subsampling: int) -> Written:
    write_thumbs(picture, folder=folder)
    if picture.mode == "RGBA":
        written = Written("image/png", picture.width, picture.height)
        picture.save(folder / written.name, "PNG", compress_level=PNG_LEVEL)
    else:
        written = Written("image/jpeg", picture.width, picture.height)
        picture.save(folder / written.name, "JPEG", quality=JPEG_QUALITY, subsampling=subsampling)
    return written


def _write_moving(opened: Image.Image, frames: int, decoder: str, *, folder: Path) -> Written:
    _kind, content_type = moving.WRITTEN[decoder]
    path = folder / f"clean.{EXTENSIONS[content_type]}"
    first = moving.write(opened, frames, decoder=decoder, path=path)
    write_thumbs(first, folder=folder)
    return Written(content_type, first.width, first.height, frames=frames)
