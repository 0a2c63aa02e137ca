"""What happened is told under the bell, at once, and to nobody else."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.factories import files
from tests.factories.newcomers import Person, newcomer
from tests.journeys.conftest import Visit
from tests.journeys.visitor import DESKTOP, PHONE
from tests.journeys.words import CHINESE, ENGLISH
from tests.servers.stage import RunningProduct

pytestmark = pytest.mark.journey

LIST = "/accounts/notifications/"


@pytest.fixture
def colleague(product: RunningProduct, person: Person) -> Iterator[Person]:
    """Somebody whom the person has invited, and who has joined."""
    found = newcomer(product.address)
    body = {"email": found.email, "role": "editor"}
    workspace = person.ask("GET", "auth/me")["workspaces"][0]["id"]
    link = person.ask("POST", f"workspaces/{workspace}/invite", json=body)["link"]
    slug, found.slug = person.slug, ""
    found.ask("POST", "workspaces/join", json={"token": link.rpartition("/")[2]})
    found.slug = slug
    yield found
    found.http.close()


def test_a_finished_job_rings_for_who_ordered_it_alone(
    visit: Visit, person: Person, colleague: Person
) -> None:
    photo = person.upload(files.photo(), name="Tea tin.jpg")
    me, other = visit().is_signed_in(person), visit().is_signed_in(colleague)
    for one in (me, other):
        one.open(person.path())
    bell = me.page.locator("#bell")
    # That the colleague has joined; and the colleague was told that they were invited.
    expect(bell).to_have_attribute("aria-label", "Notifications, 1 unread")
    expect(other.page.locator("#bell")).to_have_attribute("aria-label", "Notifications, 1 unread")

    order = {"asset_ids": [photo], "styles": ["pure-white"]}
    job = person.finish(person.ask("POST", "images/generate", json=order)["id"])

    expect(bell).to_have_attribute("aria-label", "Notifications, 2 unread")
    expect(me.page.locator("#bell-said")).to_have_text("Notifications, 2 unread")
    me.page.locator("[popovertarget=workspace-menu]").first.click()
    me.page.keyboard.press("Escape")
    bell.click()
    shown = me.page.get_by_role("dialog", name="Notifications")
    expect(shown.get_by_text("1 image is ready: Tea tin")).to_be_visible()
    me.check("notices-popover")
    bell.click()
    expect(shown).to_be_hidden()
    bell.press("Enter")
    expect(shown.get_by_text("1 image is ready: Tea tin")).to_be_visible()
    me.page.keyboard.press("Escape")
    expect(shown).to_be_hidden()
    expect(bell).to_be_focused()
    bell.click()
    me.button("Mark all read").click()
    expect(bell.locator(".bell-count")).to_be_hidden()
    shown.get_by_text("1 image is ready: Tea tin").click()
    expect(me.page).to_have_url(re.compile(job["id"]))
    expect(other.page.locator("#bell")).to_have_attribute("aria-label", "Notifications, 1 unread")


@pytest.mark.parametrize(
    ("language", "window"),
    [
        (ENGLISH, DESKTOP),
        pytest.param(CHINESE, PHONE, marks=pytest.mark.slow),
        pytest.param(CHINESE, DESKTOP, marks=pytest.mark.slow),
        pytest.param(ENGLISH, PHONE, marks=pytest.mark.slow),
    ],
)
def test_the_list_and_the_choices_are_pages_of_their_own(
    visit: Visit, person: Person, colleague: Person, language: str, window: tuple[int, int]
) -> None:
    person.speaks(language)
    me = visit(language, window=window).is_signed_in(person)
    page = me.open(person.path())

    if window == PHONE:
        page.locator("#bell").click()
    else:
        page.goto(LIST)
    expect(page).to_have_url(re.compile(f"{LIST}$"))
    expect(page.locator(".notice-row.is-unread")).to_have_count(1)
    me.check("notices")

    page.goto(f"{LIST}choices/")
    box = page.locator("#mail-work input[type=checkbox]").first
    assert not box.is_checked()
    box.check()
    expect(page.locator("#mail-work-state")).to_have_text(me.words("Saved"))
    me.check("notice-choices")
    page.reload()
    expect(page.locator("#mail-work input[type=checkbox]").first).to_be_checked()


def test_without_scripts_the_bell_is_a_link_and_all_of_it_works(
    visit: Visit, person: Person, colleague: Person
) -> None:
    me = visit(java_script_enabled=False).is_signed_in(person)
    page = me.open(person.path())

    page.locator("#bell").click()
    expect(page).to_have_url(re.compile(f"{LIST}$"))
    page.locator(".notice-row").click()

    expect(page).to_have_url(re.compile("settings/members$"))
    page.goto(LIST)
    expect(page.locator(".notice-row.is-unread")).to_have_count(0)
