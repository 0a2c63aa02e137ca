"""An owner reads who did what, narrows it, takes something back, and fetches it as a file."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.factories import files
from tests.factories.newcomers import Person
from tests.journeys.conftest import Visit
from tests.journeys.visitor import DESKTOP, PHONE, Visitor
from tests.journeys.words import CHINESE, ENGLISH

pytestmark = pytest.mark.journey
# The page asks for what is new when it is seen again, and every twenty seconds.
SEEN_AGAIN = "document.dispatchEvent(new Event('visibilitychange'))"
COLOURS = ((176, 74, 46), (60, 90, 160), (70, 130, 80))


@pytest.mark.parametrize(
    ("language", "window", "theme"),
    [
        (ENGLISH, DESKTOP, "light"),
        pytest.param(CHINESE, PHONE, "dark", marks=pytest.mark.slow),
        pytest.param(CHINESE, DESKTOP, "dark", marks=pytest.mark.slow),
        pytest.param(ENGLISH, PHONE, "light", marks=pytest.mark.slow),
    ],
)
def test_an_owner_reads_who_did_what_and_fetches_it(
    visit: Visit,
    person: Person,
    tmp_path: Path,
    language: str,
    window: tuple[int, int],
    theme: str,
) -> None:
    person.speaks(language)
    person.looks(theme)
    photos = [
        person.upload(files.photo(colour=colour), name=f"Mug {number}.jpg")
        for number, colour in enumerate(COLOURS)
    ]
    person.ask("POST", "products", json={"name": "Speckled mug", "sku": "NB-1"})
    me = visit(language, window=window).is_signed_in(person)

    some_photos_are_deleted(me, person, photos)
    the_way_there_is_in_reach(me, person)
    what_was_deleted_can_be_taken_back(me, len(photos))
    details_open_by_keyboard_and_lead_on(me)
    a_menu_narrows_it(me)
    a_search_finds_nothing(me)
    what_is_new_is_told_and_nothing_moves(me, person)
    it_is_fetched_as_a_file(me, tmp_path)


def row(me: Visitor, text: str) -> Locator:
    return me.page.locator(".event", has_text=text)


def some_photos_are_deleted(me: Visitor, person: Person, photos: list[str]) -> None:
    form = {"selected": photos, "csrfmiddlewaretoken": person.csrf}
    path, headers = person.path("library/delete"), {"Origin": person.origin}
    assert not person.http.post(path, data=form, headers=headers).is_error


def the_way_there_is_in_reach(me: Visitor, person: Person) -> None:
    page = me.open(person.path("library"))
    name = me.words("Activity")
    if page.viewport_size == {"width": PHONE[0], "height": PHONE[1]}:
        page.get_by_role("button", name=me.words("You and your workspaces")).click()
        page.get_by_role("menuitem", name=name).click()
    else:
        page.locator("#sidebar").get_by_role("link", name=name).click()
        expect(page.locator("#sidebar a[aria-current=page]")).to_have_text(name)
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def what_was_deleted_can_be_taken_back(me: Visitor, count: int) -> None:
    said = me.words.count(
        "%(who)s deleted %(n)s file",
        "%(who)s deleted %(n)s files",
        count,
        who="Noor Haddad",
    )
    found = row(me, said)
    expect(found).to_have_count(1)
    expect(found.locator(".event-pictures img")).to_have_count(count)
    me.check("activity")
    found.get_by_role("link", name=me.words("Restore")).click()
    expect(me.page).to_have_url(re.compile(r"/library/bin$"))
    expect(me.page.locator("#binned > div")).to_have_count(count)
    me.page.go_back()


def details_open_by_keyboard_and_lead_on(me: Visitor) -> None:
    summary = row(me, "Speckled mug").locator("summary")
    summary.focus()
    me.page.keyboard.press("Enter")
    facts = row(me, "Speckled mug").locator(".event-facts")
    expect(facts).to_be_visible()
    me.check("activity-details")
    facts.get_by_role("link", name=me.words("Show only these")).last.click()
    expect(me.page).to_have_url(re.compile(r"about=product"))
    expect(me.page.locator(".event")).to_have_count(1)
    me.link(me.words("Clear")).click()


def a_menu_narrows_it(me: Visitor) -> None:
    page = me.page
    page.locator("[popovertarget=filter-what]").click()
    page.get_by_role("menuitemradio", name=me.words("Products"), exact=True).click()
    expect(page).to_have_url(re.compile(r"\?what=products$"))
    expect(page.locator(".event")).to_have_count(1)
    expect(row(me, "Speckled mug")).to_be_visible()


def a_search_finds_nothing(me: Visitor) -> None:
    page = me.page
    page.evaluate("window.stayed = true")
    page.get_by_role("searchbox").fill("teapot")
    expect(
        page.get_by_text(me.words("Nothing matches “%(words)s”", words="teapot"))
    ).to_be_visible()
    expect(page).to_have_url(re.compile(r"q=teapot"))
    assert page.evaluate("window.stayed"), "the page was loaded anew"
    me.check("activity-none")
    me.link(me.words("Clear the filters")).click()
    expect(page).to_have_url(re.compile(r"/activity$"))


def what_is_new_is_told_and_nothing_moves(me: Visitor, person: Person) -> None:
    page = me.page
    shown = page.locator(".event").count()
    person.ask("POST", "products", json={"name": "Teapot", "sku": "NB-2"})
    page.evaluate(SEEN_AGAIN)
    pill = page.locator("#activity-news").get_by_role("link")
    expect(pill).to_have_text(me.words.count("%(n)s new", "%(n)s new", 1))
    assert page.locator(".event").count() == shown
    pill.click()
    expect(row(me, "Teapot")).to_be_visible()


def it_is_fetched_as_a_file(me: Visitor, folder: Path) -> None:
    page = me.page
    me.button(me.words("Export")).click()
    expect(page.get_by_role("dialog")).to_be_visible()
    me.check("activity-export")
    me.button(me.words("Make the file")).click()
    expect(page).to_have_url(re.compile(r"/activity/exports$"))
    fetch = page.locator(".export-end").get_by_role("link")
    expect(fetch).to_be_visible(timeout=60_000)
    expect(page.locator("#exports")).not_to_have_attribute("data-url", re.compile("."))
    me.check("activity-exports")
    with page.expect_download() as waited:
        fetch.click()
    file = folder / "activity.csv"
    waited.value.save_as(file)
    assert "Speckled mug" in file.read_text(encoding="utf-8-sig")
