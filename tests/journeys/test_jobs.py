"""The list of jobs in a browser: it fills and moves by itself, and is cleared in one go."""

import pytest
from playwright.sync_api import expect

from tests.factories import files
from tests.factories.newcomers import Person
from tests.journeys.conftest import Visit
from tests.journeys.visitor import DESKTOP, PHONE
from tests.journeys.words import CHINESE, ENGLISH

pytestmark = pytest.mark.journey


def order(person: Person, photo: str, look: str) -> str:
    """Order one picture as a program does; return the job's id."""
    body = {"asset_ids": [photo], "styles": [look]}
    job_id: str = person.ask("POST", "images/generate", json=body)["id"]
    return job_id


@pytest.mark.parametrize(
    ("language", "window"),
    [(ENGLISH, DESKTOP), pytest.param(CHINESE, PHONE, marks=pytest.mark.long)],
)
def test_jobs_come_and_move_by_themselves_and_are_deleted_in_one_go(
    visit: Visit, person: Person, language: str, window: tuple[int, int]
) -> None:
    person.speaks(language)
    photo = person.upload(files.photo())
    me = visit(language, window=window).is_signed_in(person)
    page, words = me.open(person.path("jobs")), me.words
    expect(page.get_by_role("heading", name=words("No jobs yet"))).to_be_visible()
    me.check("jobs-none")

    first = order(person, photo, "pure-white")
    expect(page.locator(f"#job-{first}")).to_be_visible()
    person.finish(first)
    page.evaluate("window.stayed = true")
    second = order(person, photo, "sky")
    for job_id in (first, second):
        expect(page.locator(f"#earlier #job-{job_id}")).to_be_visible()
        expect(page.locator(f"[id='job-{job_id}']")).to_have_count(1)
    assert page.evaluate("window.stayed"), "the page was loaded anew meanwhile"
    me.check("jobs")

    me.button(words("Select all")).click()
    bar = page.get_by_role("toolbar")
    expect(bar).to_contain_text("2")
    me.check("jobs-selected")
    page.keyboard.press("Escape")
    expect(bar).to_be_hidden()
    page.keyboard.press("Control+a")
    expect(bar).to_be_visible()
    page.keyboard.press("Delete")
    shown = words.count("Delete %(shown)s job", "Delete %(shown)s jobs", 2, name="shown")
    me.button(shown).click()
    expect(page.get_by_role("heading", name=words("No jobs yet"))).to_be_visible()
