"""PDF pages of one picture, written and looked at."""

import io
import zlib

import pypdf
import pypdfium2
from PIL import Image
from pypdf.generic import DictionaryObject, EncodedStreamObject, NameObject


def name(text: str) -> NameObject:
    return NameObject(text)


def page_of(
    writer: pypdf.PdfWriter, picture: EncodedStreamObject, *, side: int, hidden: bytes = b""
) -> bytes:
    """Return a document whose page is one picture. hidden: bytes behind what draws it."""
    page = writer.add_blank_page(side, side)
    page[name("/Resources")] = DictionaryObject(
        {name("/XObject"): DictionaryObject({name("/I"): writer._add_object(picture)})}
    )
    lines = EncodedStreamObject()
    lines._data = zlib.compress(f"{side} 0 0 {side} 0 0 cm /I Do".encode()) + hidden
    lines[name("/Filter")] = name("/FlateDecode")
    page[name("/Contents")] = writer._add_object(lines)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def shown(content: bytes) -> Image.Image:
    """Return the first page as people see it."""
    document = pypdfium2.PdfDocument(content)
    try:
        return document[0].render(scale=1).to_pil().convert("RGB")
    finally:
        document.close()
