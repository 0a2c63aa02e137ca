"""A sheet of twelve products: chosen, named, one price mended in place, imported."""

import csv
import io
import re

import pytest
from playwright.sync_api import expect

from tests.factories.newcomers import Person
from tests.journeys.conftest import Visit
from tests.journeys.visitor import PHONE, Visitor
from tests.journeys.words import CHINESE, ENGLISH

pytestmark = pytest.mark.journey
HEADINGS = [
    "SKU",
    "商品名称",
    "Brand",
    "Price",
    "Currency",
    "Capacity (ml)",
    "Material (en)",
    "主图",
]


def sheet() -> bytes:
    """Return twelve mugs as people write them: one price is none."""
    text = io.StringIO(newline="")
    rows = csv.writer(text)
    rows.writerow(HEADINGS)
    for at in range(1, 13):
        price = "ask us" if at == 7 else f"{18 + at}.50"
        rows.writerow(
            [f"MUG-{at:02}", f"斑点马克杯 {at}", "Northbay", price, "USD", 300 + 10 * at,
             "Stoneware", f"MUG-{at:02}.jpg" if at < 3 else ""]
        )  # fmt: skip
    return text.getvalue().encode("gb18030")


@pytest.mark.parametrize("language", [ENGLISH, pytest.param(CHINESE, marks=pytest.mark.slow)])
def test_a_seller_imports_a_sheet_and_mends_a_price(
    visit: Visit, person: Person, language: str
) -> None:
    person.speaks(language)
    me = visit(language).is_signed_in(person)

    bring(me, person)
    name(me)
    mend(me)
    go(me)

    rows = person.ask("GET", "products?limit=50")["results"]
    assert len(rows) == 12
    assert next(row for row in rows if row["sku"] == "MUG-07")["price_minor"] == 2590


def bring(me: Visitor, person: Person) -> None:
    page = me.open(person.path("products/import"))
    me.check("import-new")
    page.locator("#sheet-zone input[type=file]").set_input_files(
        {"name": "mugs.csv", "mimeType": "text/csv", "buffer": sheet()}
    )
    page.wait_for_url(re.compile("/products/imports/"))
    expect(page.locator("#columns")).to_be_visible()


def name(me: Visitor) -> None:
    page, words = me.page, me.words
    expect(page.locator("[data-means]").nth(1)).to_have_value("name")
    expect(page.locator("[data-means]").nth(7)).to_have_value("photos")
    me.check("import-columns")
    page.get_by_role("button", name=words("Check the rows")).click()
    expect(page.locator("#import-summary")).to_be_visible()


def mend(me: Visitor) -> None:
    page = me.page
    me.check("import-review")
    field = page.locator(".import-fix [name=cell]")
    expect(field).to_have_value("ask us")
    field.fill("25.90")
    field.press("Enter")
    expect(page.locator(".import-fix")).to_have_count(0)
    expect(page.locator("#import-summary .btn-primary")).to_contain_text("12")
    me.check("import-mended")


def go(me: Visitor) -> None:
    page = me.page
    page.locator("#import-summary .btn-primary").click()
    expect(page.locator("#import-done")).to_contain_text("12")
    me.check("import-done")


@pytest.mark.slow
def test_the_same_fits_a_phone(visit: Visit, person: Person) -> None:
    me = visit(ENGLISH, window=PHONE).is_signed_in(person)

    bring(me, person)
    name(me)
    mend(me)
    go(me)
