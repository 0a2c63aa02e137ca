"""What is made is counted: the number, its bar, the day's bar, who it was, and each movement."""

import re

import pytest
from playwright.sync_api import expect

from tests.factories import files
from tests.factories.newcomers import Person
from tests.journeys.conftest import Visit
from tests.journeys.visitor import DESKTOP, PHONE, Visitor
from tests.journeys.words import CHINESE, ENGLISH

pytestmark = pytest.mark.journey

# The colour of the chart's bars as it is drawn; none while nothing was made.
BAR = """() => {
  const canvas = document.getElementById("usage-chart");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const counts = {};
  for (let at = 0; at < data.length; at += 4) {
    const [red, green, blue, alpha] = data.slice(at, at + 4);
    if (alpha === 255 && blue > red + 90) {
      const colour = `${red},${green},${blue}`;
      counts[colour] = (counts[colour] ?? 0) + 1;
    }
  }
  const most = Object.entries(counts).sort((a, b) => b[1] - a[1])[0];
  return most && most[1] > 100 ? most[0] : "";
}"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "window", "theme"),
    [
        (ENGLISH, DESKTOP, "light"),
        pytest.param(CHINESE, PHONE, "dark", marks=pytest.mark.slow),
        pytest.param(CHINESE, DESKTOP, "dark", marks=pytest.mark.slow),
        pytest.param(ENGLISH, PHONE, "light", marks=pytest.mark.slow),
    ],
)
def test_what_is_made_is_counted_where_everybody_sees_it(
    visit: Visit, person: Person, language: str, window: tuple[int, int], theme: str
) -> None:
    person.speaks(language)
    person.looks(theme)
    me = visit(language, window=window).is_signed_in(person)

    nothing_is_used_yet(me, person)
    make_one_image(person)
    the_number_and_the_bars_have_risen(me, person)
    another_meter_is_chosen_by_keyboard(me)
    the_chart_follows_the_theme(me, theme)
    the_table_says_the_same(me)
    days_of_ones_own(me)
    every_movement_is_told(me, person)


def nothing_is_used_yet(me: Visitor, person: Person) -> None:
    if me.page.viewport_size == {"width": DESKTOP[0], "height": DESKTOP[1]}:
        me.open(person.path())
        me.page.locator(".meter-link").click()
    else:
        me.open(person.path("settings/usage"))
    expect(me.page).to_have_url(re.compile(r"/settings/usage$"))
    expect(me.page.locator("#meter-images .quota-used")).to_have_text("0")
    expect(me.page.get_by_text(me.words("Your first image appears here"))).to_be_visible()
    assert me.page.evaluate(BAR) == ""
    me.check("usage-empty")


def make_one_image(person: Person) -> None:
    photo = person.upload(files.photo(), name="Tea tin.jpg")
    order = {"asset_ids": [photo], "styles": ["pure-white"]}
    job = person.finish(person.ask("POST", "images/generate", json=order)["id"])
    assert job["state"] == "succeeded"


def the_number_and_the_bars_have_risen(me: Visitor, person: Person) -> None:
    page = me.open(person.path("settings/usage"))
    expect(page.locator("#meter-images .quota-used")).to_have_text("1")
    bar = page.locator("#meter-images").get_by_role("progressbar")
    expect(bar).to_have_attribute("aria-valuenow", "1")
    expect(page.locator("#usage-empty")).to_be_hidden()
    page.wait_for_function(f"({BAR})() !== ''")
    expect(page.get_by_role("row", name="Noor Haddad")).to_contain_text("100%")
    me.check("usage")


def another_meter_is_chosen_by_keyboard(me: Visitor) -> None:
    page, words = me.page, me.words
    page.evaluate("window.stayed = true")
    meters = page.get_by_role("navigation", name=words("What the chart shows"))
    meters.get_by_role("link", name=words("Images"), exact=True).focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#usage-chart-title")).to_have_text(words("Pieces of copy per day"))
    expect(page).to_have_url(re.compile(r"\?meter=copies$"))
    expect(page.get_by_text(words("Your first text appears here"))).to_be_visible()
    assert page.evaluate(BAR) == ""
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    page.wait_for_function(f"({BAR})() !== ''")
    assert page.evaluate("window.stayed"), "the page was loaded anew"


def the_chart_follows_the_theme(me: Visitor, theme: str) -> None:
    before = me.page.evaluate(BAR)
    other = "light" if theme == "dark" else "dark"
    choice = me.page.locator(f"[data-theme-choice={other}]")
    me.page.locator("[popovertarget=user-menu]").locator("visible=true").first.click()
    choice.locator("visible=true").first.click()
    me.page.keyboard.press("Escape")
    me.page.wait_for_function(f"!['', '{before}'].includes(({BAR})())")
    me.check(f"usage-{other}")


def the_table_says_the_same(me: Visitor) -> None:
    me.page.locator("summary", has_text=me.words("The same as a table")).press("Enter")
    table = me.page.get_by_role("table", name=me.words("Use by day"))
    expect(table.get_by_role("row")).to_have_count(2)
    expect(table.get_by_role("cell").first).to_have_text("1")


def days_of_ones_own(me: Visitor) -> None:
    page, words = me.page, me.words
    page.locator("[popovertarget=filter-span]").click()
    page.get_by_role("menuitemradio", name=words("Own dates")).click()
    page.get_by_label(words("First day")).fill("2026-03-10")
    page.get_by_label(words("Last day")).fill("2026-03-01")
    me.button(words("Show these days")).click()
    expect(page.get_by_text(words("The first day lies after the last."))).to_be_visible()
    me.check("usage-own-days")
    page.get_by_label(words("Last day")).fill("2026-03-20")
    me.button(words("Show these days")).click()
    expect(page.get_by_text(words("Nothing was made in these days"))).to_be_visible()


def every_movement_is_told(me: Visitor, person: Person) -> None:
    page, words = me.page, me.words
    me.link(words("Every movement of units")).click()
    expect(page).to_have_url(re.compile(r"/usage/ledger$"))
    expect(page.get_by_text(words("Counted: %(label)s", label="Tea tin")).first).to_be_visible()
    me.check("ledger")
    page.get_by_role("link", name=words("To the job")).first.click()
    expect(page).to_have_url(re.compile(r"/jobs/"))
    page.go_back()
    page.locator("[popovertarget=filter-kind]").click()
    page.get_by_role("menuitemradio", name=words("granted").capitalize(), exact=True).click()
    expect(page.get_by_text(words("No movement matches"))).to_be_visible()
    me.check("ledger-none")
