"""Good files of every kind are taken, measured and still say what they said."""

import io
from typing import Any

import docx
import openpyxl
import pypdf
import pytest
from PIL import Image

from tests.unit.assets import made_files as made
from tests.unit.assets.cleaned import clean

pytestmark = pytest.mark.slow


def test_a_pdf_keeps_its_pages_its_words_and_its_links() -> None:
    stored = clean(made.pdf(3), "Sheet.pdf", "application/pdf")

    assert (stored.file.kind, stored.file.content_type) == ("document", "application/pdf")
    assert stored.file.measured == {"pages": 3}
    pages = pypdf.PdfReader(io.BytesIO(stored.content)).pages
    assert [page.extract_text() for page in pages] == ["Page 1", "Page 2", "Page 3"]
    annotations: Any = pages[0]["/Annots"]
    link = annotations[0].get_object()
    assert link["/A"]["/URI"] == "https://shop.example/mug"
    with Image.open(io.BytesIO(stored.beside["800"])) as thumb:
        assert max(thumb.size) == 800


def test_a_word_file_keeps_its_words_and_tables() -> None:
    stored = clean(made.docx_file(), "Sheet.docx")

    document = docx.Document(io.BytesIO(stored.content))
    assert stored.file.kind == "document"
    assert [p.text for p in document.paragraphs] == [
        "Speckled mug",
        "Holds 350 ml. 容量 350 毫升。",
    ]
    assert document.tables[0].cell(0, 0).text == "Height"


def test_an_excel_file_keeps_its_cells_sheets_and_web_links() -> None:
    stored = clean(made.xlsx_file(), "Sheet.xlsx", "application/vnd.ms-excel")

    book = openpyxl.load_workbook(io.BytesIO(stored.content))
    assert (stored.file.kind, stored.file.measured) == ("sheet", {"sheets": 2})
    assert book.sheetnames == ["Sheet", "Prices"]
    assert [cell.value for cell in book["Sheet"][2]] == ["M-1", "马克杯"]
    assert book["Sheet"]["A2"].hyperlink.target == "https://shop.example/m-1"


@pytest.mark.parametrize(
    ("text", "encoding", "told"),
    [
        ("SKU,名称\r\nM-1,马克杯\r\n", "utf-8", "UTF-8"),
        ("SKU,名称\r\nM-1,马克杯\r\n", "utf-8-sig", "UTF-8"),
        ("SKU,名称\r\nM-1,马克杯\r\n", "gb18030", "GB18030"),
        ("SKU,名称\r\nM-1,马克杯\r\n", "utf-16", "UTF-16"),
        ("SKU,名称\r\nM-1,马克杯\r\n", "utf-16-le", "UTF-16"),
        ("SKU\t名称\r\nM-1\t马克杯\r\n", "utf-16-be", "UTF-16"),
        ("SKU;Größe\r\nM-1;weiß\r\n", "cp1252", "Latin"),
        ("Réf,Désignation\r\nM-1,Théière émaillée\r\n", "cp1252", "Latin"),
        ("商品編號,商品名稱\r\nM-1,不鏽鋼保溫杯\r\n", "big5", "Big5"),
        ("品番,名称\r\nM-1,ステンレスボトル\r\n", "shift_jis", "Shift-JIS"),
    ],
)
def test_a_table_of_any_encoding_becomes_utf_8_with_commas(
    text: str, encoding: str, told: str
) -> None:
    stored = clean(text.encode(encoding), "Prices.csv", "text/csv")

    assert stored.content.decode() == text.replace(";", ",").replace("\t", ",")
    assert stored.file.measured == {"rows": 2, "columns": 2, "encoding": told}


def test_a_table_may_begin_with_words_other_formats_begin_with() -> None:
    assert clean(b"BMW,Golf\r\n1,2\r\n", "Cars.csv").content == b"BMW,Golf\r\n1,2\r\n"


def test_cells_with_commas_quotes_and_line_ends_stay_whole() -> None:
    stored = clean(b'a;b\r\n"1,5";"say ""hi""\nthere"\r\n', "x.csv")

    assert stored.content == b'a,b\r\n"1,5","say ""hi""\nthere"\r\n'


@pytest.mark.parametrize(
    ("ending", "options", "content_type", "codec"),
    [
        ("mp3", (), "audio/mpeg", "mp3"),
        ("m4a", (), "audio/mp4", "aac"),
        ("aac", (), "audio/mp4", "aac"),
        ("wav", (), "audio/wav", "pcm_s16le"),
        ("ogg", (), "audio/ogg", "vorbis"),
        ("opus", (), "audio/ogg", "opus"),
        ("flac", (), "audio/flac", "flac"),
    ],
)
def test_a_sound_is_packed_anew_without_its_tags(
    ending: str, options: tuple[str, ...], content_type: str, codec: str
) -> None:
    stored = clean(made.recording(ending, *options), f"Voice.{ending}")

    assert (stored.file.kind, stored.file.content_type) == ("audio", content_type)
    assert stored.file.measured["codec"] == codec
    assert 1900 <= (stored.file.duration_ms or 0) <= 2150
    assert b"SECRET" not in stored.content


@pytest.mark.parametrize(
    ("ending", "options", "content_type"),
    [
        ("mp4", ("-c:v", "libx264"), "video/mp4"),
        ("mov", ("-c:v", "libx264"), "video/mp4"),
        ("mov", ("-c:v", "libx264", "-c:a", "pcm_s16le"), "video/quicktime"),
        ("webm", ("-c:v", "libvpx", "-c:a", "libopus"), "video/webm"),
    ],
)
def test_a_video_is_packed_anew_with_a_cover_and_without_its_place(
    ending: str, options: tuple[str, ...], content_type: str
) -> None:
    stored = clean(made.recording(ending, *options), f"Clip.{ending}")

    file = stored.file
    assert (file.kind, file.content_type) == ("video", content_type)
    assert (file.width_px, file.height_px, file.measured["fps"]) == (320, 180, 25.0)
    assert b"SECRET" not in stored.content
    assert b"+52.5" not in stored.content
    with Image.open(io.BytesIO(stored.beside["cover"])) as cover:
        assert cover.size == (320, 180)
    if ending != "webm":
        # Where everything stands is told before the pictures: it plays while it loads.
        assert stored.content.index(b"moov") < stored.content.index(b"mdat")


@pytest.mark.parametrize(
    ("flavor", "content_type"), [("", "font/ttf"), ("woff", "font/woff"), ("woff2", "font/ttf")]
)
def test_a_font_is_measured_and_shown(flavor: str, content_type: str) -> None:
    stored = clean(made.font(flavor), f"Speckle.{flavor or 'ttf'}")

    measured = stored.file.measured
    assert (stored.file.kind, stored.file.content_type) == ("font", content_type)
    assert (measured["family"], measured["style"], measured["weight"]) == ("Speckle", "Bold", 700)
    assert (measured["embedding"], measured["fs_type"]) == ("preview", 4)
    assert "A" not in measured["lacking"]
    assert "永" in measured["lacking"]
    with Image.open(io.BytesIO(stored.beside["320"])) as thumb:
        assert thumb.convert("L").getextrema() == (0, 255)


def test_a_sound_in_a_video_s_container_is_a_sound() -> None:
    stored = clean(made.recording("m4a"), "Voice.mp4", "audio/mp4")

    assert (stored.file.kind, stored.file.extension) == ("audio", "m4a")
