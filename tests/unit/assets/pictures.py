"""Pictures drawn by the tests: small, each with one thing odd about it."""

import io
import struct
import zlib
from pathlib import Path
from typing import Any

from PIL import Image, ImageCms
from pillow_heif import register_heif_opener

register_heif_opener()
SCRIPT = b"<script>alert('x')</script>"


def colours(size: tuple[int, int] = (64, 48), mode: str = "RGB") -> Image.Image:
    """Return a picture whose four quarters differ: red, green / blue, white."""
    width, height = size
    picture = Image.new("RGB", size, "white")
    picture.paste((220, 20, 20), (0, 0, width // 2, height // 2))
    picture.paste((20, 180, 20), (width // 2, 0, width, height // 2))
    picture.paste((20, 20, 220), (0, height // 2, width // 2, height))
    return picture.convert(mode)


def encoded(picture: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    """Return the picture as a file."""
    if kind == "JPEG":
        options.setdefault("quality", 95)
        options.setdefault("subsampling", 0)
    target = io.BytesIO()
    picture.save(target, kind, **options)
    return target.getvalue()


def with_orientation(value: int) -> bytes:
    """Return a JPEG that says it must be turned."""
    exif = Image.Exif()
    exif[0x0112] = value
    return encoded(colours(), exif=exif)


def full_of_secrets() -> bytes:
    """Return a JPEG with a place, a serial number, a comment, XMP and bytes after its end."""
    exif = Image.Exif()
    exif[0x010F] = "SECRET-MAKER"
    exif.get_ifd(0x8825)[2] = (52.0, 31.0, 12.0)
    content = encoded(colours(), exif=exif, comment=SCRIPT, xmp=b"<x:xmpmeta>" + SCRIPT)
    return content + b"PK\x03\x04" + SCRIPT


def swapped_profile() -> bytes:
    """Return a JPEG in a colour space whose red and green primaries are exchanged."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = profile.replace(b"rXYZ", b"tmp!", 1).replace(b"gXYZ", b"rXYZ", 1)
    swapped = swapped.replace(b"tmp!", b"gXYZ", 1)
    # Its description must not read "sRGB", or it is taken for what it says.
    swapped = swapped.replace("sRGB".encode("utf-16-be"), "swap".encode("utf-16-be"))
    return encoded(colours(), icc_profile=swapped)


def declaring(width: int, height: int) -> bytes:
    """Return a PNG of a few bytes that says it is this large."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 64))
        + chunk(b"IEND", b"")
    )


def written(folder: Path, content: bytes) -> Path:
    """Return a file of this content."""
    path = folder / "source"
    path.write_bytes(content)
    return path


def opened(path: Path) -> Image.Image:
    """Return a picture read whole."""
    with Image.open(path) as picture:
        picture.load()
        return picture.copy()
