"""Tells what a file is by its bytes, as far as people name files; its name is only compared.

A filter, not a gate: what passes here is still decoded in the child.
"""

import mmap
from pathlib import Path

from assets.decoding import zips
from assets.decoding.formats import BY_NAME, Format, by_extension, declares_other, extension_of
from assets.decoding.refused import Refused

HEAD_BYTES = 4096
# The pictures that are taken: our name → the decoder's name.
ACCEPTED = {
    "JPEG": "JPEG",
    "PNG": "PNG",
    "WebP": "WEBP",
    "AVIF": "AVIF",
    "HEIC": "HEIF",
    "GIF": "GIF",
}
TEXT, ZIP, OLE = "text", "ZIP", "OLE"
# How the text of active formats begins.
_ACTIVE = (
    (b"<svg", "SVG"),
    (b"<!doctype svg", "SVG"),
    (b"<!doctype html", "HTML"),
    (b"<html", "HTML"),
    (b"<head", "HTML"),
    (b"<body", "HTML"),
    (b"<script", "HTML"),
    (b"<iframe", "HTML"),
    (b"<?php", "PHP"),
    (b"<%", "a script"),
    (b"#!", "a script"),
    (b"@echo", "a script"),
    (b"mime-version:", "MHTML"),
    (b"from: <saved by", "MHTML"),
    (b"#extm3u", "a playlist"),
    (b"ffconcat", "a playlist"),
    (b"{\\rtf", "RTF"),
    (b"%!ps", "EPS"),
)
_MAGIC = (
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"8BPS", "PSD"),
    (b"%PDF-", "PDF"),
    (b"\xff\x0a", "JPEG XL"),
    (b"\0\0\0\x0cJXL ", "JPEG XL"),
    (b"\0\0\0\x0cjP  ", "JPEG 2000"),
    (b"\0\0\x01\0", "ICO"),
    (b"PK\x03\x04", ZIP),
    (b"PK\x05\x06", ZIP),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
    (b"Rar!\x1a\x07", "RAR"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\0", "XZ"),
    (b"\x28\xb5\x2f\xfd", "Zstandard"),
    (b"MSCF", "CAB"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
    (b"\xca\xfe\xba\xbe", "a program"),
    (b"\xcf\xfa\xed\xfe", "a program"),
    (b"\xce\xfa\xed\xfe", "a program"),
    (b"\0asm", "a program"),
    (b"!<arch>", "a program"),
    (b"ID3", "MP3"),
    (b"fLaC", "FLAC"),
    (b"OggS", "Ogg"),
    (b"\0\x01\0\0", "TTF"),
    (b"true\0", "TTF"),
    (b"OTTO", "OTF"),
    (b"wOFF", "WOFF"),
    (b"wOF2", "WOFF2"),
    (b"ttcf", "TTC"),
    (b"FLV\x01", "FLV"),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "WMV"),
    (b"\0\0\x01\xba", "MPEG"),
    (b"BM", "BMP"),
)
# Those that words may begin with as well: a table of "BMW" is no bitmap.
_SPELT = frozenset(
    {b"BM", b"MZ", b"ID3", b"BZh", b"MSCF", b"OTTO", b"8BPS", b"OggS", b"fLaC", b"ttcf", b"wOFF"}
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
    b"crx ": "CR3",
}
_RIFF = {b"WEBP": "WebP", b"WAVE": "WAV", b"AVI ": "AVI"}
_MATROSKA = b"\x1aE\xdf\xa3"
# What old Office files call the streams they are made of.
_OLE_STREAMS = (
    ("EncryptedPackage", "document-locked", ""),
    ("WordDocument", "office-old", "Word 97"),
    ("Workbook", "office-old", "Excel 97"),
    ("Book", "office-old", "Excel 95"),
    ("PowerPoint Document", "office-old", "PowerPoint 97"),
)
_MACROS = ("docm", "xlsm", "dotm", "xltm", "pptm")


def kind_of(head: bytes) -> str | None:
    """Return the name people know the file's type by, or None when it is none we know."""
    name = name_of(head)
    return None if name == TEXT else name


def name_of(head: bytes) -> str | None:
    """Return the same; what needs more than the head has a name as well: `text`, `ZIP`, `OLE`."""
    for magic, name in _MAGIC:
        if head.startswith(magic) and not (magic in _SPELT and _words(head) is not None):
            return name
    return _by_structure(head) or _by_words(head)


def _by_structure(head: bytes) -> str | None:
    """Return the type of what is told by more than how it begins."""
    if head[:4] in (b"RIFF", b"RF64"):
        return _RIFF.get(head[8:12])
    if head[4:8] in (b"ftyp", b"moov", b"wide", b"mdat", b"skip", b"free"):
        return _BRANDS.get(head[8:12], "MP4") if head[4:8] == b"ftyp" else "MP4"
    if head[:4] == _MATROSKA:
        return "WebM" if b"webm" in head[:64] else "MKV"
    if head[257:262] == b"ustar":
        return "TAR"
    if len(head) > 1 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0 and head[:2] != b"\xff\xfe":
        # Eleven bits of sync; no layer is how AAC writes it.
        return "AAC" if head[1] & 0xF6 == 0xF0 else "MP3"
    return None


def _by_words(head: bytes) -> str | None:
    words = _words(head)
    # What begins like a page is one to a browser, whatever follows.
    start = (head if words is None else words).removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for begins, name in _ACTIVE:
        if start.startswith(begins):
            return name
    if words is None:
        return None
    if start.startswith((b"<?xml", b"<!--")):
        return next((name for mark, name in _ACTIVE[:4] if mark in start), "XML")
    return TEXT


def utf16_order(head: bytes) -> str | None:
    """Return how UTF-16 is written there; without a mark, its NULs all stand on one side."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > 1 and not even:
        return "utf-16-le"
    return "utf-16-be" if even > 1 and not odd else None


def _words(head: bytes) -> bytes | None:
    """Return the head as UTF-8 or what holds ASCII like it, or None when it is no text."""
    order = utf16_order(head)
    if order is not None:
        head = head[: len(head) & ~1].decode(order, "replace").encode("utf-8", "replace")
    if not head or any(byte < 9 or (13 < byte < 32 and byte != 27) for byte in head):
        return None
    return head.removeprefix(b"\xef\xbb\xbf")


def look(path: Path, *, filename: str, declared: str) -> Format:
    """Return the format of a file that is what its name and its declared type say.

    Raises:
        Refused: it is nothing we take, or something else than it says.
    """
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if not head:
        raise Refused("file-empty")
    name = name_of(head)
    if name == OLE:
        raise _of_ole(path)
    if name == ZIP:
        name = _of_zip(path, filename)
    return agreed(name, filename=filename, declared=declared)


def agreed(name: str | None, *, filename: str, declared: str) -> Format:
    """Return the format of that name, if the file's name and its declared type agree.

    name: as `name_of` tells it.

    Raises:
        Refused: they do not, or it is nothing we take.
    """
    claimed, extension = by_extension(filename), extension_of(filename)
    if name == TEXT:
        if claimed is not None and claimed.name != "CSV":
            raise Refused("file-is-text", extension=extension)
        if claimed is None and (extension or "csv" not in declared):
            raise Refused("file-type-unsupported", type=extension.upper() or "text")
        return BY_NAME["CSV"]
    found = BY_NAME.get(name or "")
    if name is None or found is None:
        raise _unknown(name, claimed, extension)
    if claimed is None and extension:
        raise Refused("file-misnamed", extension=extension, type=found.name)
    if claimed is not None and claimed is not found and not _is_kin(claimed, found):
        raise Refused("file-misnamed", extension=extension, type=found.name)
    if declares_other(found, declared) and not (claimed and not declares_other(claimed, declared)):
        raise Refused("file-misdeclared", declared=declared[:80], type=found.name)
    return found


def _is_kin(claimed: Format, found: Format) -> bool:
    """Return whether fonts of one make: TTF and OTF may hold either outlines."""
    return {claimed.name, found.name} == {"TTF", "OTF"}


def _unknown(name: str | None, claimed: Format | None, extension: str) -> Refused:
    if name is None:
        if claimed is not None:
            return Refused("file-not-as-named", extension=extension)
        return Refused("file-type-unsupported", type=extension.upper())
    if claimed is not None and claimed.extensions:
        return Refused("file-misnamed", extension=extension, type=name)
    return Refused("file-type-unsupported", type=name)


def _of_zip(path: Path, filename: str) -> str:
    """Return which of Office's formats an archive is, by the parts in it."""
    with zips.opened(path) as archive:
        names = {name.lower() for name in archive.namelist()}
    if extension_of(filename) in _MACROS or any("vbaproject" in name for name in names):
        raise Refused("document-macros")
    if "xl/workbook.bin" in names:
        raise Refused("office-old", type="Excel (binary)")
    if "[content_types].xml" in names:
        for part, name in (("word/", "Word"), ("xl/", "Excel"), ("ppt/", "PowerPoint")):
            if any(known.startswith(part) for known in names):
                return name
    return ZIP


def _of_ole(path: Path) -> Refused:
    """Return why a container of the old Office is not taken."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        for stream, code, name in _OLE_STREAMS:
            if content.find(stream.encode("utf-16-le") + b"\0\0") >= 0:
                return Refused(code, type=name) if name else Refused(code)
    return Refused("file-type-unsupported", type="OLE")
