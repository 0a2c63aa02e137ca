"""Writes a font anew, with the tables that draw letters and no others."""

import struct
from pathlib import Path
from typing import Any

import brotli  # type: ignore[import-untyped,unused-ignore]
from fontTools.ttLib import TTFont, TTLibError
from PIL import Image, ImageDraw, ImageFont

from assets.decoding import specimen, stills
from assets.decoding.refused import Refused

MAX_UNPACKED_BYTES = 100 * 1024**2
MAX_TABLES = 64
_PIECE_BYTES = 1024**2
# Rights to embed, in the OS/2 table: https://learn.microsoft.com/typography/opentype/spec/os2
RIGHTS = {0: "installable", 2: "restricted", 4: "preview", 8: "editable"}
_TABLES = frozenset(
    {"head", "hhea", "maxp", "OS/2", "hmtx", "cmap", "name", "post", "cvt ", "fpgm", "prep", "glyf",
     "loca", "CFF ", "CFF2", "VORG", "gasp", "GDEF", "GPOS", "GSUB", "BASE", "JSTF", "MATH", "kern",
     "vhea", "vmtx", "HVAR", "VVAR", "MVAR", "STAT", "avar", "fvar", "gvar", "cvar", "COLR", "CPAL",
     "hdmx", "VDMX", "LTSH"}
)  # fmt: skip
_NEEDED = ("head", "hhea", "maxp", "hmtx", "cmap", "name")
# Names up to that of the variations; what follows is the maker's own.
_LAST_NAME, _LONGEST_NAME = 25, 2_000
_SAMPLES = ("Aa", "永字", "한글", "あア")
_PAPER = (800, 450)
_BROKEN = (
    TTLibError, ValueError, TypeError, KeyError, IndexError, AttributeError, AssertionError, OSError,
    struct.error, EOFError, RecursionError, OverflowError, NotImplementedError, ArithmeticError,
    brotli.error, UnicodeError,
)  # fmt: skip


def clean(source: Path, *, folder: Path) -> dict[str, Any]:
    """Write `clean.<ext>` and thumbnails of some letters into `folder`; return what was measured.

    Raises:
        Refused: it is no font we take; the code says why.
    """
    try:
        _measure_packed(source)
        # Tables that are not looked into are copied as they are.
        with TTFont(source, lazy=True, recalcBBoxes=False, recalcTimestamp=False) as font:
            measured = _strip(font)
            # To pack WOFF2 takes a large font minutes: it is kept unpacked.
            font.flavor = "woff" if font.flavor == "woff" else None
            flavour = font.flavor or ("otf" if font.sfntVersion == "OTTO" else "ttf")
            target = folder / f"clean.{flavour}"
            font.save(target, reorderTables=None)
        return {
            "kind": "font",
            "content_type": f"font/{flavour}",
            "measured": measured,
            "thumbs": _draw(target, folder),
        }
    except _BROKEN as error:
        raise Refused("font-broken", detail=f"{type(error).__name__}: {error}"[:200]) from error


def _measure_packed(source: Path) -> None:
    """See how much a packed font unpacks to, before it is."""
    with source.open("rb") as file:
        kind = file.read(4)
        if kind not in {b"wOFF", b"wOF2"}:
            return
        file.seek(0)
        content = file.read()
    if struct.unpack_from(">H", content, 12)[0] > MAX_TABLES:
        raise Refused("font-broken", detail="too many tables")
    if kind == b"wOFF":
        count = struct.unpack_from(">H", content, 12)[0]
        sizes = (struct.unpack_from(">L", content, 44 + 20 * n + 12)[0] for n in range(count))
        unpacked = sum(sizes)
    else:
        unpacked = _woff2_size(content)
    if unpacked > MAX_UNPACKED_BYTES:
        raise Refused("font-bomb")


def _woff2_size(content: bytes) -> int:
    """Return what a WOFF2 unpacks to, or a little more than it may: it is not held."""
    count, place = struct.unpack_from(">H", content, 12)[0], 48
    for _number in range(count):
        flags = content[place]
        place += 5 if flags & 0x3F == 0x3F else 1
        _size, place = _number_at(content, place)
        # Only outlines are written another way than they lie in a font, and say how long that is.
        is_outline = flags & 0x3F in {10, 11}
        if (flags >> 6 != 3) if is_outline else (flags >> 6 != 0):
            _size, place = _number_at(content, place)
    packed = content[place : place + struct.unpack_from(">L", content, 20)[0]]
    machine, size = brotli.Decompressor(), 0
    size += len(machine.process(packed, output_buffer_limit=_PIECE_BYTES))
    while not machine.is_finished() and size <= MAX_UNPACKED_BYTES:
        piece = machine.process(b"", output_buffer_limit=_PIECE_BYTES)
        size += len(piece)
        if not piece:
            break
    return size


def _number_at(content: bytes, place: int) -> tuple[int, int]:
    """Return the number that stands there in sevens of bits, and where it ends."""
    value = 0
    for place_of in range(place, place + 5):
        value = value << 7 | content[place_of] & 0x7F
        if not content[place_of] & 0x80:
            return value, place_of + 1
    raise ValueError("a number without an end")


def _strip(font: TTFont) -> dict[str, Any]:
    for tag in [tag for tag in font.keys() if tag not in _TABLES and tag != "GlyphOrder"]:  # noqa: SIM118
        del font[tag]
    if any(tag not in font for tag in _NEEDED) or not ({"glyf", "CFF ", "CFF2"} & set(font.keys())):
        raise Refused("font-unsupported")
    names = font["name"]
    names.names = [
        record
        for record in names.names
        if record.nameID <= _LAST_NAME and len(record.string) <= _LONGEST_NAME
    ]
    style, letters = font.get("OS/2", None), font.getBestCmap() or {}
    rights = style.fsType if style else 0
    return {
        "family": _name(names, 16, 1),
        "style": _name(names, 17, 2),
        "weight": int(style.usWeightClass) if style else 400,
        "glyphs": int(font["maxp"].numGlyphs),
        "letters": len(letters),
        "lacking": "".join(sorted(char for char in specimen.LETTERS if ord(char) not in letters)),
        "variable": "fvar" in font,
        "embedding": RIGHTS.get(rights & 0x0E, "restricted"),
        "fs_type": int(rights),
    }


def _name(names: Any, *ids: int) -> str:
    for name_id in ids:
        found = names.getDebugName(name_id)
        if found and found.strip():
            return "".join(char for char in found if char.isprintable()).strip()[:100]
    return ""


def _draw(target: Path, folder: Path) -> list[str]:
    """Draw some letters the font has, as another reader of fonts sees them."""
    plain = target
    with TTFont(target, lazy=True, recalcBBoxes=False, recalcTimestamp=False) as font:
        letters = font.getBestCmap() or {}
        if font.flavor:
            plain, font.flavor = folder / "plain", None
            font.save(plain, reorderTables=None)
    sample = next((text for text in _SAMPLES if all(ord(char) in letters for char in text)), "")
    if not sample:
        sample = "".join(chr(code) for code in sorted(letters) if chr(code).isalnum())[:2]
    paper = Image.new("RGB", _PAPER, "white")
    face = ImageFont.truetype(str(plain), 220)
    ImageDraw.Draw(paper).text(
        (_PAPER[0] // 2, _PAPER[1] // 2), sample, font=face, fill="black", anchor="mm"
    )
    return stills.write_thumbs(paper, folder=folder)
