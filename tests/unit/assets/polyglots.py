"""Pictures that are something else besides, and such as grow when they are opened."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

from PIL import Image, ImageCms, PngImagePlugin

from tests.unit.assets import pictures

PAYLOAD = b"<script>steal('PAYLOAD-7f3a')</script>"
PHP = b"<?php system('PAYLOAD-7f3a'); ?>"
MARK = b"PAYLOAD-7f3a"
_TEXT = PAYLOAD.decode()


def zipped() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("PAYLOAD-7f3a.html", PAYLOAD)
    return target.getvalue()


def chunk(name: bytes, body: bytes) -> bytes:
    """Return a chunk of a PNG."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png_with(*chunks: bytes) -> bytes:
    """Return a PNG with these chunks after its header."""
    whole = pictures.encoded(pictures.colours(), "PNG")
    return whole[:33] + b"".join(chunks) + whole[33:]


def profile_with_text() -> bytes:
    """Return a profile whose copyright is the payload."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile += b"text\0\0\0\0" + PAYLOAD + b"\0"
    profile[0:4] = struct.pack(">I", len(profile))
    return bytes(profile)


def exif_with_text() -> Image.Exif:
    exif = Image.Exif()
    exif[0x010E] = exif[0x013B] = exif[0x8298] = _TEXT
    exif[0x9286] = b"ASCII\0\0\0" + PAYLOAD
    return exif


def moving(kind: str, **options: object) -> bytes:
    first = pictures.colours()
    return pictures.encoded(
        first,
        kind,
        save_all=True,
        append_images=[first.transpose(Image.Transpose.ROTATE_180)],
        duration=80,
        **options,
    )


def _jpeg(**options: object) -> bytes:
    return pictures.encoded(pictures.colours(), **options)


def _png(**options: object) -> bytes:
    return pictures.encoded(pictures.colours(), "PNG", **options)


def _webp(**options: object) -> bytes:
    return pictures.encoded(pictures.colours(), "WEBP", **options)


def _other(kind: str, **options: object) -> bytes:
    return pictures.encoded(pictures.colours(), kind, **options)


def _text(*, packed: bool) -> PngImagePlugin.PngInfo:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", _TEXT, zip=packed)
    notes.add_itxt("XML:com.adobe.xmp", _TEXT)
    return notes


def _gif_js() -> bytes:
    """Return a GIF whose first bytes read as the beginning of a script's comment."""
    whole = bytearray(_other("GIF", comment=PAYLOAD))
    return bytes(whole) + b"*/=1;" + PAYLOAD


def _gif_application() -> bytes:
    whole = _other("GIF")
    block = b"!\xff\x0bXMP DataXMP" + bytes([len(PAYLOAD)]) + PAYLOAD + b"\0"
    return whole[:-1] + block + b";"


def _jpeg_segment(marker: int, body: bytes) -> bytes:
    whole = _jpeg()
    return whole[:2] + bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body + whole[2:]


def _riff_chunk() -> bytes:
    whole = _webp(exif=exif_with_text(), xmp=PAYLOAD)
    odd = PAYLOAD + b"\0" * (len(PAYLOAD) % 2)
    body = whole[8:] + b"HTML" + struct.pack("<I", len(PAYLOAD)) + odd
    return b"RIFF" + struct.pack("<I", len(body)) + body


POLYGLOTS: dict[str, Callable[[], bytes]] = {
    "JPEG and zip": lambda: _jpeg() + zipped(),
    "JPEG and HTML": lambda: _jpeg() + b"<html>" + PAYLOAD,
    "JPEG, HTML in COM": lambda: _jpeg(comment=b"<html>" + PAYLOAD),
    "JPEG, script in EXIF": lambda: _jpeg(exif=exif_with_text()),
    "JPEG, script in ICC": lambda: _jpeg(icc_profile=profile_with_text()),
    "JPEG, script in XMP": lambda: _jpeg(xmp=PAYLOAD),
    "JPEG, script in APP13": lambda: _jpeg_segment(0xED, b"Photoshop 3.0\0" + PAYLOAD),
    "JPEG, script in APP15": lambda: _jpeg_segment(0xEF, PAYLOAD),
    "JPEG and PHP in COM": lambda: _jpeg(comment=PHP),
    "JPEG and PDF": lambda: _jpeg(comment=b"%PDF-1.4 " + PAYLOAD) + b"%%EOF",
    "several JPEGs and HTML": lambda: moving("MPO") + PAYLOAD,
    "GIF and script": _gif_js,
    "GIF, script in a comment": lambda: _other("GIF", comment=PAYLOAD),
    "GIF, script in an extension": _gif_application,
    "moving GIF and HTML": lambda: moving("GIF", comment=PAYLOAD) + PAYLOAD,
    "moving GIF and zip": lambda: moving("GIF") + zipped(),
    "PNG and PHP": lambda: _png() + PHP,
    "PNG, PHP in tEXt": lambda: png_with(chunk(b"tEXt", b"Comment\0" + PHP)),
    "PNG, script in tEXt": lambda: _png(pnginfo=_text(packed=False)),
    "PNG, script in zTXt": lambda: _png(pnginfo=_text(packed=True)),
    "PNG, script in iTXt": lambda: png_with(chunk(b"iTXt", b"XML\0\0\0\0\0" + PAYLOAD)),
    "PNG, script in iCCP": lambda: _png(icc_profile=profile_with_text()),
    "PNG, script in eXIf": lambda: _png(exif=exif_with_text()),
    "PNG, script in a private chunk": lambda: png_with(chunk(b"evIl", PAYLOAD)),
    "PNG and zip": lambda: _png() + zipped(),
    "moving PNG and HTML": lambda: moving("PNG", pnginfo=_text(packed=False)) + PAYLOAD,
    "PNG of a palette, script unused": lambda: pictures.encoded(
        pictures.colours().quantize(8), "PNG", pnginfo=_text(packed=False)
    ),
    "WebP, script in its chunks": _riff_chunk,
    "WebP and HTML": lambda: _webp() + PAYLOAD,
    "WebP, script in ICC": lambda: _webp(icc_profile=profile_with_text()),
    "moving WebP and script": lambda: moving("WEBP", exif=exif_with_text(), xmp=PAYLOAD) + PAYLOAD,
    "AVIF, script in XMP and EXIF": lambda: _other("AVIF", xmp=PAYLOAD, exif=exif_with_text()),
    "AVIF and HTML": lambda: _other("AVIF") + PAYLOAD,
    "AVIF, script in ICC": lambda: _other("AVIF", icc_profile=profile_with_text()),
    "HEIC, script in XMP and EXIF": lambda: _other(
        "HEIF", xmp=PAYLOAD, exif=exif_with_text().tobytes()
    ),
    "HEIC and zip": lambda: (
        _other("HEIF") + struct.pack(">I", 8 + len(zipped())) + b"free" + zipped()
    ),
}


def _packed(size: int) -> bytes:
    """Return zeros that grow a thousandfold."""
    packer = zlib.compressobj(9)
    return b"".join(packer.compress(bytes(1 << 20)) for _ in range(size >> 20)) + packer.flush()


def _png_row_bomb() -> bytes:
    """Return a small PNG whose rows would go on for 64 MB, behind a note of 256 MB."""
    header = struct.pack(">IIBBBBB", 100, 100, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"zTXt", b"a\0\0" + _packed(256 << 20))
    return b"\x89PNG\r\n\x1a\n" + body + chunk(b"IDAT", _packed(64 << 20)) + chunk(b"IEND", b"")


def _gif_frames() -> bytes:
    head = b"GIF89a" + struct.pack("<HHBBB", 16, 16, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    return head + (b"," + struct.pack("<HHHHB", 0, 0, 16, 16, 0) + b"\x02\x02\x4c\x01\0") * 200_000


BOMBS: dict[str, Callable[[], bytes]] = {
    "pixels of a PNG": lambda: pictures.declaring(60_000, 60_000),
    "pixels of a GIF": lambda: b"GIF89a" + struct.pack("<HHBBB", 65535, 65535, 0, 0, 0) + b",",
    "frames of a GIF": _gif_frames,
    "frames of a PNG": lambda: png_with(chunk(b"acTL", struct.pack(">II", 2**31 - 1, 0))),
    "frames and pixels": lambda: moving_large(),
    "zTXt": lambda: png_with(chunk(b"zTXt", b"a\0\0" + _packed(512 << 20))),
    "many zTXt": lambda: png_with(*[chunk(b"zTXt", b"a\0\0" + _packed(1 << 20))] * 200),
    "iTXt": lambda: png_with(chunk(b"iTXt", b"a\0\1\0\0\0" + _packed(256 << 20))),
    "iCCP": lambda: png_with(chunk(b"iCCP", b"a\0\0" + _packed(512 << 20))),
    "zTXt and endless rows": _png_row_bomb,
}


def moving_large() -> bytes:
    """Return a GIF of 50 frames of two megapixels and a bit, each of a few bytes."""
    size = (2000, 1001)
    head = b"GIF89a" + struct.pack("<HHBBB", *size, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    return head + (b"," + struct.pack("<HHHHB", 0, 0, *size, 0) + b"\x02\x02\x4c\x01\0") * 50 + b";"
