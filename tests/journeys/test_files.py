"""Files of every kind looked at in a browser: read, heard, set, in versions, taken home as one."""

import io
import re
import time
import zipfile
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import expect

from config.stack.process import ROOT
from tests.factories import files
from tests.factories.newcomers import Person
from tests.journeys.conftest import Visit
from tests.journeys.test_large_uploads import recording
from tests.journeys.visitor import DESKTOP, PHONE, Visitor
from tests.unit.assets.made_files import pdf

THEMES = {"light": "ebiz", "dark": "ebiz-dark"}
FONT = ROOT / "node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2"
TABLE = "SKU,Name,Weight\nMUG-1,Speckled mug,320 g\nLAMP-1,Arc desk lamp,1.4 kg\n"


def add(person: Person, name: str, content: bytes, kind: str, **form: str) -> str:
    """Upload a file and return its id once it is in the library."""
    file = {"file": (name, content, kind)}
    upload = person.ask("POST", "assets/upload", files=file, data=form)
    found = person._until(
        f"assets/uploads/{upload['id']}", lambda answer: answer["asset"] or answer["problem"]
    )
    assert found["problem"] is None, found
    asset_id: str = found["asset"]["id"]
    return asset_id


def look(me: Visitor, name: str) -> None:
    """Look at the page in both themes."""
    for theme, value in THEMES.items():
        me.page.evaluate("name => document.documentElement.dataset.theme = name", value)
        me.check(f"file-{name}-{theme}")


@pytest.mark.slow
def test_files_of_every_kind_are_shown_as_what_they_are(
    visit: Visit, person: Person, tmp_path: Path
) -> None:
    photo = add(person, "Tea tin.jpg", files.photo(), "image/jpeg")
    add(person, "Tea tin again.jpg", files.photo(), "image/jpeg")
    sound = recording(tmp_path / "Shop.wav", 200_000).read_bytes()
    shown = {
        "picture": (photo, "[data-picture] img"),
        "sound": (add(person, "Shop.wav", sound, "audio/wav"), "audio"),
        "table": (add(person, "Stock.csv", TABLE.encode(), "text/csv"), ".doc-table"),
        "font": (add(person, "Inter.woff2", FONT.read_bytes(), "font/woff2"), ".specimen"),
        "document": (add(person, "Sheet.pdf", pdf(4), "application/pdf"), ".doc-page"),
    }

    for window in (DESKTOP, PHONE):
        me = visit(window=window).is_signed_in(person)
        for name, (asset_id, what) in shown.items():
            page = me.open(person.path(f"library/{asset_id}"))
            expect(page.locator(what).first).to_be_visible(timeout=30_000)
            expect(page.locator("#asset-uses[aria-busy]")).to_have_count(0)
            if name == "font":
                expect(page.locator("[data-specimen-state]")).to_be_hidden(timeout=30_000)
            look(me, name)


def test_a_document_is_leafed_through_and_made_larger_by_keys(visit: Visit, person: Person) -> None:
    me = visit().is_signed_in(person)
    page = me.open(person.path(f"library/{add(person, 'Sheet.pdf', pdf(4), 'application/pdf')}"))
    expect(page.locator(".doc-page").first).to_be_visible(timeout=30_000)

    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-at]")).to_have_text("2")
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-at]")).to_have_text("3")
    expect(page.locator('.file-page[data-page="3"] .doc-page')).to_be_visible()
    page.keyboard.press("+")
    expect(page.locator("[data-pages]")).to_have_attribute("data-zoom", "150")
    page.keyboard.press("0")

    expect(page.locator("[data-pages]")).to_have_attribute("data-zoom", "100")


def test_a_new_version_is_shown_at_once_and_one_can_go_back(
    visit: Visit, person: Person, tmp_path: Path
) -> None:
    photo = add(person, "Tea tin.jpg", files.photo(), "image/jpeg")
    newer = tmp_path / "Newer.jpg"
    newer.write_bytes(files.photo(colour=(20, 120, 90)))
    me = visit().is_signed_in(person)
    page, words = me.open(person.path(f"library/{photo}")), me.words

    page.locator("[data-replaces] input").set_input_files(newer)

    expect(page.locator("#versions li")).to_have_count(2, timeout=30_000)
    me.check("file-versions")
    page.get_by_role("button", name=re.compile(r" 1$")).first.click()
    expect(page.locator("#versions li").last).to_contain_text(words("shown"))


def test_two_files_are_taken_home_as_one(visit: Visit, person: Person) -> None:
    ids = [add(person, f"{name}.jpg", files.photo(), "image/jpeg") for name in ("A", "B")]
    asked = person.ask("POST", "assets/exports", json={"asset_ids": ids})
    until = time.monotonic() + 60
    while asked["state"] in ("waiting", "running") and time.monotonic() < until:
        time.sleep(0.3)
        asked = person.ask("GET", f"assets/exports/{asked['id']}")
    assert asked["state"] == "ready", asked

    me = visit().is_signed_in(person)
    page = me.open(person.path(f"library/exports/{asked['id']}"))
    me.check("file-export")
    with page.expect_download() as started:
        page.locator("#export-progress a").click()

    assert started.value.suggested_filename == asked["filename"]
    where = person.ask("GET", f"assets/exports/{asked['id']}/download?redirect=false")
    pack = zipfile.ZipFile(io.BytesIO(httpx.get(where["url"]).content))
    assert pack.namelist() == ["A.jpg", "B.jpg", "manifest.csv"]


def test_a_files_product_is_found_by_searching(visit: Visit, person: Person) -> None:
    for sku, name in (("MUG-1", "Speckled mug"), ("LAMP-1", "Arc desk lamp")):
        person.ask("POST", "products", json={"sku": sku, "name": name})
    photo = add(person, "Front.jpg", files.photo(), "image/jpeg")

    for window in (PHONE, DESKTOP):
        me = visit(window=window).is_signed_in(person)
        page = me.open(person.path(f"library/{photo}"))
        page.locator("#product-open").click()
        expect(page.locator("[data-product-pick]")).to_have_count(3)
        page.locator("#product-menu input[type=search]").press_sequentially("lamp")
        expect(page.locator("[data-product-pick]")).to_have_count(1)
        me.check("file-product-menu")
        page.locator("[data-product-pick]").click()

        expect(page.locator("#product-menu")).to_be_hidden()
        expect(page.locator("#product-name")).to_have_text("Arc desk lamp")
        expect(page.locator("#product-open")).to_be_focused()

    page.locator("#asset-form [data-save]").click()
    expect(page.locator("#product-name")).to_have_text("Arc desk lamp")
    [lamp] = person.ask("GET", "products?q=LAMP-1")["results"]
    assert person.ask("GET", f"assets/{photo}")["product"] == lamp["id"]
