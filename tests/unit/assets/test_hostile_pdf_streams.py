"""What is hidden in a PDF's streams, beside what they draw, is not stored."""

import io
import random
import zipfile
import zlib
from collections.abc import Callable

import pypdf
import pytest
from PIL import Image, ImageChops, ImageStat
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    EncodedStreamObject,
    NumberObject,
    PdfObject,
)

from assets.decoding import jpegs, traces
from tests.unit.assets import made_files as made
from tests.unit.assets.cleaned import clean, refused
from tests.unit.assets.pdf_pages import name, page_of, shown

pytestmark = pytest.mark.slow

PAYLOAD = made.PAYLOAD
SIDE = 64


def archive() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as opened:
        opened.writestr("payload.html", PAYLOAD)
    return target.getvalue()


HIDDEN = archive() + PAYLOAD


def picture(mode: str = "RGB") -> Image.Image:
    gradient = Image.linear_gradient("L").resize((SIDE, SIDE))
    return Image.merge("RGB", [gradient, gradient.rotate(90), gradient.rotate(180)]).convert(mode)


def jpeg(mode: str = "RGB", **told: object) -> bytes:
    target = io.BytesIO()
    picture(mode).save(target, "JPEG", quality=90, **told)  # type: ignore[arg-type]
    return target.getvalue()


def drawn_by(
    packed: bytes,
    filters: list[str],
    told: list[PdfObject] | None = None,
    colours: str = "/DeviceRGB",
) -> bytes:
    """Return a PDF whose page is one picture, of bytes packed so."""
    writer = pypdf.PdfWriter()
    stream = EncodedStreamObject()
    stream._data = packed
    stream.update(
        {
            name("/Type"): name("/XObject"), name("/Subtype"): name("/Image"),
            name("/Width"): NumberObject(SIDE), name("/Height"): NumberObject(SIDE),
            name("/BitsPerComponent"): NumberObject(8), name("/ColorSpace"): name(colours),
            name("/Filter"): ArrayObject([name(each) for each in filters]),
        }
    )  # fmt: skip
    if told:
        stream[name("/DecodeParms")] = ArrayObject(told)
    return page_of(writer, stream, side=SIDE, hidden=HIDDEN)


def difference(one: Image.Image, other: Image.Image) -> float:
    return max(ImageStat.Stat(ImageChops.difference(one, other)).mean)


def lzw(content: bytes) -> bytes:
    """Return LZW that clears its table before it would grow."""
    bits = "".join(format(256, "09b") + format(byte, "09b") for byte in content)
    bits += format(257, "09b")
    bits += "0" * (-len(bits) % 8)
    return int(bits, 2).to_bytes(len(bits) // 8, "big")


def runs(content: bytes) -> bytes:
    pieces = [content[at : at + 128] for at in range(0, len(content), 128)]
    return b"".join(bytes((len(piece) - 1,)) + piece for piece in pieces) + b"\x80"


RAW = picture().tobytes()
STORED = zlib.compress(RAW, 0)
PREDICTED = zlib.compress(
    b"".join(b"\0" + RAW[at : at + SIDE * 3] for at in range(0, len(RAW), SIDE * 3))
)
ROWS = DictionaryObject(
    {name("/Predictor"): NumberObject(15), name("/Colors"): NumberObject(3),
     name("/Columns"): NumberObject(SIDE)}
)  # fmt: skip
NOTES = {"comment": PAYLOAD, "exif": b"Exif\0\0" + PAYLOAD, "icc_profile": PAYLOAD * 9}
PACKED: dict[str, Callable[[], bytes]] = {
    "behind Flate": lambda: drawn_by(zlib.compress(RAW) + HIDDEN, ["/FlateDecode"]),
    "behind rows": lambda: drawn_by(PREDICTED + HIDDEN, ["/FlateDecode"], [ROWS]),
    "behind what is stored": lambda: drawn_by(STORED + HIDDEN, ["/FlateDecode"]),
    "behind LZW": lambda: drawn_by(lzw(RAW) + HIDDEN, ["/LZWDecode"]),
    "behind runs": lambda: drawn_by(runs(RAW) + HIDDEN, ["/RunLengthDecode"]),
    "behind letters": lambda: drawn_by(RAW.hex().encode() + b">" + HIDDEN, ["/ASCIIHexDecode"]),
    "behind a JPEG": lambda: drawn_by(jpeg() + HIDDEN, ["/DCTDecode"]),
    "in a JPEG's notes": lambda: drawn_by(jpeg(**NOTES), ["/DCTDecode"]),
    "in a packed JPEG": lambda: drawn_by(
        zlib.compress(jpeg(comment=PAYLOAD) + HIDDEN), ["/FlateDecode", "/DCTDecode"]
    ),
    "behind a JPEG's lines": lambda: drawn_by(
        jpeg()[:-2] + HIDDEN.replace(b"\xff", b"") + b"\xff\xd9", ["/DCTDecode"]
    ),
    "behind a grey JPEG": lambda: drawn_by(
        jpeg("L") + HIDDEN, ["/DCTDecode"], colours="/DeviceGray"
    ),
    "behind a CMYK JPEG": lambda: drawn_by(
        jpeg("CMYK") + HIDDEN, ["/DCTDecode"], colours="/DeviceCMYK"
    ),
    "behind a fax": lambda: drawn_by(bytes(64) + HIDDEN, ["/CCITTFaxDecode"]),
    "behind a JBIG2": lambda: drawn_by(bytes(64) + HIDDEN, ["/JBIG2Decode"]),
}


@pytest.mark.parametrize("where", PACKED)
def test_what_is_hidden_in_a_stream_is_not_stored_and_the_page_looks_the_same(where: str) -> None:
    content = PACKED[where]()

    stored = clean(content, "Sheet.pdf")

    for trace in (PAYLOAD, b"PK\x03\x04", b"PK\x05\x06", b"<script"):
        assert trace not in stored.content
    assert not zipfile.is_zipfile(io.BytesIO(stored.content))
    assert difference(shown(content), shown(stored.content)) < 1


def test_pixels_that_are_an_archive_draw_the_same_and_open_no_more() -> None:
    noise = random.Random(9).randbytes(len(RAW) - len(HIDDEN))
    content = drawn_by(zlib.compress(noise + HIDDEN, 0), ["/FlateDecode"])
    assert PAYLOAD in content  # stored as they are: they do not shrink

    stored = clean(content, "Sheet.pdf")

    assert b"<script" not in stored.content
    assert b"PK\x03\x04" not in stored.content
    assert difference(shown(content), shown(stored.content)) == 0


def test_a_jpeg_that_is_none_is_refused() -> None:
    assert refused(drawn_by(HIDDEN, ["/DCTDecode"]), "Sheet.pdf")[0] == "document-broken"


def test_a_jpeg_keeps_its_pixels_to_the_bit() -> None:
    for told in ({}, {"progressive": True}, {"subsampling": 0}, {"restart_marker_rows": 1}):
        content = jpeg(comment=PAYLOAD, **told)
        with (
            Image.open(io.BytesIO(content)) as before,
            Image.open(io.BytesIO(jpegs.rebuilt(content))) as after,
        ):
            assert before.tobytes() == after.tobytes()
            assert "comment" not in after.info


@pytest.mark.parametrize("size", [0, 1, 70_000, 200_001])
def test_packed_bytes_are_the_same_when_unpacked_and_do_not_lie_open(size: int) -> None:
    content = random.Random(size).randbytes(size) + PAYLOAD

    packed = traces.pack(content)

    assert zlib.decompress(packed) == content
    assert PAYLOAD not in packed
