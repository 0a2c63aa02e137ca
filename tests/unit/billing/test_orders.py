"""Ordering a plan where money comes by bank: the order waits, staff note the money, the plan starts."""

import pytest

from audit.models import AuditEvent
from billing import sql
from billing.models import Invoice, InvoiceLine, Order, Subscription
from billing.money import changes, ordering, orders
from billing.money.terms import NotAnUpgrade, NothingOwed, NotWaiting
from billing.services import NotOffered, subscriptions, usage
from tests.factories import money
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db
State = Order.State


def held(acme: Workspace) -> Subscription:
    found = subscriptions.subscription_of(acme.pk)
    assert found is not None
    return found


def plan(acme: Workspace) -> str:
    found = subscriptions.subscription_of(acme.pk)
    return found.plan_version.plan_id if found else "free"


def state(order: Order) -> str:
    order.refresh_from_db()
    return order.state


def limit(acme: Workspace) -> int:
    return usage(workspace_id=acme.pk, meter="images").limit


# --- ordering and paying -------------------------------------------------------------------------
def test_an_order_waits_with_an_invoice_to_pay(acme: Workspace) -> None:
    placed = money.place(acme)

    assert (placed.url, placed.is_paid) == ("", False)
    assert placed.order.state == State.WAITING
    assert (placed.invoice.state, placed.invoice.total) == (Invoice.State.OPEN, 2900)
    assert placed.invoice.number is not None
    assert plan(acme) == "free"
    actions = set(AuditEvent.objects.values_list("action", flat=True))
    assert actions >= {"billing.order.placed", "billing.invoice.issued"}


def test_the_plan_starts_when_all_of_it_is_paid(acme: Workspace) -> None:
    placed = money.place(acme)
    money.note(placed.invoice, 1000)
    assert (plan(acme), state(placed.order)) == ("free", State.WAITING)

    money.note(placed.invoice, 1900)

    subscription = held(acme)
    assert (plan(acme), state(placed.order)) == ("team", State.PAID)
    assert limit(acme) == 5000
    assert placed.order.subscription_id == subscription.pk
    invoice = Invoice.objects.get(pk=placed.invoice.pk)
    assert (invoice.period_start, invoice.period_end) == (
        subscription.period_start,
        subscription.period_end,
    )
    assert invoice.key == changes.period_key(subscription)
    assert AuditEvent.objects.filter(action="billing.order.fulfilled").exists()


def test_paid_twice_starts_once_and_is_credit(acme: Workspace) -> None:
    placed = money.place(acme)

    money.note(placed.invoice, 2900)
    money.note(placed.invoice, 2900)

    assert Subscription.objects.filter(workspace=acme).count() == 1
    assert money.credit(acme) == 2900


def test_credit_that_suffices_starts_the_plan_at_once(acme: Workspace) -> None:
    money.note(money.issued(acme), 2900 + 3000)

    placed = money.place(acme)

    assert placed.is_paid
    assert (plan(acme), money.credit(acme)) == ("team", 100)


def test_credit_that_does_not_suffice_pays_its_part(acme: Workspace) -> None:
    money.note(money.issued(acme), 2900 + 1000)

    placed = money.place(acme)

    placed.invoice.refresh_from_db()
    assert (placed.invoice.state, placed.invoice.paid) == (Invoice.State.PART_PAID, 1000)
    money.note(placed.invoice, 1900)
    assert (plan(acme), money.credit(acme)) == ("team", 0)


def test_during_a_trial_paying_ends_it(acme: Workspace) -> None:
    subscriptions.start_trial(acme.pk, money.version().pk, by=money.STAFF)
    placed = money.place(acme, "business")

    assert held(acme).status == Subscription.Status.TRIALING
    money.note(placed.invoice)

    assert (held(acme).status, plan(acme)) == (Subscription.Status.ACTIVE, "business")


# --- upgrades ------------------------------------------------------------------------------------
def test_an_upgrade_is_asked_for_its_part_of_the_period(acme: Workspace) -> None:
    money.note(money.place(acme).invoice)
    subscription = held(acme)
    whole = (subscription.period_end - subscription.period_start).total_seconds()
    money.travel(days=10)

    placed = money.place(acme, "business")

    left = int((subscription.period_end - sql.now()).total_seconds())
    assert placed.order.purpose == Order.Purpose.UPGRADE
    assert placed.order.amount == pytest.approx(7000 * left / whole, abs=1)
    assert [line.kind for line in placed.invoice.lines.all()] == [InvoiceLine.Kind.PRORATION]
    assert plan(acme) == "team"
    money.note(placed.invoice)
    assert plan(acme) == "business"
    assert 5000 < limit(acme) < 20000
    assert held(acme).pk == subscription.pk
    assert money.credit(acme) == 0


def test_an_upgrade_paid_days_later_costs_what_is_left_then(acme: Workspace) -> None:
    money.note(money.place(acme).invoice)
    placed = money.place(acme, "business")
    first = placed.order.amount
    money.travel(days=12)

    money.note(placed.invoice)

    assert plan(acme) == "business"
    given_back = money.credit(acme)
    assert given_back == pytest.approx(first * 12 / 30, rel=0.1)
    assert Invoice.objects.filter(corrects=placed.invoice).count() == 1


@pytest.mark.parametrize("code", ["team", "free"])
def test_what_is_no_more_than_there_is_cannot_be_ordered(acme: Workspace, code: str) -> None:
    money.note(money.place(acme, "business").invoice)

    with pytest.raises((NotAnUpgrade, NotOffered)):
        money.place(acme, code)


def test_only_what_is_offered_can_be_ordered(acme: Workspace) -> None:
    version = money.version()
    version.plan.is_offered = False
    version.plan.save()

    with pytest.raises(NotOffered):
        money.place(acme)
    assert not Order.objects.filter(workspace=acme).exists()


def test_an_order_whose_plan_was_changed_meanwhile_is_credit(acme: Workspace) -> None:
    placed = money.place(acme)
    subscriptions.start(acme.pk, money.version("business").pk, by=money.STAFF)

    money.note(placed.invoice)

    assert (plan(acme), state(placed.order)) == ("business", State.CANCELLED)
    assert money.credit(acme) == 2900


# --- giving up, and being late -------------------------------------------------------------------
def test_another_order_takes_the_place_of_the_one_before(acme: Workspace) -> None:
    first = money.place(acme)
    money.note(first.invoice, 400)

    second = money.place(acme, "business")

    first.invoice.refresh_from_db()
    assert (state(first.order), first.invoice.state) == (State.CANCELLED, Invoice.State.VOID)
    second.invoice.refresh_from_db()
    assert (second.invoice.paid, money.credit(acme)) == (400, 0), "its money goes on"


def test_a_cancelled_order_is_not_asked_for(acme: Workspace) -> None:
    placed = money.place(acme)

    orders.cancel(placed.order.pk, workspace_id=acme.pk, actor=money.STAFF)

    placed.invoice.refresh_from_db()
    assert (state(placed.order), placed.invoice.state) == (State.CANCELLED, Invoice.State.VOID)
    with pytest.raises(NotWaiting):
        orders.cancel(placed.order.pk, workspace_id=acme.pk, actor=money.STAFF)
    with pytest.raises(NotWaiting):
        orders.resume(placed.order.pk, workspace_id=acme.pk, places=money.PLACES)


def test_money_for_a_cancelled_order_is_credit(acme: Workspace) -> None:
    placed = money.place(acme)
    orders.cancel(placed.order.pk, workspace_id=acme.pk, actor=money.STAFF)

    money.note(placed.invoice, 2900)

    assert (plan(acme), money.credit(acme)) == ("free", 2900)


def test_an_order_expires_and_only_once(acme: Workspace) -> None:
    placed = money.place(acme)
    assert orders.expire() == 0
    money.travel(days=ordering.WAIT_DAYS + 1)

    assert (orders.expire(), orders.expire()) == (1, 0)

    placed.invoice.refresh_from_db()
    assert (state(placed.order), placed.invoice.state) == (State.EXPIRED, Invoice.State.VOID)


def test_money_that_comes_too_late_starts_the_plan_all_the_same(acme: Workspace) -> None:
    placed = money.place(acme)
    money.travel(days=ordering.WAIT_DAYS + 1)
    orders.expire()

    money.note(placed.invoice, 2900)

    assert (plan(acme), money.credit(acme)) == ("team", 0)
    assert state(placed.order) == State.EXPIRED
    assert Order.objects.filter(workspace=acme, state=State.PAID).count() == 1


def test_money_that_comes_too_late_and_is_too_little_is_credit(acme: Workspace) -> None:
    placed = money.place(acme)
    money.travel(days=ordering.WAIT_DAYS + 1)
    orders.expire()

    money.note(placed.invoice, 2000)

    assert (plan(acme), money.credit(acme)) == ("free", 2000)


def test_money_that_comes_too_late_changes_no_later_choice(acme: Workspace) -> None:
    late = money.place(acme)
    money.travel(days=ordering.WAIT_DAYS + 1)
    orders.expire()
    money.note(money.place(acme, "business").invoice)

    money.note(late.invoice, 2900)

    assert (plan(acme), money.credit(acme)) == ("business", 2900)


def test_an_order_that_waits_is_resumed_as_it_is(acme: Workspace) -> None:
    placed = money.place(acme)

    again = orders.resume(placed.order.pk, workspace_id=acme.pk, places=money.PLACES)

    assert (again.order, again.url) == (placed.order, "")
    assert Invoice.objects.filter(workspace=acme).count() == 1


def test_orders_of_another_workspace_are_not_there(acme: Workspace, beta: Workspace) -> None:
    placed = money.place(acme)
    order = placed.order

    with pytest.raises(Order.DoesNotExist):
        orders.cancel(order.pk, workspace_id=beta.pk, actor=money.STAFF)
    with pytest.raises(Order.DoesNotExist):
        orders.resume(order.pk, workspace_id=beta.pk, places=money.PLACES)
    with pytest.raises(Invoice.DoesNotExist):
        orders.pay(placed.invoice.pk, workspace_id=beta.pk, places=money.PLACES)


def test_where_money_comes_by_bank_there_is_no_page_to_pay_at(acme: Workspace) -> None:
    invoice = money.place(acme).invoice

    assert orders.pay(invoice.pk, workspace_id=acme.pk, places=money.PLACES) == ""
    assert orders.portal(acme.pk, back_to="https://studio.test", language="en") == ""
    money.note(invoice)
    with pytest.raises(NothingOwed):
        orders.pay(invoice.pk, workspace_id=acme.pk, places=money.PLACES)
