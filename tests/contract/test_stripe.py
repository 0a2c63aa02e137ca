"""Stripe's side of the payment interface, against a stand-in that answers and signs as Stripe does."""

import json
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from billing.payments import stripe as adapter
from billing.payments.base import (
    Bill,
    EventRefused,
    Expired,
    Failed,
    Paid,
    PaymentError,
    Refunded,
)
from billing.payments.stripe import StripePayments
from tests.factories import stripe_server as server
from tests.factories.stripe_server import StandIn

pytestmark = pytest.mark.contract
OLD = 301
BILL = Bill(
    reference="6f6b8b6e-0000-4000-8000-000000000001",
    workspace="acme",
    amount=2900,
    currency="USD",
    title="Team, 1 to 31 March",
    email="alice@example.com",
    name="Acme",
    paid_url="http://localhost:8000/w/acme/settings/plan?paid=1",
    left_url="http://localhost:8000/w/acme/settings/plan",
)


@pytest.fixture
def stand_in() -> Iterator[StandIn]:
    with server.running() as running:
        yield running


@pytest.fixture
def payments(stand_in: StandIn) -> StripePayments:
    return StripePayments(server.KEY, (server.SECRET,), stand_in.url)


def made(stand_in: StandIn, path: str) -> list[server.Asked]:
    return [asked for asked in stand_in.asked if (asked.method, asked.path) == ("POST", path)]


# --- checkout ------------------------------------------------------------------------------------
def test_a_bill_is_paid_on_a_page_of_stripes(payments: StripePayments, stand_in: StandIn) -> None:
    checkout = payments.start_checkout(BILL)

    (asked,) = made(stand_in, "/v1/checkout/sessions")
    (customer,) = stand_in.all("customer")
    assert checkout.url.startswith("https://checkout.stripe.test/")
    assert not checkout.waits
    assert checkout.customer == customer["id"]
    assert (customer["email"], customer["metadata"]) == (BILL.email, {"workspace": "acme"})
    assert checkout.expires_at is not None
    assert checkout.expires_at.timestamp() == pytest.approx(time.time() + 86_400, abs=60)
    price = asked.body["line_items"]["0"]["price_data"]
    assert (price["unit_amount"], price["currency"]) == ("2900", "usd")
    assert price["product_data"] == {"name": BILL.title}
    assert asked.body["metadata"]["bill"] == BILL.reference
    assert asked.body["payment_intent_data"]["metadata"]["bill"] == BILL.reference
    assert asked.body["payment_method_options"]["card"] == {"setup_future_usage": "off_session"}


def test_the_same_attempt_is_one_checkout_and_the_next_another(
    payments: StripePayments, stand_in: StandIn
) -> None:
    first, again = payments.start_checkout(BILL), payments.start_checkout(BILL)
    second = payments.start_checkout(replace(BILL, attempt=2, customer=first.customer))

    assert again == first
    assert second.reference != first.reference
    assert len(stand_in.all("customer")) == 1


def test_a_customer_who_was_deleted_there_is_made_anew(
    payments: StripePayments, stand_in: StandIn
) -> None:
    checkout = payments.start_checkout(replace(BILL, customer="cus_gone"))

    assert checkout.customer == stand_in.all("customer")[0]["id"]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_page_speaks_the_language_of_who_pays(
    payments: StripePayments, stand_in: StandIn, language: str
) -> None:
    payments.start_checkout(replace(BILL, language=language))

    (asked,) = made(stand_in, "/v1/checkout/sessions")
    assert asked.body["locale"] == language[:2]


@pytest.mark.parametrize(("amount", "currency"), [(0, "USD"), (-1, "USD"), (1005, "KWD")])
def test_amounts_stripe_does_not_take_are_refused_unasked(
    payments: StripePayments, stand_in: StandIn, amount: int, currency: str
) -> None:
    bill = replace(BILL, amount=amount, currency=currency)

    for ask in (payments.start_checkout, payments.collect):
        with pytest.raises(PaymentError) as refusal:
            ask(bill)
        assert (refusal.value.code, refusal.value.retryable) == ("payment.amount", False)

    assert not stand_in.asked


# --- saved cards ---------------------------------------------------------------------------------
def paying(payments: StripePayments, stand_in: StandIn) -> Bill:
    """Return the next bill of somebody who has paid one at a checkout."""
    checkout = payments.start_checkout(BILL)
    stand_in.pays(checkout.reference)
    return replace(BILL, reference="next", customer=checkout.customer)


def test_a_card_that_was_used_once_pays_the_next_bill(
    payments: StripePayments, stand_in: StandIn
) -> None:
    bill = paying(payments, stand_in)

    paid = payments.collect(bill)

    assert paid is not None
    assert (paid.bill, paid.amount, paid.currency) == ("next", 2900, "USD")
    assert payments.collect(bill) == paid
    assert payments.collect(replace(bill, attempt=2)) == paid, "it is paid: nothing is taken again"
    assert len(stand_in.all("payment_intent")) == 2


def test_who_never_paid_has_nothing_that_could_be_charged(payments: StripePayments) -> None:
    assert payments.collect(BILL) is None
    assert payments.collect(replace(BILL, customer=payments.start_checkout(BILL).customer)) is None


def test_the_card_chosen_in_the_portal_is_charged(
    payments: StripePayments, stand_in: StandIn
) -> None:
    bill = paying(payments, stand_in)
    chosen = stand_in.new("pm", "payment_method", type="card", customer="cus_other")
    stand_in.things[bill.customer]["invoice_settings"] = {"default_payment_method": chosen["id"]}

    payments.collect(bill)

    assert made(stand_in, "/v1/payment_intents")[0].body["payment_method"] == chosen["id"]


@pytest.mark.parametrize(
    ("card", "code"),
    [("declined", "payment.declined"), ("authentication", "payment.authentication_needed")],
)
def test_a_card_that_is_not_charged_says_why(
    payments: StripePayments, stand_in: StandIn, card: str, code: str
) -> None:
    bill = paying(payments, stand_in)
    stand_in.card = card

    with pytest.raises(PaymentError) as refusal:
        payments.collect(bill)

    assert (refusal.value.code, refusal.value.retryable) == (code, False)


def test_what_was_charged_without_a_word_is_not_charged_again(
    payments: StripePayments, stand_in: StandIn
) -> None:
    """The answer is lost twice, and Stripe has forgotten the attempt when it is asked again."""
    bill = paying(payments, stand_in)
    look, card, cards = server.well, server.well, server.well
    stand_in.script = [look, card, cards, server.does_it_and_cuts, server.does_it_and_cuts]
    with pytest.raises(PaymentError) as refusal:
        payments.collect(bill)
    stand_in.answers.clear()

    paid = payments.collect(replace(bill, attempt=2))

    assert (refusal.value.code, refusal.value.retryable) == ("payment.unavailable", True)
    assert paid is not None
    assert len(stand_in.all("payment_intent")) == 2


def test_the_portal_is_for_who_has_paid_there(payments: StripePayments) -> None:
    customer = payments.start_checkout(BILL).customer

    url = payments.portal(customer, back_to=BILL.left_url, language="zh-hans")

    assert url.startswith("https://billing.stripe.test/")
    assert payments.portal("", back_to=BILL.left_url, language="en") == ""


# --- trouble -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("steps", "code", "retryable"),
    [
        ([server.fails(500)] * 2, "payment.unavailable", True),
        ([server.fails(429, "rate_limit_error", code="rate_limit")], "payment.unavailable", True),
        ([server.says("<html>a router</html>", status=502)] * 2, "payment.unavailable", True),
        ([server.says("<html>a router</html>")] * 2, "payment.unavailable", True),
        ([server.fails(401, "invalid_request_error")], "payment.key_refused", False),
        ([server.fails(403, "invalid_request_error")], "payment.key_refused", False),
        ([server.fails(400, "invalid_request_error", param="x")], "payment.refused", False),
        ([server.fails(400, "idempotency_error")], "payment.refused", False),
        (
            [server.fails(409, "invalid_request_error", code="idempotency_key_in_use")] * 2,
            "payment.unavailable",
            True,
        ),
    ],
)
def test_what_goes_wrong_has_a_code(
    payments: StripePayments,
    stand_in: StandIn,
    steps: list[server.Step],
    code: str,
    retryable: bool,
) -> None:
    stand_in.script = list(steps)

    with pytest.raises(PaymentError) as refusal:
        payments.start_checkout(BILL)

    assert (refusal.value.code, refusal.value.retryable) == (code, retryable)
    assert server.KEY not in str(refusal.value)


def test_a_slow_answer_is_waited_for_and_silence_is_not(
    payments: StripePayments, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adapter, "ANSWER_SECONDS", 0.5)
    stand_in.script = [server.late(0.1)]
    assert payments.start_checkout(BILL).url

    stand_in.script = [server.late(5), server.late(5)]
    began = time.monotonic()
    with pytest.raises(PaymentError) as refusal:
        payments.start_checkout(replace(BILL, attempt=2))

    assert refusal.value.retryable
    assert time.monotonic() - began < 4


def test_one_failure_of_stripes_is_not_noticed(payments: StripePayments, stand_in: StandIn) -> None:
    stand_in.script = [server.well, server.fails(500)]

    assert payments.start_checkout(BILL).url
    assert len(stand_in.all("checkout.session")) == 1


def test_nobody_answers_where_there_is_no_server(stand_in: StandIn) -> None:
    nowhere = StripePayments(server.KEY, (), "http://127.0.0.1:9")

    with pytest.raises(PaymentError) as refusal:
        nowhere.start_checkout(BILL)

    assert (refusal.value.code, refusal.value.retryable) == ("payment.unavailable", True)


# --- webhooks ------------------------------------------------------------------------------------
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
