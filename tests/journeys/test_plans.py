"""An owner orders a plan, pays it by bank, plans less, takes that back, and ends it."""

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from playwright.sync_api import Locator, expect
from pytest_django import DjangoDbBlocker

from billing.models import Order
from billing.services import hold_storage, mark_past_due
from tests.factories import billing
from tests.factories.newcomers import Person
from tests.journeys.conftest import Visit
from tests.journeys.visitor import DESKTOP, PHONE, Visitor
from tests.journeys.words import CHINESE, ENGLISH
from workspaces.models import Workspace

pytestmark = pytest.mark.journey
Do = Callable[[Callable[[], object]], object]
ALL = [
    (ENGLISH, DESKTOP, "light"),
    pytest.param(CHINESE, PHONE, "dark", marks=pytest.mark.slow),
    pytest.param(ENGLISH, PHONE, "light", marks=pytest.mark.slow),
    pytest.param(CHINESE, DESKTOP, "dark", marks=pytest.mark.slow),
]
TEAM, BUSINESS, FREE = "Team", "Business", "Free"


@pytest.fixture
def beside(django_db_blocker: DjangoDbBlocker) -> Iterator[Do]:
    """Return what does something in the product's database, beside the browser's loop."""

    def work(done: Callable[[], object]) -> object:
        try:
            return done()
        finally:
            connection.close()

    with django_db_blocker.unblock(), ThreadPoolExecutor(1) as thread:
        yield lambda done: thread.submit(work, done).result()


def place(person: Person) -> Workspace:
    return Workspace.objects.get(slug=person.slug)


def pay(person: Person) -> None:
    """Note the money of the order that waits, as staff do."""
    order = Order.objects.get(workspace=place(person), state="waiting")
    assert order.invoice is not None
    billing.paid(order.invoice)


@transaction.atomic
def a_large_file(person: Person) -> None:
    hold_storage(place(person).pk, key="large", size=300 * 2**30)


def plans(person: Person, rest: str = "") -> str:
    return person.path(f"settings/plans{rest}")


def card(me: Visitor, plan: str) -> Locator:
    heading = me.page.get_by_role("heading", name=me.words(plan), exact=True)
    return me.page.locator(".plan-card").filter(has=heading)


def answer(me: Visitor, verb: str) -> None:
    """Say yes to the question that is asked."""
    dialog = me.page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name=verb, exact=True).click()


def said(me: Visitor, text: str) -> None:
    expect(me.page.locator("#toasts")).to_contain_text(text)


@pytest.mark.timeout(400)
@pytest.mark.parametrize(("language", "window", "theme"), ALL)
def test_an_owner_orders_changes_and_ends_a_plan(
    visit: Visit,
    person: Person,
    beside: Do,
    language: str,
    window: tuple[int, int],
    theme: str,
) -> None:
    person.speaks(language)
    person.looks(theme)
    me = visit(language, window=window).is_signed_in(person)

    a_plan_is_ordered(me, person)
    beside(lambda: pay(person))
    the_plan_has_begun(me, person)
    a_larger_one_is_ordered_and_given_up(me, person)
    a_larger_one_is_ordered_and_paid(me, person, beside)
    less_is_planned_and_dropped(me, person, beside)
    it_is_cancelled_and_goes_on(me, person)
    beside(lambda: mark_past_due(place(person).pk))
    me.open(plans(person))
    expect(me.page.locator(".message-bad")).to_be_visible()
    me.check(f"plans-overdue-{theme}")


def a_plan_is_ordered(me: Visitor, person: Person) -> None:
    """By the keyboard alone."""
    me.open(plans(person))
    expect(card(me, FREE)).to_contain_text(me.words("Your plan"))
    me.check("plans")
    card(me, TEAM).get_by_role("link").press("Enter")
    expect(me.page.get_by_role("heading", level=1)).to_have_text(
        me.words("Order %(plan)s", plan=me.words(TEAM))
    )
    me.check("plan-order")
    me.page.get_by_role("button", name=re.compile("29")).press("Enter")
    expect(me.page.locator("#order")).to_be_visible()
    said(me, me.words("%(plan)s is ordered.", plan=me.words(TEAM)))
    expect(me.page.locator("#order")).to_contain_text(re.compile(r"\d{4}-\d{6}"))
    me.check("plans-ordered")


def the_plan_has_begun(me: Visitor, person: Person) -> None:
    me.page.reload()
    expect(me.page.locator("#order")).to_have_count(0)
    expect(card(me, TEAM)).to_contain_text(me.words("Your plan"))
    me.check("plans-team")
    me.open(person.path("settings/usage"))
    expect(me.page.locator("#meter-images")).to_contain_text("5,000")
    me.page.keyboard.press("Escape")


def a_larger_one_is_ordered_and_given_up(me: Visitor, person: Person) -> None:
    me.open(plans(person))
    change = me.words("Change to %(plan)s", plan=me.words(BUSINESS))
    card(me, BUSINESS).get_by_role("link", name=change).click()
    expect(me.page.get_by_role("heading", level=1)).to_have_text(change)
    me.check("plan-upgrade")
    me.page.locator(".choice-do button").click()
    expect(me.page.locator("#order")).to_be_visible()
    me.button(me.words("Cancel the order")).click()
    me.check("plan-order-cancel")
    answer(me, me.words("Cancel the order"))
    expect(me.page.locator("#order")).to_have_count(0)


def a_larger_one_is_ordered_and_paid(me: Visitor, person: Person, beside: Do) -> None:
    card(me, BUSINESS).get_by_role("link").click()
    me.page.locator(".choice-do button").click()
    expect(me.page.locator("#order")).to_be_visible()
    beside(lambda: pay(person))
    me.page.reload()
    expect(card(me, BUSINESS)).to_contain_text(me.words("Your plan"))


def less_is_planned_and_dropped(me: Visitor, person: Person, beside: Do) -> None:
    beside(lambda: a_large_file(person))
    card(me, TEAM).get_by_role("link").click()
    expect(me.page.locator(".choice-unfit")).to_be_visible()
    me.check("plan-downgrade")
    me.page.locator(".choice-do button").click()
    keep = me.words("Keep %(plan)s", plan=me.words(BUSINESS))
    expect(me.button(keep)).to_be_visible()
    said(me, me.words("%(plan)s begins with the next period.", plan=me.words(TEAM)))
    me.check("plans-planned")
    me.button(keep).press("Enter")
    answer(me, keep)
    said(me, me.words("%(plan)s stays your plan.", plan=me.words(BUSINESS)))
    expect(me.button(keep)).to_have_count(0)


def it_is_cancelled_and_goes_on(me: Visitor, person: Person) -> None:
    card(me, FREE).get_by_role("link").click()
    expect(me.page.locator(".choice-do .btn-error")).to_be_visible()
    me.check("plan-cancel")
    me.page.locator(".choice-do .btn-error").click()
    keep = me.words("Keep %(plan)s", plan=me.words(BUSINESS))
    expect(me.button(keep)).to_be_visible()
    me.check("plans-cancelled")
    me.button(keep).click()
    said(me, me.words("%(plan)s goes on.", plan=me.words(BUSINESS)))


@pytest.mark.slow
@pytest.mark.parametrize(("language", "window", "theme"), ALL)
def test_a_trial_is_started_and_payments_are_waited_for(
    visit: Visit,
    person: Person,
    beside: Do,
    language: str,
    window: tuple[int, int],
    theme: str,
) -> None:
    person.speaks(language)
    person.looks(theme)
    me = visit(language, window=window).is_signed_in(person)
    me.open(plans(person))
    start = me.words.count("Start %(days)d-day trial", "Start %(days)d-day trial", 14, name="days")
    card(me, TEAM).get_by_role("button", name=start).press("Enter")
    expect(me.page.get_by_role("dialog")).to_be_visible()
    me.check("plan-trial")
    answer(me, start)
    said(me, me.words("The trial of %(plan)s has begun.", plan=me.words(TEAM)))
    expect(card(me, TEAM)).to_contain_text(me.words("On trial"))
    me.check("plans-trial")

    card(me, TEAM).get_by_role("link").click()
    me.page.locator(".choice-do button").click()
    expect(me.page.locator("#order")).to_be_visible()
    me.open(plans(person, "/paid"))
    waits = me.words("Waiting for the payment to be confirmed")
    expect(me.page.get_by_role("status").filter(has_text=waits)).to_be_visible()
    me.check("plan-paid-waiting")
    beside(lambda: pay(person))
    expect(me.page.locator("#paid")).to_contain_text(me.words("The payment has arrived"))
    me.check("plan-paid")
