"""What Stripe tells: its webhooks, against a stand-in that signs as Stripe does."""

import json
import time

import pytest

from billing.payments.base import EventRefused, Expired, Failed, Paid, PaymentError, Refunded
from billing.payments.stripe import StripePayments
from tests.factories import stripe_server as server
from tests.factories.payment_grounds import BILL
from tests.factories.stripe_server import StandIn

pytestmark = pytest.mark.contract
OLD = 301


def test_both_events_of_one_payment_name_the_same_payment(
    payments: StripePayments, stand_in: StandIn
) -> None:
    checkout = payments.start_checkout(BILL)

    told = [payments.handle_event(*event) for event in stand_in.pays(checkout.reference)]

    facts = [fact for event in told for fact in event.facts if isinstance(fact, Paid)]
    assert len(facts) == 2
    assert len({(fact.reference, fact.amount, fact.bill) for fact in facts}) == 1
    assert facts[0].bill == BILL.reference
    assert facts[0].customer == checkout.customer
    assert len({event.id for event in told}) == 2


def test_a_checkout_that_is_left_says_so(payments: StripePayments, stand_in: StandIn) -> None:
    checkout = payments.start_checkout(BILL)

    told = payments.handle_event(*stand_in.lets_expire(checkout.reference))

    (fact,) = told.facts
    assert isinstance(fact, Expired)
    assert (fact.bill, fact.reference) == (BILL.reference, checkout.reference)


def test_money_that_comes_days_later_is_paid_when_it_comes(
    payments: StripePayments, stand_in: StandIn
) -> None:
    session = stand_in.things[payments.start_checkout(BILL).reference]
    session.update(status="complete", payment_intent="pi_bank")
    waiting = payments.handle_event(*stand_in.event("checkout.session.completed", session))
    failed = payments.handle_event(
        *stand_in.event("checkout.session.async_payment_failed", session)
    )
    session["payment_status"] = "paid"
    paid = payments.handle_event(
        *stand_in.event("checkout.session.async_payment_succeeded", session)
    )

    assert waiting.facts == ()
    assert [type(fact) for fact in (*failed.facts, *paid.facts)] == [Failed, Paid]


def test_a_refund_brings_its_payment_with_it(payments: StripePayments, stand_in: StandIn) -> None:
    """It may be told of before the payment is."""
    stand_in.pays(payments.start_checkout(BILL).reference)
    (intent,) = stand_in.all("payment_intent")

    paid, back = payments.handle_event(*stand_in.gives_back(intent["id"], 900)).facts

    assert isinstance(paid, Paid)
    assert (paid.reference, paid.amount) == (intent["id"], 2900)
    assert isinstance(back, Refunded)
    assert (back.payment, back.amount, back.bill) == (intent["id"], 900, BILL.reference)


def test_a_refund_that_cannot_be_looked_up_is_told_again(
    payments: StripePayments, stand_in: StandIn
) -> None:
    stand_in.pays(payments.start_checkout(BILL).reference)
    event = stand_in.gives_back(stand_in.all("payment_intent")[0]["id"], 900)
    stand_in.script = [server.fails(500)] * 2

    with pytest.raises(PaymentError) as refusal:
        payments.handle_event(*event)

    assert refusal.value.retryable
    assert len(payments.handle_event(*event).facts) == 2


def test_what_is_not_ours_and_what_is_not_known_tells_nothing(
    payments: StripePayments, stand_in: StandIn
) -> None:
    others = stand_in.new(
        "pi", "payment_intent", amount=500, currency="usd", metadata={}, status="succeeded"
    )

    for kind in ("payment_intent.succeeded", "customer.created", "something.new"):
        told = payments.handle_event(*stand_in.event(kind, others))
        assert (told.kind, told.facts) == (kind, ())
    assert payments.handle_event(*stand_in.gives_back(others["id"], 500)).facts == ()


def signed(raw: bytes, **how: object) -> dict[str, str]:
    return {"stripe-signature": server.signature(raw, **how)}


def test_only_what_stripe_signed_just_now_is_believed(
    payments: StripePayments, stand_in: StandIn
) -> None:
    raw, good = stand_in.pays(payments.start_checkout(BILL).reference)[0]
    now = int(time.time())
    wrong = {
        "wrong secret": (raw, signed(raw, secret="whsec_other")),
        "old": (raw, signed(raw, at=now - OLD)),
        "from the future": (raw, signed(raw, at=now + OLD)),
        "another body": (raw.replace(b"2900", b"1"), good),
        "no signature": (raw, {}),
        "empty signature": (raw, {"stripe-signature": ""}),
        "garbled": (raw, {"stripe-signature": "t=soon,v1=yes"}),
        "empty body": (b"", good),
        "another scheme": (raw, {"stripe-signature": good["stripe-signature"].replace("v1", "v9")}),
        "no text": (b"\xff\xfe", signed(b"\xff\xfe")),
        "no object": (b"[]", signed(b"[]")),
        "no event": (b"{}", signed(b"{}")),
        "no JSON": (b"hello", signed(b"hello")),
    }

    for name, (body, headers) in wrong.items():
        with pytest.raises(EventRefused):
            payments.handle_event(body, headers)
            pytest.fail(f"believed: {name}")
    assert payments.handle_event(raw, good).facts


def test_without_a_secret_nothing_is_believed(stand_in: StandIn) -> None:
    raw, headers = stand_in.event("customer.created", {"object": "customer"})

    for secrets in ((), ("",)):
        with pytest.raises(EventRefused):
            StripePayments(server.KEY, secrets, stand_in.url).handle_event(raw, headers)


def test_two_secrets_are_believed_while_one_takes_the_others_place(stand_in: StandIn) -> None:
    payments = StripePayments(server.KEY, ("whsec_new", server.SECRET), stand_in.url)
    raw, headers = stand_in.event("customer.created", {"object": "customer"})

    assert payments.handle_event(raw, headers).kind == "customer.created"
    assert payments.handle_event(raw, signed(raw, secret="whsec_new")).id == json.loads(raw)["id"]
