"""What an order uses is told before it is given; what does not fit cannot be pressed."""

import re

import pytest
from playwright.sync_api import expect

from tests.factories import files
from tests.factories.newcomers import Person
from tests.journeys.conftest import Visit
from tests.journeys.visitor import DESKTOP, PHONE, Visitor
from tests.journeys.words import CHINESE, ENGLISH

pytestmark = pytest.mark.journey


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "window", "theme"),
    [
        (ENGLISH, DESKTOP, "light"),
        pytest.param(CHINESE, PHONE, "dark", marks=pytest.mark.slow),
    ],
)
def test_what_an_order_uses_is_told_before_it_is_given(
    visit: Visit, person: Person, language: str, window: tuple[int, int], theme: str
) -> None:
    person.speaks(language)
    person.looks(theme)
    photo = person.upload(files.photo(), name="Mug front.jpg")
    order = {"asset_ids": [photo], "styles": ["sky", "kitchen"]}
    job = person.finish(person.ask("POST", "images/generate", json=order)["id"])
    me = visit(language, window=window).is_signed_in(person)

    the_studio_tells_how_many_are_left(me, person, photo)
    a_job_is_made_again_once_it_is_agreed_to(me, person, job["id"], is_phone=window == PHONE)
    inviting_tells_how_many_seats_there_are(me, person)


def the_studio_tells_how_many_are_left(me: Visitor, person: Person, photo: str) -> None:
    me.open(person.path(f"images/new?asset={photo}&look=sky,kitchen"))

    expect(me.make(2)).to_be_enabled()
    expect(me.page.locator("#foot-left")).to_contain_text(re.compile(r"\d"))
    expect(me.page.locator("#foot-way")).to_be_hidden()
    me.check("estimate-studio")


def a_job_is_made_again_once_it_is_agreed_to(
    me: Visitor, person: Person, job: str, *, is_phone: bool
) -> None:
    here = person.path(f"jobs/{job}")
    me.open(here)
    if is_phone:
        me.page.locator("#job-more").click()
    again = me.page.locator("#more-again button" if is_phone else "#job-again button")
    again.click()
    dialog = me.page.get_by_role("dialog", name=me.words("Make it again?"))
    expect(dialog.locator("#confirm-body")).to_contain_text(re.compile(r"\b2\b"))
    me.check("estimate-again")

    dialog.get_by_role("button", name=me.words("Cancel"), exact=True).click()
    assert me.path == here
    if is_phone:
        me.page.locator("#job-more").click()
    again.click()
    dialog.get_by_role("button", name=me.words("Make again"), exact=True).click()
    expect(me.page).not_to_have_url(re.compile(job))
    expect(me.page.locator("#job-head")).to_be_visible()


def inviting_tells_how_many_seats_there_are(me: Visitor, person: Person) -> None:
    me.open(person.path("settings/members"))
    me.button(me.words("Invite people")).first.click()

    expect(me.page.locator("#invite-seats")).to_be_visible()
    me.check("estimate-invite")
