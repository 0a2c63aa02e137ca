"""The same promises, asked of every way to pay: offline, and Stripe against its stand-in.

A ground knows how a customer pays where the provider wants it, and how we hear of it; everything
else is the same, whoever moves the money.
"""

from typing import Any

import pytest

from billing import registry
from billing.models import Invoice, Order, Payment, Subscription
from billing.money import orders, rounds
from billing.payments.base import Bill, Checkout, EventRefused
from billing.services import subscriptions
from tests.factories import money
from tests.factories.payment_grounds import Card, Ground, plan, state
from workspaces.models import Workspace

pytestmark = [pytest.mark.contract, pytest.mark.django_db]
State = Order.State


# --- the adapter itself ---------------------------------------------------------------------------
def bill(**other: Any) -> Bill:
    said = {
        "reference": "invoice:1", "workspace": "acme", "amount": 2900, "currency": "USD",
        "title": "Team", "paid_url": "https://studio.test/paid", "left_url": "https://studio.test/",
    }  # fmt: skip
    return Bill(**(said | other))


def test_the_provider_is_the_one_the_settings_name(ground: Ground) -> None:
    assert registry.provider().name == ground.name
    assert registry.provider() is registry.provider()


def test_the_same_attempt_has_one_checkout(ground: Ground) -> None:
    first, again = (registry.provider().start_checkout(bill()) for _time in range(2))

    assert isinstance(first, Checkout)
    assert first == again
    assert first.reference
    assert first.waits == (not first.url)


def test_nothing_is_taken_from_who_left_no_card(ground: Ground) -> None:
    assert registry.provider().collect(bill()) is None


def test_who_is_not_known_there_has_no_portal(ground: Ground) -> None:
    assert registry.provider().portal("", back_to="https://studio.test", language="en") == ""


@pytest.mark.parametrize("raw", [b"", b"{}", b"hello", b"\xff", b'{"id": "evt_1"}'])
def test_what_nobody_signed_is_not_believed(ground: Ground, raw: bytes) -> None:
    with pytest.raises(EventRefused):
        registry.provider().handle_event(raw, {"stripe-signature": "t=1,v1=00"})


# --- an order's life ------------------------------------------------------------------------------
def test_a_plan_starts_when_it_is_paid_and_not_before(ground: Ground, acme: Workspace) -> None:
    placed = money.place(acme)
    assert (state(placed), plan(acme)) == (State.WAITING, "free")

    ground.pays(placed)

    assert (state(placed), plan(acme)) == (State.PAID, "team")
    invoice = Invoice.objects.get(workspace=acme)
    assert (invoice.state, invoice.paid, invoice.total) == (Invoice.State.PAID, 2900, 2900)
    assert invoice.number is not None
    assert invoice.period_end is not None
    assert Payment.objects.get(workspace=acme).provider == ground.name
    assert money.credit(acme) == 0


def test_the_same_news_in_any_order_and_number_counts_once(ground: Ground, acme: Workspace) -> None:
    placed = money.place(acme)
    ground.pays(placed)
    before = list(Invoice.objects.values()), list(Payment.objects.values())

    ground.told_again()

    assert (list(Invoice.objects.values()), list(Payment.objects.values())) == before
    assert Subscription.objects.filter(workspace=acme).count() == 1
    assert money.credit(acme) == 0


def test_credit_is_taken_before_money_is_asked_for(ground: Ground, acme: Workspace) -> None:
    money.note(money.issued(acme), 2900 + 1000)
    placed = money.place(acme)
    if isinstance(ground, Card):
        session = ground.stand_in.all("checkout.session")[0]
        assert session["amount_total"] == 1900
        ground.pays(placed)
    else:
        money.note(placed.invoice, 1900)

    assert (plan(acme), money.credit(acme)) == ("team", 0)


def test_an_order_nobody_pays_expires_and_asks_for_nothing(ground: Ground, acme: Workspace) -> None:
    placed = money.place(acme)

    ground.leaves(placed)

    assert (state(placed), plan(acme)) == (State.EXPIRED, "free")
    assert not Invoice.objects.filter(workspace=acme).exclude(state=Invoice.State.VOID).exists()
    assert not Subscription.objects.filter(workspace=acme).exists()


def test_who_pays_too_late_has_the_plan_all_the_same(ground: Ground, acme: Workspace) -> None:
    placed = money.place(acme)
    ground.leaves(placed)

    ground.pays(placed)

    assert (plan(acme), money.credit(acme)) == ("team", 0)


def test_the_later_choice_holds_in_whatever_order_both_are_paid(
    ground: Ground, acme: Workspace
) -> None:
    first = money.place(acme)
    second = money.place(acme, "business")

    ground.pays(second)
    ground.pays(first)

    assert (state(first), state(second), plan(acme)) == (State.CANCELLED, State.PAID, "business")
    assert money.credit(acme) == 2900


def test_an_upgrade_is_paid_the_same_way(ground: Ground, acme: Workspace) -> None:
    ground.pays(money.place(acme))
    upgrade = money.place(acme, "business")
    assert plan(acme) == "team"

    ground.pays(upgrade)

    assert plan(acme) == "business"
    assert Subscription.objects.filter(workspace=acme).count() == 1


def test_an_order_can_be_cancelled_and_its_money_is_not_lost(
    ground: Ground, acme: Workspace
) -> None:
    placed = money.place(acme)
    orders.cancel(placed.order.pk, workspace_id=acme.pk, actor=money.STAFF)

    ground.pays(placed)

    assert (state(placed), plan(acme)) == (State.CANCELLED, "free")
    assert money.credit(acme) == 2900


def test_the_next_period_is_asked_for_once_and_paid(ground: Ground, acme: Workspace) -> None:
    ground.pays(money.place(acme))
    money.travel(days=32)
    subscriptions.present(acme.pk)

    for _time in range(3):
        rounds.round_of_money()

    first, second = Invoice.objects.filter(workspace=acme).order_by("number")
    assert (second.total, second.period_no) == (2900, first.period_no + 1)
    assert second.period_start == first.period_end
    if ground.name == "offline":
        assert second.state == Invoice.State.OPEN
        money.note(second)
    second.refresh_from_db()
    assert second.state == Invoice.State.PAID
    assert money.credit(acme) == 0
