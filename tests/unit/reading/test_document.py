"""Documents are shown as they are, and refused with a reason when they cannot be read."""

import random
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from fpdf import FPDF
from PIL import Image

from assets import child
from assets.reading import pdf
from assets.reading.__main__ import answer
from assets.reading.document import read
from assets.reading.grids import Subject
from assets.reading.limits import (
    CPU_SECONDS,
    MAX_ROWS,
    MAX_TEXT,
    MEMORY_MIB,
    PICTURE_PX,
    WALL_SECONDS,
)
from assets.reading.refused import Refused
from tests.unit.reading.pdf_sheets import kettle, paper, ruled

pytestmark = pytest.mark.slow

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LIMITS = child.Limits(memory_mib=MEMORY_MIB, cpu_seconds=CPU_SECONDS, wall_seconds=WALL_SECONDS)


def scanned(folder: Path) -> Path:
    Image.new("RGB", (400, 300), "white").save(folder / "scan.png")
    pdf = FPDF()
    pdf.add_page()
    pdf.image(str(folder / "scan.png"))
    pdf.output(str(folder / "scan.pdf"))
    return folder / "scan.pdf"


def locked(folder: Path) -> Path:
    pdf = paper()
    pdf.cell(0, 8, "Weight: 2 kg")
    pdf.set_encryption(owner_password="owner", user_password="user")
    pdf.output(str(folder / "locked.pdf"))
    return folder / "locked.pdf"


def test_the_child_answers_with_pages_pictures_words_and_facts(tmp_path):
    kettle(tmp_path)

    said = child.run(
        "assets.reading", {"source": "kettle.pdf", "kind": "pdf"}, folder=tmp_path, limits=LIMITS
    )

    page = said["pages"][0]
    with Image.open(tmp_path / page["picture"]) as picture:
        assert picture.format == "WEBP"
        assert picture.size == (page["width"], page["height"])
        assert picture.width <= PICTURE_PX
    assert {block["kind"] for block in page["blocks"]} == {"text", "table"}
    assert "304 stainless steel" in said["text"]
    assert len(said["found"]) == 8


def test_the_child_hears_of_its_subject_and_says_why_it_refuses(tmp_path):
    (tmp_path / "a.csv").write_text("SKU,Weight\nA-1,2 kg\nA-2,3 kg\n")
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.7 nothing")

    said = child.run(
        "assets.reading",
        {"source": "a.csv", "kind": "csv", "subject": {"sku": "a-2", "names": []}},
        folder=tmp_path,
        limits=LIMITS,
    )
    refused = child.run(
        "assets.reading", {"source": "b.pdf", "kind": "pdf"}, folder=tmp_path, limits=LIMITS
    )

    assert [(fact["value"], fact["unit"]) for fact in said["found"]] == [("A-2", ""), ("3", "kg")]
    assert refused["refused"] == "document-unreadable"


def test_a_scanned_document_is_shown_and_said_to_hold_no_text(tmp_path):
    said = read(scanned(tmp_path), "pdf", folder=tmp_path)

    assert said["notes"] == ["no-text"]
    assert said["found"] == []
    assert (tmp_path / said["pages"][0]["picture"]).exists()


def test_a_locked_document_is_refused_as_locked(tmp_path):
    encrypted = OLE + "EncryptedPackage".encode("utf-16-le")
    (tmp_path / "a.docx").write_bytes(encrypted)
    (tmp_path / "a.xlsx").write_bytes(encrypted)

    for path in (locked(tmp_path), tmp_path / "a.docx", tmp_path / "a.xlsx"):
        with pytest.raises(Refused) as refusal:
            read(path, path.suffix[1:], folder=tmp_path)
        assert refusal.value.code == "document-locked"


@pytest.mark.parametrize("kind", ["pdf", "docx", "xlsx"])
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no document",
        OLE + bytes(600),
        b"PK\x03\x04" + bytes(60),
        b"%PDF-1.4\n1 0 obj\n<<",
        b"\0" * 5000,
    ],
)
def test_what_is_no_document_is_refused(tmp_path, kind, content):
    path = tmp_path / "a"
    path.write_bytes(content)

    with pytest.raises(Refused) as refusal:
        read(path, kind, folder=tmp_path)
    assert refusal.value.code == "document-unreadable"


def test_a_page_that_cannot_be_taken_apart_takes_no_other_with_it(tmp_path, monkeypatch):
    sheet = paper()
    ruled(sheet, [["Weight", "2 kg"], ["Colour", "Sand"]], [60, 60])
    sheet.add_page()
    ruled(sheet, [["Height", "12 cm"], ["Material", "Oak"]], [60, 60])
    sheet.output(str(tmp_path / "bench.pdf"))
    take_apart = pdf.blocks_on

    def stumbling(page):
        if page.page_number == 1:
            raise ValueError("a table nobody foresaw")
        return take_apart(page)

    monkeypatch.setattr(pdf, "blocks_on", stumbling)
    answer = read(tmp_path / "bench.pdf", "pdf", folder=tmp_path)

    assert "not-laid-out" in answer["notes"]
    assert {fact["attribute"] for fact in answer["found"]} >= {"Height", "Material"}


def test_a_kind_nobody_reads_is_refused(tmp_path):
    with pytest.raises(Refused):
        read(tmp_path / "a.odt", "odt", folder=tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["kettle", "chair", "desk", "fan"])
def test_broken_documents_are_read_or_refused_and_never_crash(
    readings, tmp_path, monkeypatch, name
):
    truth, _ = readings[name]
    whole = truth.path.read_bytes()
    chance = random.Random(name)
    monkeypatch.chdir(tmp_path)
    for _ in range(12):
        broken = bytearray(whole)
        for _ in range(chance.randint(1, 40)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        Path("broken").write_bytes(broken[: chance.randint(len(broken) // 2, len(broken))])

        said = answer({"source": "broken", "kind": truth.kind}, lambda event: None)

        assert said.get("refused", "document-unreadable") == "document-unreadable"


def test_much_text_and_many_rows_are_cut_with_a_note(tmp_path):
    document = docx.Document()
    for _ in range(12):
        document.add_paragraph("word " * 4000)
    document.save(str(tmp_path / "a.docx"))
    (tmp_path / "a.csv").write_text("5,6\n" * (MAX_ROWS + 5))

    long = read(tmp_path / "a.docx", "docx", folder=tmp_path)
    deep = read(tmp_path / "a.csv", "csv", folder=tmp_path)

    assert (len(long["text"]), long["notes"]) == (MAX_TEXT, ["truncated"])
    assert "truncated" in deep["notes"]
    assert len(deep["pages"][0]["blocks"][0]["rows"]) == MAX_ROWS


def test_a_products_row_is_found_deep_in_a_catalogue(tmp_path):
    rows = [f"A-{number},{number} g,red,steel,x" for number in range(6000)]
    (tmp_path / "a.csv").write_text("\n".join(["SKU,Weight,Colour,Material,Grade", *rows]))

    said = read(tmp_path / "a.csv", "csv", folder=tmp_path, subject=Subject(sku="A-5999"))

    weights = [fact for fact in said["found"] if fact["attribute"] == "Weight"]
    assert [(fact["value"], fact["cell"]) for fact in weights] == [("5999", "B6001")]
    assert said["notes"] == ["many-products"]


def test_a_merged_cell_is_shown_once_with_its_span(tmp_path):
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.append(["Title", None, "x"])
    sheet.append(["a", "b", "c"])
    sheet.merge_cells("A1:B1")
    book.save(tmp_path / "a.xlsx")

    (page,) = read(tmp_path / "a.xlsx", "xlsx", folder=tmp_path)["pages"]

    assert page["label"] == "Sheet"
    assert page["blocks"][0]["rows"][0] == [
        {"text": "Title", "cell": "A1", "span": [1, 2]},
        {"text": "x", "cell": "C1"},
    ]


def test_a_pdfs_words_carry_where_they_stand(tmp_path):
    pdf = paper()
    ruled(pdf, [["Weight", "2 kg"], ["Height", "3 m"]], [50, 50])
    pdf.output(str(tmp_path / "a.pdf"))

    (fact, _) = read(tmp_path / "a.pdf", "pdf", folder=tmp_path)["found"]

    left, top, right, bottom = fact["box"]
    assert (round(left * 210), round(right * 210)) == (10, 110)
    assert (round(top * 297), round(bottom * 297)) == (10, 18)


def test_deleted_words_and_doubled_text_boxes_of_word_are_left_out(tmp_path):
    document = docx.Document()
    paragraph = document.add_paragraph("Weight: 2 kg")
    namespace = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    deleted = docx.oxml.parse_xml(
        f"<w:del {namespace}><w:r><w:delText> or 3 kg</w:delText></w:r></w:del>"
    )
    paragraph._p.append(deleted)
    document.save(str(tmp_path / "a.docx"))

    assert read(tmp_path / "a.docx", "docx", folder=tmp_path)["text"] == "Weight: 2 kg"
