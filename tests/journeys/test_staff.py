"""Staff look around: every page of the admin works under its policy, in light and dark."""

import secrets

import pytest
from playwright.sync_api import Page, expect
from pytest_django import DjangoDbBlocker

from accounts.models import User
from accounts.services import NewPerson, create_person
from tests.factories import people
from tests.factories.newcomers import PASSWORD, Person
from tests.journeys.conftest import Visit
from tests.servers.stage import RunningProduct

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module", autouse=True)
def boss(product: RunningProduct, django_db_blocker: DjangoDbBlocker) -> User:
    """A member of staff whom the running product knows; made before the browser's loop runs."""
    email = f"boss-{secrets.token_hex(4)}@example.com"
    with django_db_blocker.unblock():
        return create_person(NewPerson(email=email, name="Boss", password=PASSWORD, is_staff=True))


def set_up_second_step(page: Page) -> None:
    """Do what staff are led to at their first sign-in: set up an authenticator app."""
    expect(page.get_by_text("Staff need a second step to sign in.")).to_be_visible()
    page.goto("/accounts/2fa/totp/activate/")
    key = page.locator("#totp-secret").inner_text()
    page.locator("input[name=code]").fill(people.code(key))
    page.get_by_role("button", name="Turn on two-step sign-in").click()
    expect(page.locator("#totp-secret")).to_have_count(0)


def test_staff_look_after_people_and_workspaces(visit: Visit, boss: User, person: Person) -> None:
    page = visit().open("/staff/")
    page.get_by_label("Email").fill(boss.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    set_up_second_step(page)
    page.goto("/staff/")
    expect(page.get_by_text("Refused in 24 hours")).to_be_visible()

    menu = page.locator("#nav-sidebar a[href^='/staff/']")
    addresses = [link.get_attribute("href") for link in menu.all()]
    assert len(addresses) >= 8
    for address in addresses:
        page.goto(str(address))
        expect(page.locator("#content")).to_be_visible()

    page.goto(f"/staff/accounts/user/?q={person.email}")
    page.get_by_role("link", name=person.email).click()
    expect(page.get_by_text("sessions of programs", exact=False).first).to_be_visible()

    page.goto("/staff/audit/auditevent/")
    page.get_by_role("button", name="Filters").or_(page.get_by_text("Filters")).first.click()
    expect(page.get_by_text("By action", exact=False).first).to_be_visible()

    page.goto(f"/staff/generation/job/?workspace={person.slug}")
    expect(page.get_by_text("There are no such jobs.")).to_be_visible()
