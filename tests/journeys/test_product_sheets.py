"""The way of a product sheet: uploaded on the product's page, read, and decided fact by fact."""

import io

import openpyxl
import pytest
from playwright.sync_api import expect

from tests.factories.newcomers import Person
from tests.journeys.conftest import Visit
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey

STATED = (
    ("Attribute", "Value"),
    ("Capacity", "330 ml"),
    ("Material", "Stoneware"),
    ("Height", "96 mm"),
    ("Weight", "410 g"),
)


def sheet() -> bytes:
    """Return a workbook that states four facts of a mug."""
    book = openpyxl.Workbook()
    for row in STATED:
        book.active.append(row)  # type: ignore[union-attr]  # a new book has a sheet
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def test_a_sheet_becomes_facts_that_name_their_source(visit: Visit, person: Person) -> None:
    body = {"sku": "MUG-1", "name": "Speckled mug"}
    product = person.ask("POST", "products", json=body)["id"]
    me = visit().is_signed_in(person)

    upload(me, person.path(f"products/{product}"))
    decide(me)
    look_at_the_product(me)


def upload(me: Visitor, path: str) -> None:
    page = me.open(path)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.locator("[data-drop-zone] input[type=file]").first.set_input_files(
        {"name": "mug.xlsx", "mimeType": kind, "buffer": sheet()}
    )
    me.link("Look at 4 facts").click(timeout=60_000)
    page.wait_for_url("**/sheet/*")


def decide(me: Visitor) -> None:
    page = me.page
    waiting = page.locator("[data-stated]")
    expect(waiting).to_have_count(4)
    expect(page.locator("td.is-lit")).to_have_text("330 ml")
    me.check("sheet")
    page.keyboard.press("a")
    expect(page.get_by_text("Capacity is confirmed.")).to_be_visible()
    me.check("sheet-decided")
    page.keyboard.press("z")
    expect(waiting).to_have_count(4)
    page.keyboard.press("a")
    expect(waiting).to_have_count(3)
    page.keyboard.press("a")
    expect(waiting).to_have_count(2)
    page.keyboard.press("x")
    expect(waiting).to_have_count(1)
    page.keyboard.press("e")
    page.keyboard.type("405")
    page.keyboard.press("Enter")
    me.link("Back to the product").click()


def look_at_the_product(me: Visitor) -> None:
    page = me.page
    facts = page.locator("#facts > ul").first
    expect(facts.get_by_role("listitem")).to_have_count(3)
    expect(facts).to_contain_text("330 ml")
    expect(facts).not_to_contain_text("96 mm")
    expect(facts).to_contain_text("The sheet says 410 g")
    facts.get_by_role("button", name="Capacity: from a sheet").click()
    expect(page.get_by_role("dialog", name="Capacity")).to_contain_text("mug.xlsx")
    page.keyboard.press("Escape")
    me.check("product-with-sheet")
