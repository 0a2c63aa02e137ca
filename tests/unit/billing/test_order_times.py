"""Orders against the clock: before a period is asked for, after it is over, at pages made anew."""

from datetime import timedelta

import pytest

from billing import registry, services, sql
from billing.models import Invoice, Meter, Order, PlanVersion, Subscription
from billing.money import choosing, collecting, correcting, ordering, orders, rounds
from billing.payments.base import Bill, Checkout, Paid, PaymentError
from billing.services import NewEdition, NewLimit, subscriptions
from tests.factories import billing, money
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db
State = Order.State


class Pages:
    """A provider whose pages are there for a day, and who asks for no amount below one."""

    name = "pages"

    def __init__(self) -> None:
        self.made = 0
        self.is_silent = False

    def start_checkout(self, bill: Bill) -> Checkout:
        if self.is_silent or bill.amount <= 0:
            raise PaymentError("payment.unavailable", retryable=True)
        self.made += 1
        ends = sql.now() + timedelta(days=1)
        return Checkout(f"https://pay.test/{self.made}", f"page-{self.made}", "who", ends)


@pytest.fixture
def pages(monkeypatch: pytest.MonkeyPatch) -> Pages:
    found = Pages()
    monkeypatch.setattr(registry, "provider", lambda: found)
    return found


def held(place: Workspace) -> Subscription:
    found = subscriptions.subscription_of(place.pk)
    assert found is not None
    return found


def asked(place: Workspace) -> int:
    issued = Invoice.objects.filter(workspace=place, number__isnull=False)
    return sum(issued.exclude(state=Invoice.State.VOID).values_list("total", flat=True))


def kept(place: Workspace, amount: int) -> None:
    """Let more come for an invoice than it asks for."""
    money.note(billing.invoiced(place, 100), 100 + amount)


def in_the_gap(place: Workspace) -> int:
    """Let a period roll before the round asks for it; return what was asked for until then."""
    billing.subscribed(place)
    money.travel(days=31, hours=12)
    assert subscriptions.present(place.pk).period_no == 2
    return asked(place)


def year() -> PlanVersion:
    new = NewEdition({Meter.IMAGES: NewLimit(90_000)}, price=99_000, interval="year")
    return services.make_edition("business", new=new, by=money.STAFF)


def almost_over(place: Workspace) -> float:
    """Go to ten minutes before the end of the first period; return the seconds of it."""
    billing.subscribed(place)
    seconds = (held(place).period_end - held(place).period_start).total_seconds()
    money.travel(secs=seconds - 600)
    return seconds


# --- a period that no round has asked for --------------------------------------------------------
def test_an_upgrade_in_a_period_not_yet_asked_for_costs_the_larger_plan_once(
    acme: Workspace,
) -> None:
    before = in_the_gap(acme)

    money.note(money.place(acme, "business").invoice)
    rounds.issue_due()

    upgrade = Order.objects.get(purpose=Order.Purpose.UPGRADE).amount
    assert asked(acme) - before == 2900 + upgrade <= 9900


def test_a_year_in_a_period_not_yet_asked_for_gives_back_what_is_owed(acme: Workspace) -> None:
    before = in_the_gap(acme)

    placed = orders.place(
        acme.pk, version_id=year().pk, places=money.PLACES, email="", actor=money.STAFF
    )
    money.note(placed.invoice)
    rounds.issue_due()

    assert asked(acme) - before >= 99_000
    assert Invoice.objects.filter(workspace=acme, period_no=2, total=2900).count() == 1


def test_the_period_takes_the_credit_before_a_choice_is_shown(acme: Workspace) -> None:
    in_the_gap(acme)
    kept(acme, 3000)
    version = money.version("business")

    shown = choosing.look(acme.pk, version.pk)
    done = choosing.take(
        acme.pk,
        version.pk,
        shown=choosing.seal(acme.pk, shown),
        places=money.PLACES,
        email="",
        actor=money.STAFF,
    )

    assert shown.credit == 100
    assert done.placed is not None
    assert done.placed.order.amount == shown.amount
    assert choosing.look(acme.pk, version.pk).credit == 0, "the order has it"
    assert Invoice.objects.filter(workspace=acme, period_no=2, total=2900).count() == 1


def test_who_is_suspended_is_asked_for_nothing_by_looking(acme: Workspace) -> None:
    before = in_the_gap(acme)
    Workspace.objects.filter(pk=acme.pk).update(
        status=Workspace.Status.SUSPENDED, suspended_at=sql.now(), suspended_reason="a slip"
    )

    choosing.look(acme.pk, money.version("business").pk)

    assert asked(acme) == before


# --- a period that is over -----------------------------------------------------------------------
def test_an_upgrade_paid_after_its_period_is_credit(acme: Workspace) -> None:
    seconds = almost_over(acme)
    placed = money.place(acme, "business")
    money.travel(secs=seconds + 120)

    money.note(placed.invoice)

    placed.order.refresh_from_db()
    assert placed.order.state == State.CANCELLED
    assert held(acme).plan_version.plan_id == "team"
    assert Invoice.objects.filter(corrects=placed.invoice, total=-placed.invoice.total).exists()


def test_an_upgrade_of_a_plan_that_ended_is_credit(acme: Workspace) -> None:
    billing.subscribed(acme)
    placed = money.place(acme, "business")
    services.end_now(acme.pk, reason="a slip", by=money.STAFF)
    subscriptions.start(acme.pk, money.version().pk, by=money.STAFF)

    money.note(placed.invoice)

    assert held(acme).plan_version.plan_id == "team"
    assert money.credit(acme) == placed.invoice.total - 2900, "the new plan was asked for"


def test_money_that_came_in_time_and_was_told_late_begins_the_upgrade(
    acme: Workspace, pages: Pages
) -> None:
    billing_start(acme)
    placed = money.place(acme, "business")
    came = sql.now()
    money.travel(days=1, hours=1)

    tell(placed, "late", came + timedelta(hours=2))

    assert held(acme).plan_version.plan_id == "business"


def test_money_that_came_after_the_page_was_over_is_credit(acme: Workspace, pages: Pages) -> None:
    billing_start(acme)
    placed = money.place(acme, "business")
    money.travel(days=1, hours=1)

    tell(placed, "late", sql.now())

    assert held(acme).plan_version.plan_id == "team"
    assert money.credit(acme) == placed.order.amount


def billing_start(place: Workspace) -> None:
    tell(money.place(place), "first", sql.now())
    assert held(place).plan_version.plan_id == "team"


def tell(placed: orders.Placed, reference: str, at: object) -> None:
    """Hear of a provider that an order was paid at a moment."""
    amount = placed.order.amount
    collecting.apply("pages", Paid(f"order:{placed.order.pk}", reference, amount, "USD", at))


# --- pages made anew -----------------------------------------------------------------------------
def test_a_page_made_anew_is_waited_for(acme: Workspace, pages: Pages) -> None:
    placed = money.place(acme)
    money.travel(days=1, mins=2)

    again = orders.resume(placed.order.pk, workspace_id=acme.pk, places=money.PLACES)

    assert again.url == "https://pay.test/2"
    assert orders.expire() == 0
    assert again.order.expires_at is not None
    assert again.order.expires_at > sql.now() + timedelta(hours=23)


def test_a_page_is_waited_for_no_longer_than_its_order(acme: Workspace, pages: Pages) -> None:
    placed = money.place(acme)
    money.travel(days=ordering.WAIT_DAYS, hours=-1)
    again = orders.resume(placed.order.pk, workspace_id=acme.pk, places=money.PLACES)
    assert again.order.expires_at == ordering.limit_of(again.order)

    money.travel(days=ordering.WAIT_DAYS, hours=1)
    with pytest.raises(orders.NotWaiting):
        orders.resume(placed.order.pk, workspace_id=acme.pk, places=money.PLACES)
    assert pages.made == 2


def test_an_order_that_credit_covers_by_now_is_resumed_without_a_page(
    acme: Workspace, pages: Pages
) -> None:
    pages.is_silent = True
    with pytest.raises(PaymentError):
        money.place(acme)
    kept(acme, 5000)
    waiting = Order.objects.get(workspace=acme)

    resumed = orders.resume(waiting.pk, workspace_id=acme.pk, places=money.PLACES)

    assert (resumed.is_paid, resumed.url) == (True, "")
    assert held(acme).plan_version.plan_id == "team"
    assert money.credit(acme) == 2100


# --- what follows of money -----------------------------------------------------------------------
def test_an_overtaken_order_gives_back_what_no_note_has_given(acme: Workspace) -> None:
    invoice = billing.ordered(acme)
    correcting.credit(invoice.pk, amount=900, reason="a slip", actor=money.STAFF)
    subscriptions.start(acme.pk, money.version("business").pk, by=money.STAFF)

    money.note(invoice, 2000)

    assert Order.objects.get(invoice=invoice).state == State.CANCELLED
    assert money.credit(acme) == 2000, "what was paid; the other note went into the invoice"
    given = Invoice.objects.filter(corrects=invoice).values_list("total", flat=True)
    assert sorted(given) == [-2000, -900]


def test_an_overtaken_order_that_notes_gave_back_whole_is_over(acme: Workspace) -> None:
    invoice = billing.ordered(acme)
    subscriptions.start(acme.pk, money.version("business").pk, by=money.STAFF)

    correcting.credit(invoice.pk, amount=2900, reason="a slip", actor=money.STAFF)

    assert Order.objects.get(invoice=invoice).state == State.CANCELLED
    assert Invoice.objects.filter(corrects=invoice).count() == 1


def test_an_old_plans_invoice_paid_leaves_the_new_one_late(acme: Workspace) -> None:
    billing.subscribed(acme)
    money.travel(days=32)
    subscriptions.present(acme.pk)
    rounds.issue_due()
    old = Invoice.objects.filter(workspace=acme).latest("number")
    services.end_now(acme.pk, reason="a slip", by=money.STAFF)
    billing.subscribed(acme, "business")
    money.travel(days=66)
    subscriptions.present(acme.pk)
    rounds.issue_due()
    money.travel(days=85)
    rounds.mark_late()
    assert held(acme).status == Subscription.Status.PAST_DUE

    money.note(old)

    assert held(acme).status == Subscription.Status.PAST_DUE
    money.note(Invoice.objects.filter(workspace=acme, state__in=["open", "part_paid"]).get())
    assert held(acme).status == Subscription.Status.ACTIVE


def test_an_order_knows_what_came_of_it_and_went_back(acme: Workspace) -> None:
    invoice = billing.ordered(acme)

    first = billing.paid(invoice, 1000)
    assert Order.objects.get(invoice=invoice).paid == 1000
    correcting.mark_returned(
        first.pk, amount=400, reference="back", reason="a slip", actor=money.STAFF
    )
    assert Order.objects.get(invoice=invoice).paid == 600
    billing.paid(invoice)

    order = Order.objects.get(invoice=invoice)
    assert (order.state, order.paid) == (State.PAID, 2900)
