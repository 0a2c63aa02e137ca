"""What only a provider that is asked over the net can do wrong: silence, repeats, disorder, deaths."""

import pytest

from billing import sql
from billing.models import Invoice, Order, Payment, Subscription
from billing.money import collecting, orders, rounds
from billing.payments.base import PaymentError
from billing.services import subscriptions
from tests.factories import money
from tests.factories import stripe_server as server
from tests.factories.payment_grounds import Card, plan, state
from workspaces.models import Workspace

pytestmark = [pytest.mark.contract, pytest.mark.django_db]
State = Order.State


@pytest.mark.slow
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


@pytest.mark.slow
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


def test_who_dies_after_the_charge_charges_nobody_twice(
    card: Card, acme: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither before its news comes, nor when Stripe has forgotten that it was asked."""
    card.pays(money.place(acme))
    money.travel(days=32)
    subscriptions.present(acme.pk)
    rounds.issue_due()
    right = collecting.apply

    def dies(*_given: object) -> None:
        raise SystemExit

    monkeypatch.setattr(collecting, "apply", dies)
    with pytest.raises(SystemExit):
        collecting.collect_due()
    monkeypatch.setattr(collecting, "apply", right)
    card.stand_in.answers.clear()
    assert collecting.collect_due() == 0, "it is somebody's turn already"
    money.travel(days=32, hours=2)
    assert collecting.collect_due() == 1

    assert len(card.stand_in.all("payment_intent")) == 2
    assert not Invoice.objects.filter(workspace=acme, state=Invoice.State.OPEN).exists()
    assert money.credit(acme) == 0


def test_a_page_that_has_expired_is_made_anew(card: Card, acme: Workspace) -> None:
    placed = money.place(acme)
    Order.objects.filter(pk=placed.order.pk).update(expires_at=sql.now())

    again = orders.resume(placed.order.pk, workspace_id=acme.pk, places=money.PLACES)

    assert again.url != placed.url
    assert Order.objects.get(pk=placed.order.pk).attempt == 2
    card.pays(again)
    assert plan(acme) == "team"


def test_an_order_that_died_on_its_way_is_taken_up_where_it_was(
    card: Card, acme: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = orders._note

    def dies(*_given: object, **_named: object) -> None:
        raise SystemExit

    monkeypatch.setattr(orders, "_note", dies)
    with pytest.raises(SystemExit):
        money.place(acme)
    monkeypatch.setattr(orders, "_note", right)

    again = orders.resume(
        Order.objects.get(workspace=acme).pk, workspace_id=acme.pk, places=money.PLACES
    )

    assert again.url
    assert len(card.stand_in.all("checkout.session")) == 1
    assert len(card.stand_in.all("customer")) == 1
