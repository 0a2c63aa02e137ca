"""A sheet's table on a phone: its words stay whole, and it scrolls by itself."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.journeys.conftest import CHROMIUM, ROOT

pytestmark = [pytest.mark.journey, pytest.mark.slow]

HEAD = ("Characteristic", "Environmental", "Specification", "Unit", "Recommendation")
CELLS = "".join(f"<td>{word}</td>" for word in HEAD)
SHEET = f"""
<div class="doc-pane"><article class="doc-page"><h2 class="doc-label">Desk</h2><p>Standing desk</p>
<div class="doc-scroll"><table class="doc-table"><tbody><tr>{CELLS}</tr></tbody></table></div></article></div>
"""
# What every page begins with, as far as it bears on this.
BASE = "@layer base, components; @layer base { p, h2 { margin: 0 } td { overflow-wrap: anywhere } }"
LINES = """() => [...document.querySelectorAll("td")].map((cell) => {
  const words = document.createRange();
  words.selectNodeContents(cell);
  return words.getClientRects().length;
})"""
GAP = """() => document.querySelector(".doc-scroll").getBoundingClientRect().top
  - document.querySelector(".doc-page > p").getBoundingClientRect().bottom"""


@pytest.fixture
def phone() -> Iterator[Page]:
    found = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=arguments)
        page = browser.new_page(viewport={"width": 390, "height": 844})
        styles = (ROOT / "static/src/sheet.css").read_text()
        page.set_content(f"<style>{BASE}{styles}</style>{SHEET}")
        yield page
        browser.close()


def test_words_break_between_and_not_within(phone: Page) -> None:
    assert phone.evaluate(LINES) == [1] * len(HEAD)


def test_the_table_scrolls_and_the_page_does_not(phone: Page) -> None:
    table = phone.locator(".doc-scroll")

    assert table.evaluate("table => table.scrollWidth > table.clientWidth")
    assert phone.evaluate("document.documentElement.scrollWidth") == 390


def test_a_title_stands_off_the_table(phone: Page) -> None:
    assert phone.evaluate(GAP) >= 6
