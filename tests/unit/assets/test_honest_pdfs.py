"""Rare but honest PDFs look the same when they are written anew."""

import io
import zlib

import pypdf
import pypdfium2
import pytest
from PIL import Image
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    EncodedStreamObject,
    NameObject,
    NumberObject,
)

from tests.unit.assets.cleaned import clean

pytestmark = pytest.mark.slow

SIDE = 16


def name(text: str) -> NameObject:
    return NameObject(text)


def layered(policy: str) -> bytes:
    """Return a PDF that is black where its layer is shown. policy: when it is, as the layer is on."""
    writer = pypdf.PdfWriter()
    page = writer.add_blank_page(SIDE, SIDE)
    stream = EncodedStreamObject()
    stream._data = zlib.compress(b"\0")
    stream.update(
        {
            name("/Type"): name("/XObject"), name("/Subtype"): name("/Image"),
            name("/Width"): NumberObject(1), name("/Height"): NumberObject(1),
            name("/BitsPerComponent"): NumberObject(8), name("/ColorSpace"): name("/DeviceGray"),
            name("/Filter"): name("/FlateDecode"),
        }
    )  # fmt: skip
    layer = writer._add_object(DictionaryObject({name("/Type"): name("/OCG")}))
    stream[name("/OC")] = DictionaryObject(
        {
            name("/Type"): name("/OCMD"),
            name("/OCGs"): ArrayObject([layer]),
            name("/P"): name(policy),
        }
    )
    writer.root_object[name("/OCProperties")] = DictionaryObject(
        {name("/OCGs"): ArrayObject([layer]), name("/D"): DictionaryObject()}
    )
    page[name("/Resources")] = DictionaryObject(
        {name("/XObject"): DictionaryObject({name("/I"): writer._add_object(stream)})}
    )
    lines = EncodedStreamObject()
    lines._data = zlib.compress(f"{SIDE} 0 0 {SIDE} 0 0 cm /I Do".encode())
    lines[name("/Filter")] = name("/FlateDecode")
    page[name("/Contents")] = writer._add_object(lines)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def shown(content: bytes) -> Image.Image:
    document = pypdfium2.PdfDocument(content)
    try:
        return document[0].render(scale=1).to_pil().convert("RGB")
    finally:
        document.close()


@pytest.mark.parametrize(("policy", "colour"), [("/AllOff", 255), ("/AnyOn", 0)])
def test_a_layer_is_shown_when_it_was_shown(policy: str, colour: int) -> None:
    content = layered(policy)
    assert shown(content).getpixel((8, 8)) == (colour,) * 3

    assert shown(clean(content, "Sheet.pdf").content).getpixel((8, 8)) == (colour,) * 3
