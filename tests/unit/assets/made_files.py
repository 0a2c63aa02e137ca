"""Honest files of every kind but pictures, made by the libraries people's programs use."""

import io
import subprocess
import zipfile
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import docx
import imageio_ffmpeg
import openpyxl
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fpdf import FPDF

PAYLOAD = b"<script>alert('payload')</script>"


def pdf(pages: int = 1) -> bytes:
    document = FPDF()
    for number in range(pages):
        document.add_page()
        document.set_font("helvetica", size=24)
        document.cell(0, 12, f"Page {number + 1}", link="https://shop.example/mug")
    return bytes(document.output())


def docx_file() -> bytes:
    document = docx.Document()
    document.add_heading("Speckled mug")
    document.add_paragraph("Holds 350 ml. 容量 350 毫升。")
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).text = "Height"
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def xlsx_file() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["SKU", "名称"])
    sheet.append(["M-1", "马克杯"])
    sheet["A2"].hyperlink = "https://shop.example/m-1"
    book.create_sheet("Prices")
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


@lru_cache
def recording(ending: str, *options: str) -> bytes:
    """Return two seconds of a moving test picture and a tone, or of the tone alone."""
    has_picture = ending in {"mp4", "mov", "webm", "mkv"}
    with TemporaryDirectory() as name:
        target = Path(name) / f"made.{ending}"
        command = [
            imageio_ffmpeg.get_ffmpeg_exe(), "-loglevel", "error",
            *(["-f", "lavfi", "-i", "testsrc2=d=2:s=320x180:r=25"] if has_picture else []),
            "-f", "lavfi", "-i", "sine=d=2",
            "-metadata", "title=SECRET-TITLE", "-metadata", "location=+52.5+13.4/",
            *options, str(target),
        ]  # fmt: skip
        subprocess.run(command, check=True, timeout=60)
        return target.read_bytes()


@lru_cache
def font(flavor: str = "", *, outlines: str = "glyf") -> bytes:
    """Return a font of the letters A and a, each a square."""
    builder = FontBuilder(1000, isTTF=outlines == "glyf")
    builder.setupGlyphOrder([".notdef", "A", "a"])
    builder.setupCharacterMap({65: "A", 97: "a"})
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    for point in ((500, 0), (500, 700), (0, 700)):
        pen.lineTo(point)
    pen.closePath()
    square = pen.glyph()
    builder.setupGlyf({".notdef": square, "A": square, "a": square})
    builder.setupHorizontalMetrics(dict.fromkeys((".notdef", "A", "a"), (600, 0)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Speckle", "styleName": "Bold"})
    builder.setupOS2(usWeightClass=700, fsType=4)
    builder.setupPost()
    builder.font.flavor = flavor or None
    target = io.BytesIO()
    builder.font.save(target)
    return target.getvalue()


def rezipped(
    content: bytes,
    changed: dict[str, bytes | None] | None = None,
    added: dict[str, bytes] | None = None,
) -> bytes:
    """Return an archive with entries changed (None: left out) or added."""
    changed, target = changed or {}, io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for entry in source.infolist():
            put = changed.get(entry.filename, source.read(entry))
            if put is not None:
                made.writestr(entry.filename, put)
        for name, put in (added or {}).items():
            made.writestr(name, put)
    return target.getvalue()


def entry(content: bytes, name: str) -> bytes:
    """Return one entry of an archive."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name)


def everything(content: bytes) -> bytes:
    """Return all an archive holds, unpacked, with the names of its entries."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return b"".join(name.encode() + archive.read(name) for name in archive.namelist())
