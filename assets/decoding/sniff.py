"""Tells what a file is by its first bytes, as far as people name files.

A filter, not a gate: what passes here is still decoded in the child.
"""

from pathlib import PurePath

HEAD_BYTES = 512
# What is accepted: our name → the decoder's name.
ACCEPTED = {"JPEG": "JPEG", "PNG": "PNG", "WebP": "WEBP", "HEIC": "HEIF"}
EXTENSIONS = {
    "jpg": "JPEG",
    "jpeg": "JPEG",
    "jpe": "JPEG",
    "jfif": "JPEG",
    "png": "PNG",
    "webp": "WebP",
    "heic": "HEIC",
    "heif": "HEIC",
}
CONTENT_TYPES = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/webp": "WebP",
    "image/heic": "HEIC",
    "image/heif": "HEIC",
}
_MAGIC = (
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"BM", "BMP"),
    (b"8BPS", "PSD"),
    (b"%PDF-", "PDF"),
    (b"%!PS", "EPS"),
    (b"\xff\x0a", "JPEG XL"),
    (b"\0\0\0\x0cJXL ", "JPEG XL"),
    (b"\0\0\0\x0cjP  ", "JPEG 2000"),
    (b"\0\0\x01\0", "ICO"),
    (b"PK\x03\x04", "ZIP"),
)
# The brand of an ISO media file stands after its length and the word `ftyp`.
_BRANDS = {
    b"heic": "HEIC",
    b"heix": "HEIC",
    b"heim": "HEIC",
    b"heis": "HEIC",
    b"mif1": "HEIC",
    b"msf1": "HEIC",
    b"hevc": "HEIC",
    b"avif": "AVIF",
    b"avis": "AVIF",
    b"qt  ": "MOV",
    b"crx ": "CR3",
}


def kind_of(head: bytes) -> str | None:
    """Return the name people know the file's type by, or None when it is none we know."""
    for magic, name in _MAGIC:
        if head.startswith(magic):
            return name
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WebP"
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12], "MP4")
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith((b"<svg", b"<?xml")) and b"<svg" in text:
        return "SVG"
    if text.startswith((b"<!doctype html", b"<html")):
        return "HTML"
    return None


def kind_by_name(filename: str, content_type: str) -> str | None:
    """Return the type a file claims by its name, else by its declared content type.

    Returns the extension in capitals when it is none of ours (`TIFF`), None when nothing is claimed.
    """
    extension = PurePath(filename).suffix.lstrip(".").lower()
    if extension in EXTENSIONS:
        return EXTENSIONS[extension]
    declared = CONTENT_TYPES.get(content_type.lower())
    if declared:
        return declared
    if content_type.lower().startswith("image/"):
        subtype = content_type.partition("/")[2].partition("+")[0].removeprefix("x-")
        return {"tif": "TIFF"}.get(extension, extension.upper() or subtype.upper())
    return {"tif": "TIFF"}.get(extension, extension.upper()) or None
