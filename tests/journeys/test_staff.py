"""Staff look around: every page of the admin works under its policy, in light and dark."""

import re
import secrets
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from pytest_django import DjangoDbBlocker

from accounts.models import User
from accounts.services import NewPerson, create_person
from tests.factories import people
from tests.factories.newcomers import PASSWORD, Person, newcomer
from tests.journeys.conftest import Visit
from tests.journeys.visitor import Visitor
from tests.servers.stage import RunningProduct

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module", autouse=True)
def staff_people(product: RunningProduct, django_db_blocker: DjangoDbBlocker) -> list[User]:
    """Staff whom the running product knows, one for each journey: each sets up a second step.

    Made before the browser's loop runs.
    """
    with django_db_blocker.unblock():
        return [
            create_person(NewPerson(email=email, name="Boss", password=PASSWORD, is_staff=True))
            for email in (f"boss-{secrets.token_hex(4)}@example.com" for _ in range(3))
        ]


@pytest.fixture
def boss(staff_people: list[User]) -> User:
    """A member of staff who never signed in."""
    return staff_people.pop()


def set_up_second_step(page: Page) -> None:
    """Do what staff are led to at their first sign-in: set up an authenticator app."""
    expect(page.get_by_text("Staff need a second step to sign in.")).to_be_visible()
    page.goto("/accounts/2fa/totp/activate/")
    key = page.locator("#totp-secret").inner_text()
    page.locator("input[name=code]").fill(people.code(key))
    page.get_by_role("button", name="Turn on two-step sign-in").click()
    expect(page.locator("#totp-secret")).to_have_count(0)


@pytest.fixture
def other(product: RunningProduct) -> Iterator[Person]:
    """Somebody else with a workspace."""
    someone = newcomer(product.address)
    yield someone
    someone.http.close()


def enter(visitor: Visitor, boss: User) -> Page:
    """Come in as staff; return the page."""
    page = visitor.open("/staff/")
    page.get_by_label("Email").fill(boss.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    set_up_second_step(page)
    page.goto("/staff/")
    return page


def choose(page: Page, button: str) -> None:
    """Press a button at the head of a row's page: its icon is a word, too."""
    page.get_by_role("link", name=re.compile(rf"(^|\s){button}$")).click()


def act(page: Page, button: str, reason: str) -> None:
    """Press a button of a row's page, say why, and press again."""
    choose(page, button)
    page.get_by_label("Reason").fill(reason)
    page.get_by_role("button", name=button, exact=True).click()


def test_staff_look_after_people_and_workspaces(visit: Visit, boss: User, person: Person) -> None:
    staff = visit()
    page = enter(staff, boss)
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
    expect(page.get_by_label("What", exact=True)).to_be_visible()

    page.goto(f"/staff/generation/job/?workspace={person.slug}")
    expect(page.get_by_text("There are no such jobs.")).to_be_visible()


@pytest.mark.slow
def test_staff_suspend_a_workspace_and_its_owner_reads_why(
    visit: Visit, boss: User, person: Person
) -> None:
    staff, owner = visit(), visit().is_signed_in(person)
    page = enter(staff, boss)
    page.goto(f"/staff/workspaces/workspace/?q={person.slug}")
    page.get_by_role("link", name=person.slug).click()
    expect(page.get_by_text("Use in this period")).to_be_visible()
    staff.keep("staff-workspace")
    choose(page, "Suspend")
    staff.keep("staff-suspend")
    page.get_by_role("button", name="Suspend", exact=True).click()
    expect(page.get_by_text("This field is required.")).to_be_visible()
    staff.watch.allow("422")  # the reason is missing
    page.get_by_label("Reason").fill("Invoice 2026-000001 is not paid.")
    page.get_by_role("button", name="Suspend", exact=True).click()
    expect(page.get_by_text("Suspended.", exact=True)).to_be_visible()
    staff.keep("staff-suspended")

    # The refusals themselves.
    owner.watch.allow("403")
    owner.open(person.path())
    expect(owner.page.get_by_role("heading", name="is suspended")).to_be_visible()
    expect(owner.page.get_by_text("Reason: Invoice 2026-000001 is not paid.")).to_be_visible()
    owner.check("workspace-suspended")
    owner.link("All workspaces").click()
    expect(owner.page.get_by_text("Nobody can work in it for now.")).to_be_visible()
    owner.check("workspaces-suspended")
    owner.open("/accounts/notifications/")
    expect(owner.page.get_by_text("is suspended. Nobody can work in it").first).to_be_visible()

    act(page, "Let it go on", "It was paid.")
    expect(page.get_by_text("It goes on.", exact=True)).to_be_visible()
    expect(owner.open(person.path()).get_by_role("heading").first).to_be_visible()
    assert owner.path == person.path()
    expect(owner.page.get_by_text("is suspended")).to_have_count(0)


@pytest.mark.slow
def test_staff_unlock_somebody_who_guessed_too_often(
    visit: Visit, boss: User, other: Person
) -> None:
    stranger, staff = visit(), visit()
    page = stranger.open("/accounts/login/")
    for _ in range(6):
        page.get_by_label("Email").fill(other.email)
        page.get_by_label("Password", exact=True).fill("not the password")
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_load_state()
    expect(page.get_by_text("Too many")).to_be_visible()

    desk = enter(staff, boss)
    desk.goto(f"/staff/accounts/user/?q={other.email}")
    desk.get_by_role("link", name=other.email).click()
    staff.keep("staff-person")
    act(desk, "Unlock", "Called us, and it is them.")
    expect(desk.get_by_text("They may try again.")).to_be_visible()

    page.goto("/accounts/login/")
    page.get_by_label("Email").fill(other.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/w/" in url)
