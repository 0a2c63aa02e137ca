"""PDFs that act, hide or swell: what they carry is not stored, or they are refused at once."""

import io
import time
import zlib
from typing import Any

import pypdf
import pytest
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from tests.unit.assets import made_files as made
from tests.unit.assets.cleaned import clean, refused

pytestmark = pytest.mark.slow

PAYLOAD = made.PAYLOAD
ACTIVE = (
    b"/JavaScript", b"/JS", b"/OpenAction", b"/AA", b"/Launch", b"/EmbeddedFile", b"/XFA",
    b"/RichMedia", b"/AcroForm", b"/SubmitForm", b"/GoToR", b"/Metadata", b"payload", b"cmd.exe",
)  # fmt: skip


def name(text: str) -> NameObject:
    return NameObject(text)


def written(writer: pypdf.PdfWriter) -> bytes:
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def opened() -> pypdf.PdfWriter:
    return pypdf.PdfWriter(clone_from=io.BytesIO(made.pdf()))


def script() -> DictionaryObject:
    return DictionaryObject(
        {name("/S"): name("/JavaScript"), name("/JS"): TextStringObject("app.alert('payload')")}
    )


def everything_active() -> bytes:
    writer = opened()
    writer.add_attachment("payload.exe", b"MZ payload")
    writer.add_metadata({"/Author": "payload"})
    root = writer.root_object
    root[name("/OpenAction")] = script()
    root[name("/AA")] = DictionaryObject({name("/WC"): script()})
    form = DecodedStreamObject()
    form.set_data(b"<xdp>payload</xdp>")
    root[name("/AcroForm")] = DictionaryObject({name("/XFA"): writer._add_object(form)})
    page = writer.pages[0]
    page[name("/AA")] = DictionaryObject({name("/O"): script()})
    launch = DictionaryObject(
        {name("/S"): name("/Launch"), name("/F"): TextStringObject("cmd.exe payload")}
    )
    page[name("/Annots")] = ArrayObject(
        [
            writer._add_object(
                DictionaryObject(
                    {
                        name("/Type"): name("/Annot"),
                        name("/Subtype"): name(kind),
                        name("/Rect"): ArrayObject([NumberObject(n) for n in (0, 0, 99, 99)]),
                        name("/A"): action,
                        name("/RichMediaContent"): DictionaryObject(
                            {name("/Assets"): TextStringObject("payload")}
                        ),
                    }
                )
            )
            for kind, action in (("/Link", launch), ("/Widget", script()), ("/RichMedia", script()))
        ]
    )
    resources: Any = page[name("/Resources")].get_object()
    resources[name("/Metadata")] = TextStringObject("payload")
    return written(writer)


def unpacked(content: bytes) -> bytes:
    """Return a PDF with its streams beside it, as a reader sees them."""
    reader = pypdf.PdfReader(io.BytesIO(content))
    streams = [
        found.get_data()
        for number in range(1, len(reader.xref[0]) + 1)
        if isinstance(found := reader.get_object(number), pypdf.generic.StreamObject)
    ]
    return content + b"".join(streams)


def test_nothing_that_acts_is_stored_and_the_page_stays() -> None:
    content = everything_active()
    assert all(word in content for word in ACTIVE[:6])

    stored = clean(content, "Sheet.pdf")

    whole = unpacked(stored.content)
    assert [word for word in ACTIVE if word in whole] == []
    page = pypdf.PdfReader(io.BytesIO(stored.content)).pages[0]
    assert page.extract_text() == "Page 1"


@pytest.mark.parametrize(
    "hide",
    [
        lambda content: content + b"\n" + PAYLOAD,
        lambda content: content.replace(b"\ntrailer", b"\n% " + PAYLOAD + b"\ntrailer"),
        lambda content: content[:9] + b"%" + PAYLOAD + b"\n" + content[9:],
        lambda content: content + made.docx_file() + PAYLOAD,
    ],
    ids=["behind", "before the trailer", "behind the head", "with a zip behind"],
)
def test_a_pdf_that_is_something_else_as_well_is_only_a_pdf_when_stored(hide: Any) -> None:
    stored = clean(hide(made.pdf()), "Sheet.pdf")

    assert PAYLOAD not in stored.content
    assert b"PK\x03\x04" not in stored.content
    assert all(PAYLOAD not in content for content in stored.beside.values())


def test_bytes_in_an_unpacked_stream_do_not_lie_open_any_more() -> None:
    writer = opened()
    stream = DecodedStreamObject()
    stream.set_data(b"% " + PAYLOAD + b"\n0 0 10 10 re f")
    writer.pages[0][name("/Contents")] = writer._add_object(stream)

    stored = clean(written(writer), "Sheet.pdf")

    assert PAYLOAD not in stored.content


def test_a_link_that_is_no_address_of_the_web_is_dropped() -> None:
    content = made.pdf().replace(b"https://shop.example/mug", b"javascript:alert('payld')")

    stored = clean(content, "Sheet.pdf")

    assert b"javascript" not in unpacked(stored.content)


def test_a_password_is_asked_to_be_taken_off() -> None:
    writer = opened()
    writer.encrypt("secret", algorithm="AES-256")

    assert refused(written(writer), "Sheet.pdf") == ("document-locked", {})


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-128", "AES-256"])
def test_what_opens_without_a_password_is_cleaned_and_kept_without_it(algorithm: str) -> None:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(everything_active()))
    writer.encrypt("", "the owner's", algorithm=algorithm)

    stored = clean(written(writer), "Sheet.pdf")

    reader = pypdf.PdfReader(io.BytesIO(stored.content))
    assert not reader.is_encrypted
    assert "Page 1" in reader.pages[0].extract_text()
    found = unpacked(stored.content)
    assert [word for word in ACTIVE if word in found] == []


def test_a_head_that_does_not_stand_first_is_refused() -> None:
    code, data = refused(PAYLOAD + b"\n" * 900 + made.pdf(), "Sheet.pdf")

    assert (code, data) == ("file-misnamed", {"extension": "pdf", "type": "HTML"})
    assert refused(b"\0" * 900 + made.pdf(), "Sheet.pdf")[0] == "file-not-as-named"


def test_more_than_500_pages_are_to_be_parted() -> None:
    writer = pypdf.PdfWriter()
    for _page in range(501):
        writer.add_blank_page(10, 10)

    assert refused(written(writer), "Sheet.pdf") == ("document-too-long", {"pages": 500})


def bomb(filters: list[str], packed: bytes) -> bytes:
    """Return a PDF whose page is drawn by bytes packed so."""
    writer = pypdf.PdfWriter()
    page = writer.add_blank_page(100, 100)
    stream = pypdf.generic.EncodedStreamObject()
    stream._data = packed
    stream[name("/Filter")] = ArrayObject([name(each) for each in filters])
    page[name("/Contents")] = writer._add_object(stream)
    return written(writer)


def packed(size: int, times: int = 1) -> bytes:
    machine = zlib.compressobj(1)
    content = b"".join(machine.compress(bytes(1024**2)) for _ in range(size)) + machine.flush()
    for _time in range(times - 1):
        content = zlib.compress(content, 9)
    return content


BOMBS = {
    "one stream": lambda: bomb(["/FlateDecode"], packed(130)),
    "packed twice": lambda: bomb(["/FlateDecode", "/FlateDecode"], packed(130, 2)),
    "packed ten times": lambda: bomb(["/FlateDecode"] * 10, packed(20, 10)),
    "in letters": lambda: bomb(["/ASCIIHexDecode", "/FlateDecode"], packed(130).hex().encode()),
}


@pytest.mark.parametrize("which", BOMBS)
def test_a_pdf_that_swells_is_refused_at_once(which: str) -> None:
    content = BOMBS[which]()
    began = time.monotonic()

    code, _data = refused(content, "Sheet.pdf")

    assert code == "document-bomb"
    assert time.monotonic() - began < 10  # 2 s on a quiet machine
