"""Pictures inside Office files are made anew: nothing of them but what is seen is stored."""

import io
import struct
from typing import Any

import docx
import openpyxl
import pytest
from docx.shared import Cm
from openpyxl.drawing.image import Image as Drawn
from PIL import Image, ImageChops, ImageStat

from tests.unit.assets import made_files as made
from tests.unit.assets.cleaned import clean

pytestmark = pytest.mark.slow

PAYLOAD = made.PAYLOAD
MEDIA = "word/media/image1.png"


def seen(mode: str = "RGB") -> Image.Image:
    grey = Image.linear_gradient("L").resize((64, 48))
    return Image.merge("RGB", [grey, grey.rotate(180), grey]).convert(mode)


def encoded(encoder: str, mode: str = "RGB") -> bytes:
    """Return a picture with notes of every make, and a page behind its end."""
    target = io.BytesIO()
    told: dict[str, Any] = {}
    exif = Image.Exif()
    exif[0x010E] = PAYLOAD.decode()
    if encoder in {"JPEG", "GIF"}:
        told["comment"] = PAYLOAD
    if encoder in {"JPEG", "PNG", "WEBP", "TIFF"}:
        told["exif"] = exif
    seen(mode).save(target, encoder, **told)
    return target.getvalue() + PAYLOAD


def with_picture(ending: str, content: bytes) -> bytes:
    """Return a Word file with one picture, whose part is called by that ending."""
    document = docx.Document(io.BytesIO(made.docx_file()))
    target = io.BytesIO()
    seen().save(target, "PNG")
    target.seek(0)
    document.add_picture(target, width=Cm(4))
    target = io.BytesIO()
    document.save(target)
    whole = target.getvalue()
    rels, name = "word/_rels/document.xml.rels", f"word/media/image1.{ending}"
    types = made.entry(whole, "[Content_Types].xml").replace(
        b"<Default ", f'<Default Extension="{ending}" ContentType="image/x"/><Default '.encode(), 1
    )
    links = made.entry(whole, rels).replace(b"image1.png", f"image1.{ending}".encode())
    return made.rezipped(
        whole, {MEDIA: None, rels: links, "[Content_Types].xml": types}, {name: content}
    )


def stored_picture(ending: str, content: bytes) -> bytes:
    stored = clean(with_picture(ending, content), "Sheet.docx")
    assert docx.Document(io.BytesIO(stored.content)).inline_shapes
    return made.entry(stored.content, f"word/media/image1.{ending}")


@pytest.mark.parametrize(
    ("ending", "encoder", "mode"),
    [
        ("jpg", "JPEG", "RGB"),
        ("jpeg", "JPEG", "L"),
        ("png", "PNG", "RGB"),
        ("png", "PNG", "RGBA"),
        ("png", "PNG", "P"),
        ("gif", "GIF", "P"),
        ("bmp", "BMP", "RGB"),
        ("tif", "TIFF", "RGB"),
        ("tiff", "TIFF", "L"),
        ("webp", "WEBP", "RGB"),
        ("png", "JPEG", "RGB"),
    ],
)
def test_a_picture_keeps_its_pixels_and_its_format_and_nothing_else(
    ending: str, encoder: str, mode: str
) -> None:
    content = encoded(encoder, mode)
    assert PAYLOAD in content

    after = stored_picture(ending, content)

    assert b"payload" not in after
    with Image.open(io.BytesIO(content)) as was, Image.open(io.BytesIO(after)) as now:
        assert now.format == {"jpg": "JPEG", "jpeg": "JPEG", "tif": "TIFF"}.get(
            ending, ending.upper()
        )
        apart = ImageChops.difference(was.convert("RGB"), now.convert("RGB"))
        assert max(ImageStat.Stat(apart).mean) < 2
        assert not now.getexif().get(0x010E)


def emf(*orders: tuple[int, bytes]) -> bytes:
    body = b"".join(struct.pack("<2L", kind, 8 + len(told)) + told for kind, told in orders)
    head = bytearray(108)
    struct.pack_into("<2L", head, 0, 1, 108)
    head[40:44] = b" EMF"
    struct.pack_into("<2L", head, 48, 108 + len(body), 1 + len(orders))
    return bytes(head) + body


def wmf(*orders: tuple[int, bytes]) -> bytes:
    body = b"".join(struct.pack("<LH", 3 + len(told) // 2, kind) + told for kind, told in orders)
    return struct.pack("<3HLHLH", 1, 9, 0x300, 9 + len(body) // 2, 0, 3, 0) + body


NOTE = PAYLOAD + bytes(-len(PAYLOAD) % 4)
LINE = (54, struct.pack("<2l", 9, 9))
EMF_END = (14, struct.pack("<3L", 0, 16, 20))
EMF = emf(LINE, EMF_END)
WMF = wmf((0x0213, b"\x09\0\x09\0"), (0, b""))


@pytest.mark.parametrize(
    ("ending", "content", "left"),
    [
        ("emf", EMF, EMF),
        ("emf", emf(LINE, (70, struct.pack("<L", len(NOTE)) + NOTE), EMF_END) + PAYLOAD, EMF),
        ("wmf", WMF, WMF),
        ("wmf", wmf((0x0213, b"\x09\0\x09\0"), (0x0626, NOTE), (0, b"")) + PAYLOAD, WMF),
    ],
)
def test_a_metafile_keeps_the_orders_that_draw(ending: str, content: bytes, left: bytes) -> None:
    after = stored_picture(ending, content)

    assert b"payload" not in after
    assert after[-len(left) + 108 if ending == "emf" else 10 :].endswith(left[-12:])
    assert len(after) == len(left)


@pytest.mark.parametrize("ending", ["wmf", "emf", "tif", "tiff", "jpg", "gif", "bmp", "png"])
@pytest.mark.parametrize("head", [b"", b"\x01\0\0\0", b"\xff\xd8\xff", b"BM", b"II*\0", b"GIF89a"])
def test_what_is_no_picture_is_replaced_by_a_see_through_pixel(ending: str, head: bytes) -> None:
    after = stored_picture(ending, head + PAYLOAD)

    with Image.open(io.BytesIO(after)) as opened:
        assert (opened.format, opened.size) == ("PNG", (1, 1))


def test_a_workbook_s_pictures_are_made_anew_too() -> None:
    book = openpyxl.load_workbook(io.BytesIO(made.xlsx_file()))
    book["Sheet"].add_image(Drawn(io.BytesIO(encoded("JPEG"))), "C3")
    target = io.BytesIO()
    book.save(target)
    assert PAYLOAD in made.everything(target.getvalue())

    stored = clean(target.getvalue(), "Prices.xlsx")

    assert b"payload" not in made.everything(stored.content)
    assert openpyxl.load_workbook(io.BytesIO(stored.content))["Sheet"]._images
