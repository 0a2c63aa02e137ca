"""Paying through Stripe, against a stand-in that answers as Stripe does."""

import time
from dataclasses import replace

import pytest

from billing.payments import stripe as adapter
from billing.payments.base import (
    Bill,
    PaymentError,
)
from billing.payments.stripe import StripePayments
from tests.factories import stripe_server as server
from tests.factories.payment_grounds import BILL
from tests.factories.stripe_server import StandIn

pytestmark = pytest.mark.contract


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


@pytest.mark.parametrize(
    "other",
    [
        {"language": "zh-hans"},
        {"paid_url": "https://studio.test/elsewhere"},
        {"left_url": "https://studio.test/elsewhere"},
        {"title": "Team, 1 to 30 April"},
    ],
    ids=lambda other: next(iter(other)),
)
def test_the_same_attempt_said_in_other_words_is_another_checkout(
    payments: StripePayments, stand_in: StandIn, other: dict[str, str]
) -> None:
    """Two owners may pay one invoice, from two pages and in two languages."""
    first = payments.start_checkout(BILL)

    second = payments.start_checkout(replace(BILL, customer=first.customer, **other))

    assert second.reference != first.reference


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


@pytest.mark.parametrize(("amount", "currency"), [(0, "USD"), (-1, "USD"), (0, "KWD")])
def test_amounts_stripe_does_not_take_are_refused_unasked(
    payments: StripePayments, stand_in: StandIn, amount: int, currency: str
) -> None:
    bill = replace(BILL, amount=amount, currency=currency)

    for ask in (payments.start_checkout, payments.collect):
        with pytest.raises(PaymentError) as refusal:
            ask(bill)
        assert (refusal.value.code, refusal.value.retryable) == ("payment.amount", False)

    assert not stand_in.asked


@pytest.mark.parametrize(
    ("amount", "currency", "asked"),
    [
        (20, "USD", 50),
        (50, "USD", 50),
        (51, "USD", 51),
        (20, "HKD", 400),
        (20, "GBP", 30),
        (1005, "KWD", 1010),
        (1010, "KWD", 1010),
        (15, "KWD", 200),
    ],
)
def test_the_least_that_stripe_takes_is_asked_for(
    payments: StripePayments, stand_in: StandIn, amount: int, currency: str, asked: int
) -> None:
    checkout = payments.start_checkout(replace(BILL, amount=amount, currency=currency))

    assert stand_in.things[checkout.reference]["amount_total"] == asked


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


def test_what_was_paid_and_noted_before_is_no_payment_of_what_is_owed_now(
    payments: StripePayments, stand_in: StandIn
) -> None:
    """A part of it went back, and the invoice is owed again."""
    bill = paying(payments, stand_in)
    first = payments.collect(bill)
    assert first is not None

    second = payments.collect(replace(bill, amount=900, known=frozenset({first.reference})))

    assert second is not None
    assert (second.amount, second.reference == first.reference) == (900, False)


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


@pytest.mark.slow
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


def test_an_attempt_with_the_same_card_is_charged_once_and_another_card_is_asked(
    payments: StripePayments, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though Stripe lists no payment yet when it is sent again."""
    bill = paying(payments, stand_in)
    monkeypatch.setattr(payments, "_payment_of", lambda _bill: None)
    first = payments.collect(bill)
    assert payments.collect(bill) == first
    assert len(stand_in.all("payment_intent")) == 2, "the first was paid at the checkout"

    chosen = stand_in.new("pm", "payment_method", type="card", customer=bill.customer)
    stand_in.things[bill.customer]["invoice_settings"] = {"default_payment_method": chosen["id"]}
    payments.collect(bill)

    assert made(stand_in, "/v1/payment_intents")[-1].body["payment_method"] == chosen["id"]


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


@pytest.mark.slow
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
