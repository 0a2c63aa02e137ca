"""The same promises, asked of every way to pay: offline, and Stripe against its stand-in.

A ground knows how a customer pays where the provider wants it, and how we hear of it; everything
else is the same, whoever moves the money.
"""

import random
from collections.abc import Iterator
from typing import Any, Protocol

import pytest
from django.test import Client

from billing import registry
from billing.models import Invoice, Order, Payment, Subscription
from billing.money import collecting, ordering, orders, rounds
from billing.money.orders import Placed
from billing.payments.base import Bill, Checkout, EventRefused, PaymentError
from billing.services import subscriptions
from tests.factories import money
from tests.factories import stripe_server as server
from tests.factories.stripe_server import StandIn
from workspaces.models import Workspace

pytestmark = [pytest.mark.contract, pytest.mark.django_db]
WEBHOOK = "/api/v1/billing/stripe/webhook"
State = Order.State
News = list[tuple[bytes, dict[str, str]]]


class Ground(Protocol):
    """How money moves with one provider."""

    name: str

    def pays(self, placed: Placed) -> None:
        """Let the customer pay an order, and us hear of it."""

    def told_again(self) -> None:
        """Hear everything that was told, once more and in another order."""

    def leaves(self, placed: Placed) -> None:
        """Let the time of an order pass unpaid."""


class Bank:
    """People pay by bank; staff note it."""

    name = "offline"

    def __init__(self) -> None:
        self.noted: list[tuple[Invoice, str]] = []

    def pays(self, placed: Placed) -> None:
        reference = f"bank-{len(self.noted)}"
        self.noted.append((placed.invoice, reference))
        money.note(placed.invoice, placed.order.amount, reference=reference)

    def told_again(self) -> None:
        for invoice, reference in reversed(self.noted):
            payment = Payment.objects.get(provider="offline", provider_ref=reference)
            money.note(invoice, payment.amount, reference=reference)

    def leaves(self, placed: Placed) -> None:
        money.travel(days=ordering.WAIT_DAYS + 1)
        orders.expire()


class Card:
    """People pay at Stripe; its webhooks tell of it."""

    name = "stripe"

    def __init__(self, stand_in: StandIn) -> None:
        self.stand_in = stand_in
        self.client = Client()
        self.heard: News = []

    def hear(self, *news: tuple[bytes, dict[str, str]]) -> None:
        for raw, headers in news:
            self.heard.append((raw, headers))
            assert self.tell(raw, headers) == 200

    def tell(self, raw: bytes, headers: dict[str, str]) -> int:
        answer = self.client.post(WEBHOOK, raw, content_type="application/json", headers=headers)
        return answer.status_code

    def pays(self, placed: Placed) -> None:
        reference = Order.objects.values_list("provider_ref", flat=True).get(pk=placed.order.pk)
        self.hear(*self.stand_in.pays(reference))

    def told_again(self) -> None:
        news = self.heard * 3
        random.Random(5).shuffle(news)
        assert {self.tell(*one) for one in news} == {200}

    def leaves(self, placed: Placed) -> None:
        reference = Order.objects.values_list("provider_ref", flat=True).get(pk=placed.order.pk)
        self.hear(self.stand_in.lets_expire(reference))


@pytest.fixture(params=["offline", "stripe"])
def ground(request: pytest.FixtureRequest) -> Ground:
    found: Ground = Bank() if request.param == "offline" else request.getfixturevalue("card")
    return found


@pytest.fixture
def card(settings: Any) -> Iterator[Card]:
    with server.running() as stand_in:
        settings.PAYMENT_PROVIDER = "billing.payments.stripe.StripePayments"
        settings.STRIPE_SECRET_KEY = server.KEY
        settings.STRIPE_WEBHOOK_SECRETS = [server.SECRET]
        settings.STRIPE_URL = stand_in.url
        yield Card(stand_in)


def plan(place: Workspace) -> str:
    found = subscriptions.subscription_of(place.pk)
    return found.plan_version.plan_id if found else "free"


def state(placed: Placed) -> str:
    return Order.objects.values_list("state", flat=True).get(pk=placed.order.pk)


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


# --- what only a provider can do wrong --------------------------------------------------------------
def test_a_provider_that_is_away_leaves_an_order_to_be_resumed(card: Card, acme: Workspace) -> None:
    card.stand_in.script = [server.fails(500), server.fails(500)]
    with pytest.raises(PaymentError):
        money.place(acme)
    order = Order.objects.get(workspace=acme)
    assert (order.state, order.checkout_url) == (State.WAITING, "")

    again = orders.resume(order.pk, workspace_id=acme.pk, places=money.PLACES)

    assert again.url
    assert orders.resume(order.pk, workspace_id=acme.pk, places=money.PLACES).url == again.url
    card.pays(again)
    assert plan(acme) == "team"


def test_an_order_that_was_begun_without_a_word_is_the_same_page(
    card: Card, acme: Workspace
) -> None:
    card.stand_in.script = [server.well, server.does_it_and_cuts, server.does_it_and_cuts]
    with pytest.raises(PaymentError):
        money.place(acme)
    order = Order.objects.get(workspace=acme)

    orders.resume(order.pk, workspace_id=acme.pk, places=money.PLACES)

    assert len(card.stand_in.all("checkout.session")) == 1


def test_news_of_an_older_page_ends_nothing(card: Card, acme: Workspace) -> None:
    placed = money.place(acme)
    old = Order.objects.get(pk=placed.order.pk).provider_ref
    Order.objects.filter(pk=placed.order.pk).update(provider_ref="cs_newer")

    card.hear(card.stand_in.lets_expire(old))

    assert state(placed) == State.WAITING


def test_news_that_comes_in_the_wrong_order(card: Card, acme: Workspace) -> None:
    """A refusal and an expiry after the money; a refund before it."""
    placed = money.place(acme)
    reference = Order.objects.get(pk=placed.order.pk).provider_ref
    paid = card.stand_in.pays(reference)
    intent = card.stand_in.all("payment_intent")[0]
    failed = dict(intent, status="requires_payment_method")
    back = card.stand_in.gives_back(intent["id"], 900)
    session = card.stand_in.things[reference]

    card.hear(
        back,
        *reversed(paid),
        card.stand_in.event("payment_intent.payment_failed", failed),
        card.stand_in.event("checkout.session.expired", session),
    )

    invoice = Invoice.objects.get(workspace=acme)
    assert (invoice.state, invoice.paid) == (Invoice.State.PART_PAID, 2000)
    assert (state(placed), plan(acme)) == (State.PAID, "team")
    assert sorted(Payment.objects.values_list("amount", flat=True)) == [-900, 2900]
    card.told_again()
    assert sorted(Payment.objects.values_list("amount", flat=True)) == [-900, 2900]
    assert money.credit(acme) == 0


def test_a_refused_card_is_tried_again_and_then_the_plan_is_late(
    card: Card, acme: Workspace
) -> None:
    card.pays(money.place(acme))
    money.travel(days=32)
    subscriptions.present(acme.pk)
    card.stand_in.card = "declined"

    for day in range(32, 52):
        money.travel(days=day)
        rounds.round_of_money()

    invoice = Invoice.objects.get(workspace=acme, state=Invoice.State.OPEN)
    assert (invoice.attempts, invoice.last_code) == (4, "payment.declined")
    assert invoice.collect_at is None
    subscription = Subscription.objects.get(workspace=acme)
    assert subscription.status == Subscription.Status.PAST_DUE
    url = orders.pay(invoice.pk, workspace_id=acme.pk, places=money.PLACES)
    assert url.startswith("https://checkout.stripe.test/")
    card.hear(*card.stand_in.pays(card.stand_in.all("checkout.session")[0]["id"]))
    subscription.refresh_from_db()
    assert subscription.status == Subscription.Status.ACTIVE
    assert money.credit(acme) == 0


def test_a_provider_that_is_away_is_asked_again_with_the_next_rounds(
    card: Card, acme: Workspace
) -> None:
    card.pays(money.place(acme))
    money.travel(days=32)
    subscriptions.present(acme.pk)
    card.stand_in.script = [server.fails(500), server.fails(500)]

    rounds.round_of_money()
    assert Invoice.objects.filter(workspace=acme, state=Invoice.State.OPEN).count() == 1
    rounds.round_of_money()
    money.travel(days=32, hours=2)
    assert collecting.collect_due() == 1

    assert not Invoice.objects.filter(workspace=acme, state=Invoice.State.OPEN).exists()


def test_who_paid_there_can_change_the_card(card: Card, acme: Workspace) -> None:
    assert orders.portal(acme.pk, back_to="https://studio.test", language="en") == ""
    card.pays(money.place(acme))

    url = orders.portal(acme.pk, back_to="https://studio.test", language="en")

    assert url.startswith("https://billing.stripe.test/")
