"""The way to texts: a product with facts, two languages, watched, changed, taken home."""

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

FACTS = [
    {"attribute": "Capacity", "value": "350", "unit": "ml"},
    {"attribute": "Height", "value": "96", "unit": "mm"},
    {"attribute": "Material", "value": "Stoneware, food-safe glaze", "language": "en"},
    {"attribute": "Origin", "value": "Jingdezhen, China", "language": "en"},
    {"attribute": "材质", "value": "粗陶，食品级釉", "language": "zh-hans"},
    {"attribute": "产地", "value": "中国景德镇", "language": "zh-hans"},
]


@pytest.fixture
def mug(person: Person) -> str:
    """A product of which something is known; its id."""
    values = {"sku": "MUG-350", "name": "Speckled mug", "name_zh": "斑点马克杯", "facts": FACTS}
    product_id: str = person.ask("POST", "products", json=values)["id"]
    return product_id


@pytest.mark.parametrize("language", [ENGLISH, pytest.param(CHINESE, marks=pytest.mark.slow)])
def test_a_seller_writes_texts_in_two_languages(
    visit: Visit, person: Person, mug: str, language: str
) -> None:
    person.speaks(language)
    me = visit(language).is_signed_in(person)

    choose(me, person)
    order(me)
    rows = export(me)
    change_a_title(me)

    assert [(row["kind"], row["language"]) for row in rows] == [
        ("title", "en"), ("title", "zh-hans"), ("description", "en"), ("description", "zh-hans"),
        ("post", "en"), ("post", "zh-hans"),
    ]  # fmt: skip
    english = next(row for row in rows if (row["kind"], row["language"]) == ("description", "en"))
    chinese = next(row for row in rows if row["kind"] == "post" and row["language"] == "zh-hans")
    assert "350 ml" in english["text"]
    assert re.search("[一-鿿]{2}", chinese["text"])


def choose(me: Visitor, person: Person) -> None:
    page, words = me.open(person.path("copy/new")), me.words
    page.get_by_role("checkbox", name="Speckled mug").check()
    for kind in ("Title", "Description", "Social post"):
        chip(me, words(kind))
    chip(me, words("Selling points"), on=False)
    for spoken in ("English", "中文"):
        chip(me, spoken)
    expect(page.get_by_text(words("Sample, not counted"))).to_be_visible()
    expect(page.locator("#look")).to_contain_text("Speckled mug")
    me.check("copy-studio")


def chip(me: Visitor, name: str, *, on: bool = True) -> None:
    """Switch a chip on or off; it may be so already."""
    options = me.page.locator("#options")
    box = options.get_by_role("checkbox", name=name, exact=True)
    if box.is_checked() != on:
        options.get_by_text(name, exact=True).first.click()
    expect(box).to_be_checked(checked=on)


def order(me: Visitor) -> None:
    page, words = me.page, me.words
    many = words.count("Write %(shown)s text", "Write %(shown)s texts", 6, name="shown")
    page.get_by_role("button", name=re.compile(f"^{re.escape(many)}")).click()
    page.wait_for_url("**/jobs/*")
    expect(page.get_by_text(words("Done"), exact=True).first).to_be_visible(timeout=60_000)
    expect(page.locator("[data-item][data-state=succeeded]")).to_have_count(6)
    me.check("copy-job")


def export(me: Visitor) -> list[dict[str, str]]:
    page, words = me.page, me.words
    page.get_by_role("button", name=words("Export %(n)s", n=6)).click()
    with page.expect_download() as download:
        page.get_by_role("menuitem", name=re.compile("CSV")).click()
    sheet = download.value.path().read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(sheet)))


def change_a_title(me: Visitor) -> None:
    page, words = me.page, me.words
    page.locator("[data-item]").first.get_by_role("link").first.click()
    page.wait_for_url("**/texts/*")
    me.check("text")
    me.page.get_by_role("link", name=re.compile(f"^{re.escape(words('Edit'))}")).click()
    field = page.get_by_label(words("Title"), exact=True)
    field.fill("A mug of my own")
    me.check("text-edit")
    page.get_by_role("button", name=re.compile(f"^{re.escape(words('Save'))}")).click()
    expect(page.locator("#text-document")).to_contain_text("A mug of my own")
    expect(page.get_by_role("link", name=words("Version %(n)s", n=2))).to_be_visible()


def test_texts_can_be_written_on_a_phone(visit: Visit, person: Person, mug: str) -> None:
    me = visit(ENGLISH, window=PHONE).is_signed_in(person)
    me.open(person.path(f"copy/new?product={mug.replace('-', '')}"))
    chip(me, "Title")
    chip(me, "English")

    me.page.get_by_role("button", name=re.compile("^Write")).click()

    me.page.wait_for_url("**/jobs/*")
    expect(me.page.get_by_text("Made offline", exact=True)).to_have_count(3, timeout=60_000)
    me.check("copy-job-phone")
    me.open(person.path("texts"))
    expect(me.page.get_by_text("Speckled mug").first).to_be_visible()
    me.check("texts-phone")
