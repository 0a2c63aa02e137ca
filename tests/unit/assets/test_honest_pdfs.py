"""Rare but honest PDFs look the same when they are written anew."""

import zlib

import pypdf
import pytest
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    EncodedStreamObject,
    NumberObject,
)

from tests.unit.assets.cleaned import clean
from tests.unit.assets.pdf_pages import name, page_of, shown

pytestmark = pytest.mark.slow

SIDE = 16


def layered(policy: str) -> bytes:
    """Return a PDF that is black where its layer is shown. policy: when it is, as the layer is on."""
    writer = pypdf.PdfWriter()
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
    return page_of(writer, stream, side=SIDE)


@pytest.mark.parametrize(("policy", "colour"), [("/AllOff", 255), ("/AnyOn", 0)])
def test_a_layer_is_shown_when_it_was_shown(policy: str, colour: int) -> None:
    content = layered(policy)
    assert shown(content).getpixel((8, 8)) == (colour,) * 3

    assert shown(clean(content, "Sheet.pdf").content).getpixel((8, 8)) == (colour,) * 3
