"""Reads photos and writes pictures: upright, sRGB, nothing kept that was not asked for."""

from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image, ImageCms, ImageOps

from generation.pixels.arrays import Cut, Picture

LONG_SIDE = 2000  # px; what a cut-out keeps of a photo
FORMATS = ("JPEG", "PNG", "WEBP")
SOFTWARE = "E_Business offline"
MAKER_TAG, SOURCE_TYPE = 0x0131, "compositeSynthetic"
_SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
_DATE = slice(24, 36)  # of a profile's header: the moment it was made, fixed so files repeat
_BORN = bytes.fromhex("07d000010001000000000000")


class Unreadable(Exception):
    """The file is no picture that can be read."""


def read(path: Path, *, long_side: int = LONG_SIDE) -> Cut:
    """Read a photo as RGBA, upright, in sRGB, its longer side at most `long_side` px.

    Raises:
        Unreadable: the file is missing, damaged or of another format.
    """
    try:
        with Image.open(path, formats=FORMATS) as opened:
            opened.draft("RGB", (long_side, long_side))
            opened.load()
            upright = ImageOps.exif_transpose(opened)
            profile = opened.info.get("icc_profile")
            picture = _in_srgb(upright, profile)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise Unreadable(str(error)) from error
    if max(picture.size) > long_side:
        scale = long_side / max(picture.size)
        size = (
            max(1, round(picture.width * scale)),
            max(1, round(picture.height * scale)),
        )
        picture = picture.resize(
            size, Image.Resampling.BOX if scale > 0.7 else Image.Resampling.LANCZOS
        )
    return np.asarray(picture)


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    alpha = picture.convert("RGBA").getchannel("A") if _has_alpha(picture) else None
    colour = picture if picture.mode in ("RGB", "CMYK") else picture.convert("RGB")
    if profile:
        try:
            converted = ImageCms.profileToProfile(
                colour,
                ImageCms.ImageCmsProfile(BytesIO(profile)),
                _SRGB,
                outputMode="RGB",
            )
            colour = converted or colour
        except (ImageCms.PyCMSError, OSError):
            pass  # a broken profile is common and means: shown as sRGB everywhere else, too
    result = colour.convert("RGBA")
    if alpha is not None:
        result.putalpha(alpha)
    return result


def _has_alpha(picture: Image.Image) -> bool:
    return picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info


def write_jpeg(path: Path, picture: Picture) -> None:
    """Write the finished picture: JPEG q92 4:4:4, sRGB profile, marked as made offline."""
    exif = Image.Exif()
    exif[MAKER_TAG] = SOFTWARE
    Image.fromarray(picture).save(
        path,
        "JPEG",
        quality=92,
        subsampling=0,
        icc_profile=_profile(),
        exif=exif,
        xmp=_xmp(),
    )


def _profile() -> bytes:
    made = bytearray(_SRGB.tobytes())
    made[_DATE] = _BORN
    return bytes(made)


def _xmp() -> bytes:
    """Say in the file itself that it is a composite made by a program (IPTC's own word for it)."""
    source = f"http://cv.iptc.org/newscodes/digitalsourcetype/{SOURCE_TYPE}"
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" '
        'xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" '
        f'xmp:CreatorTool="{SOFTWARE}" Iptc4xmpExt:DigitalSourceType="{source}"/>'
        "</rdf:RDF></x:xmpmeta>"
    ).encode()


def write_webp(path: Path, picture: Picture, *, quality: int = 86) -> None:
    """Write a small picture for a screen."""
    Image.fromarray(picture).save(path, "WEBP", quality=quality, method=2)


def write_cut(path: Path, cut: Cut) -> None:
    """Write a cut-out as PNG; light compression, for it is read again more often than sent."""
    Image.fromarray(cut).save(path, "PNG", compress_level=1)
