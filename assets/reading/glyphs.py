"""Takes a page's characters from the program that draws it, where no other reads its fonts."""

import ctypes
from collections.abc import Iterator
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

# Fewer characters than this share of what is drawn: the fonts are not read.
FEW = 0.5
_NAME_BYTES = 128


def drawn_chars(opened: Any, *, beside: int, most: int) -> list[dict[str, Any]]:
    """Return the page's characters as pdfplumber gives them, unless it gave most of them itself.

    opened: pdfplumber's page. beside: how many characters it found. most: of a page with more,
    none are read.
    """
    if opened.rotation:
        return []  # what is drawn is turned, and its places are not
    stream = opened.pdf.stream
    stream.seek(0)
    with pypdfium2.PdfDocument(stream) as document:
        page = document[opened.page_number - 1]
        text = page.get_textpage()
        count = text.count_chars()
        if beside >= FEW * count or count > most:
            return []
        return list(_chars(text, count, left=opened.bbox[0], foot=opened.bbox[3]))


def _chars(text: Any, count: int, *, left: float, foot: float) -> Iterator[dict[str, Any]]:
    for at in range(count):
        letter = chr(pdfium.FPDFText_GetUnicode(text.raw, at))
        if pdfium.FPDFText_IsGenerated(text.raw, at) == 1 or not letter.isprintable():
            continue
        begin, low, end, high = text.get_charbox(at, loose=True)
        size = _size(text, at) or max(high - low, 1.0)
        # Some fonts ask for much room above and below: letters are as high as they are set.
        top = foot - (low + high) / 2 - size / 2
        yield {
            "object_type": "char", "text": letter, "upright": True, "size": size,
            "x0": left + begin, "x1": left + end, "top": top, "bottom": top + size, "doctop": top,
            "width": end - begin, "height": size,
            "fontname": _font(text, at), "non_stroking_color": _colour(text, at),
        }  # fmt: skip


def _size(text: Any, at: int) -> float:
    matrix = pdfium.FS_MATRIX()
    scaled = pdfium.FPDFText_GetMatrix(text.raw, at, ctypes.byref(matrix))
    return float(pdfium.FPDFText_GetFontSize(text.raw, at)) * (abs(matrix.d) if scaled else 1.0)


def _font(text: Any, at: int) -> str:
    name, flags = ctypes.create_string_buffer(_NAME_BYTES), ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(text.raw, at, name, _NAME_BYTES, ctypes.byref(flags))
    return f"{name.value.decode(errors='replace')} {pdfium.FPDFText_GetFontWeight(text.raw, at)}"


def _colour(text: Any, at: int) -> tuple[int, int, int]:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    pdfium.FPDFText_GetFillColor(text.raw, at, *(map(ctypes.byref, (red, green, blue, alpha))))
    return red.value, green.value, blue.value
