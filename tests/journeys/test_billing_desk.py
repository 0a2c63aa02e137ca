"""Staff at billing's desk: money that comes for an order, an edition of a plan, a meter set right."""

import re
import secrets

import pytest
from playwright.sync_api import Page, expect
from pytest_django import DjangoDbBlocker

from accounts.models import User
from accounts.services import NewPerson, create_person
from billing.models import Invoice
from tests.factories import billing, people
from tests.factories.newcomers import PASSWORD
from tests.journeys.conftest import Visit
from tests.journeys.visitor import PHONE, Visitor
from tests.servers.stage import RunningProduct
from workspaces.models import Workspace

pytestmark = pytest.mark.journey
# What the admin's frame lacks on each of its pages.
OF_THE_FRAME = ("landmark-one-main", "landmark-unique", "region")
WHY = "As agreed on the phone"


@pytest.fixture(scope="module", autouse=True)
def boss(product: RunningProduct, django_db_blocker: DjangoDbBlocker) -> User:
    """A member of staff; made before the browser's loop runs."""
    email = f"desk-{secrets.token_hex(4)}@example.com"
    with django_db_blocker.unblock():
        return create_person(NewPerson(email=email, name="Dana", password=PASSWORD, is_staff=True))


@pytest.fixture(scope="module", autouse=True)
def place(product: RunningProduct, django_db_blocker: DjangoDbBlocker) -> Workspace:
    """A workspace that has ordered a plan and waits."""
    with django_db_blocker.unblock():
        made = people.workspace("Northbay", people.person("Nora"))
        billing.ordered(made)
        return made


@pytest.fixture(scope="module", autouse=True)
def invoice(place: Workspace, django_db_blocker: DjangoDbBlocker) -> Invoice:
    """What the order asks for."""
    with django_db_blocker.unblock():
        return Invoice.objects.get(workspace=place)


def sign_in(page: Page, boss: User) -> None:
    """Sign in, and set up the second step staff are led to."""
    page.get_by_label("Email").fill(boss.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("Staff need a second step to sign in.")).to_be_visible()
    page.goto("/accounts/2fa/totp/activate/")
    key = page.locator("#totp-secret").inner_text()
    page.locator("input[name=code]").fill(people.code(key))
    page.get_by_role("button", name="Turn on two-step sign-in").click()
    expect(page.locator("#totp-secret")).to_have_count(0)


def check(visitor: Visitor, name: str) -> None:
    """Hold a page of ours to what every page owes, but for the frame that others have built."""
    faults = [
        fault
        for fault in visitor.faults(name)
        if not any(f"{name}: {rule} " in fault for rule in OF_THE_FRAME)
    ]
    assert not faults, "\n".join(faults)


def step(page: Page, name: str) -> None:
    """Go to a step by its button above a row or a list."""
    page.locator("#header-inner").get_by_role("link", name=re.compile(f"{name}$")).click()
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()


def do(page: Page, button: str, says: str, **fields: str) -> None:
    """Fill in a step, do it, and read what it says."""
    for label, value in {**fields, "Reason": WHY}.items():
        page.get_by_label(label.replace("_", " "), exact=False).first.fill(value)
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.get_by_text(says, exact=False).first).to_be_visible()


@pytest.mark.slow
def test_money_a_plan_and_a_meter(
    visit: Visit, boss: User, place: Workspace, invoice: Invoice
) -> None:
    visitor = visit()
    page = visitor.open("/staff/")
    sign_in(page, boss)
    page.goto("/staff/")
    page.locator("#nav-sidebar").get_by_role("link", name="Orders").click()
    expect(page.locator("#result_list")).to_be_visible()

    note_the_money(visitor, place, invoice)
    make_a_plan(visitor)
    adjust_a_meter(visitor, place)
    hold_on_a_phone(visit, visitor, invoice)


def note_the_money(visitor: Visitor, place: Workspace, invoice: Invoice) -> None:
    """Find the order that waits, and note its money in two parts."""
    page = visitor.page
    page.goto(f"/staff/billing/order/?state__exact=waiting&q={place.slug}")
    row = page.locator("#result_list tbody tr")
    expect(row).to_have_count(1)
    visitor.keep("desk-orders")
    row.get_by_role("link", name=str(invoice.number)).click()
    expect(page.get_by_text("Takes back of")).to_be_visible()
    visitor.keep("desk-invoice")
    step(page, "Note a payment")
    check(visitor, "desk-note-payment")
    paid = "Note the payment"
    do(page, paid, "19.00 of invoice", Amount="10.00", Bank_reference=f"A {place.slug}")
    step(page, "Note a payment")
    do(page, paid, "The plan Team is paid for and has begun.", Bank_reference=f"B {place.slug}")
    expect(page.get_by_text(f"Invoice {invoice.number} is paid in full.")).to_be_visible()
    visitor.keep("desk-invoice-paid")
    page.goto(f"/staff/billing/subscription/?q={place.slug}")
    expect(page.locator("#result_list tbody tr")).to_contain_text("active")


def make_a_plan(visitor: Visitor) -> None:
    """Make a plan that nobody is offered, and its first edition."""
    page, code = visitor.page, f"plan-{secrets.token_hex(3)}"
    page.goto("/staff/billing/plan/")
    step(page, "New plan")
    do(page, "Make the plan", "Make its first edition next.", Code=code, Name="Atelier")
    step(page, "New edition")
    page.locator("#id_images-units").fill("1200")
    check(visitor, "desk-new-edition")
    do(page, "Make the edition", "Atelier has edition 1 now.", Price="15.00")
    expect(page.get_by_text("USD\N{NO-BREAK SPACE}15.00 a month").first).to_be_visible()
    visitor.keep("desk-edition")


def adjust_a_meter(visitor: Visitor, place: Workspace) -> None:
    """Let the workspace have some images more, and find them in the ledger."""
    page = visitor.page
    page.goto(f"/staff/billing/quotaperiod/?q={place.slug}&meter__exact=images")
    visitor.keep("desk-quota-periods")
    page.locator("#result_list tbody tr").first.get_by_role("link", name="images").click()
    step(page, "Adjust")
    check(visitor, "desk-adjust")
    do(page, "Adjust the limit", "5,025 images now.", Units_more="25")
    page.goto(f"/staff/billing/ledgerentry/?q={place.slug}")
    expect(page.locator("#result_list tbody tr").first).to_contain_text("+25")
    visitor.keep("desk-ledger")


def hold_on_a_phone(visit: Visit, signed_in: Visitor, invoice: Invoice) -> None:
    """Look at the same pages on a phone, in the dark."""
    phone = visit(window=PHONE, color_scheme="dark")
    phone.context.add_cookies(signed_in.context.cookies())  # type: ignore[arg-type]
    for name, path in {
        "desk-dark-invoice": f"invoice/{invoice.pk}/",
        "desk-dark-credit": f"invoice/{invoice.pk}/credit/",
        "desk-dark-edition": "plan/team/make-edition/",
        "desk-dark-prices": "pricesheet/publish/",
        "desk-dark-give": "grant/give/",
    }.items():
        phone.open(f"/staff/billing/{path}")
        check(phone, name)
