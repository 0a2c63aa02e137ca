"""Sheets are read by the real reader from the bucket: pages, page pictures, facts, proposals."""

import io

import httpx
import openpyxl
import pytest
from fpdf import FPDF

from accounts.models import User
from assets import queue, storage
from assets.models import Asset, AssetVersion, Product, Proposal, Reading
from assets.services import reading
from tests.factories import files, stock
from tests.factories.readings import XLSX
from workspaces.models import Workspace

STATED = (("Capacity", "330 ml"), ("Material", "Stoneware"), ("Weight", "410 g"))


@pytest.fixture
def mug(place: Workspace, alice: User, monkeypatch: pytest.MonkeyPatch) -> Product:
    monkeypatch.setattr(queue, "do", lambda *_given: None)
    return stock.product(alice, name="Speckled mug")


def as_pdf() -> bytes:
    paper = FPDF()
    paper.add_page()
    paper.set_font("helvetica", size=11)
    for name, value in STATED:
        paper.cell(60, 8, name, border=1)
        paper.cell(80, 8, value, border=1, new_x="LMARGIN", new_y="NEXT")
    return bytes(paper.output())


def as_xlsx() -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = "Data"
    for row in STATED:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def read(place: Workspace, mug: Product, content: bytes, *, kind: str, declared: str) -> Reading:
    """Return the reading of a document of the mug that lies in the bucket."""
    asset = files.asset(place, name="mug", content=content)
    Asset.objects.filter(pk=asset.pk).update(kind=kind, product=mug)
    AssetVersion.objects.filter(pk=asset.current_id).update(content_type=declared)
    version = AssetVersion.objects.select_related("asset").get(pk=asset.current_id)
    begun = reading.begin(version)
    assert begun is not None
    reading.read(begun.pk, schema_name=place.schema_name)
    begun.refresh_from_db()
    assert (begun.state, begun.problem) == (Reading.State.READY, "")
    return begun


def stated(begun: Reading) -> list[tuple[str, str]]:
    return [
        (one.attribute, f"{one.value} {one.unit}".strip())
        for one in Proposal.objects.filter(version=begun.version_id)
    ]


def test_a_pdf_becomes_a_picture_of_its_page_and_facts_with_their_places(
    place: Workspace, mug: Product, bucket: str
) -> None:
    done = read(place, mug, as_pdf(), kind=Asset.Kind.DOCUMENT, declared="application/pdf")

    page = done.pages.get()
    url = storage.presigned_get(page.picture, origin=bucket, content_type="image/webp")
    assert httpx.get(url).content[8:12] == b"WEBP"
    assert page.width_px >= 1_000
    assert stated(done) == list(STATED)
    assert all(one.page == 1 and one.box for one in Proposal.objects.all())


def test_a_workbook_becomes_a_table_and_facts_with_their_cells(
    place: Workspace, mug: Product
) -> None:
    done = read(place, mug, as_xlsx(), kind=Asset.Kind.SHEET, declared=XLSX)

    page = done.pages.get()
    assert (page.label, page.picture, len(page.blocks[0]["rows"])) == ("Data", "", 3)
    assert stated(done) == list(STATED)
    assert [(one.sheet, one.cell) for one in Proposal.objects.all()] == [
        ("Data", "B1"),
        ("Data", "B2"),
        ("Data", "B3"),
    ]
