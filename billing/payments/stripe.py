"""Payments by card through Stripe: Checkout, saved cards, its billing portal, its webhooks.

Stripe moves the money of our bills and knows no plans: periods, proration and invoices are
billing's own. The only importer of Stripe's library.
"""

import hashlib
import json
import time
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, TypeVar

import stripe  # noqa: TID251 - this module is the adapter

from billing.payments import stripe_events as events
from billing.payments.base import Bill, Checkout, Event, EventRefused, Paid, PaymentError

# Whoever waits for a page waits for this, too.
CONNECT_SECONDS, ANSWER_SECONDS = 5.0, 20.0
# How far a signature's time may be from ours, either way.
SKEW_SECONDS = 300
# Payments of one customer that are looked through for the bill that is to be collected.
LOOK_BACK = 100
# Of these currencies Stripe takes tens of the smallest unit only; what is asked for is rounded up.
_TENTHS = frozenset({"KWD", "BHD", "JOD", "OMR", "TND"})
# The least Stripe takes, in minor units; what is not named here is 50. Beyond the bill it is credit.
_LEAST = {
    "GBP": 30, "HKD": 400, "MXN": 1000, "MYR": 200, "PLN": 200, "SEK": 300, "THB": 1000, "TWD": 1500,
    "CNY": 400, "IDR": 1_000_000, "INR": 5000, "KRW": 1000, "PHP": 3000, "TRY": 2500, "VND": 15_000,
    "ZAR": 1000, "KWD": 200,
}  # fmt: skip
_LANGUAGES = {"zh-hans": "zh"}
_OPEN_PAYMENTS = ("succeeded", "processing", "requires_capture")
Answer = TypeVar("Answer")
# What a call took is nobody's business but ours.
stripe.enable_telemetry = False


class StripePayments:
    """Bills are paid at Stripe. secrets: what its webhooks are signed with; any of them will do."""

    name = "stripe"

    def __init__(self, key: str, secrets: tuple[str, ...] = (), url: str = "") -> None:
        self._key = key
        self._secrets = secrets
        self._url = url

    @cached_property
    def _api(self) -> Any:
        """Return the client's first version of the API; one client serves all threads."""
        client = stripe.StripeClient(
            self._key,
            base_addresses={"api": self._url} if self._url else None,
            http_client=stripe.RequestsClient(timeout=(CONNECT_SECONDS, ANSWER_SECONDS)),
            max_network_retries=1,
        )
        return client.v1

    # --- paying ---------------------------------------------------------------------------------
    def start_checkout(self, bill: Bill) -> Checkout:
        """Return a page of Stripe's; the card is kept for the invoices to come."""
        self._refuse_odd(bill)
        customer = bill.customer or self._new_customer(bill)
        try:
            session = self._ask(lambda: self._new_session(bill, customer))
        except PaymentError as error:
            if not bill.customer or error.code != "payment.customer_gone":
                raise
            customer = self._new_customer(bill, instead_of=bill.customer)
            session = self._ask(lambda: self._new_session(bill, customer))
        return Checkout(
            url=str(session.url),
            reference=str(session.id),
            customer=customer,
            expires_at=events.moment(session.expires_at),
        )

    def collect(self, bill: Bill) -> Paid | None:
        """Charge the saved card, unless the bill has been paid already."""
        self._refuse_odd(bill)
        if not bill.customer:
            return None
        intent = self._payment_of(bill) or self._charge(bill)
        if intent is None or intent["status"] != "succeeded":
            return None
        return events.paid_intent(intent, at=events.moment(intent["created"]))

    def portal(self, customer: str, *, back_to: str, language: str) -> str:
        """Return Stripe's page where a card is changed; empty for who never paid here."""
        if not customer:
            return ""
        asked = {"customer": customer, "return_url": back_to, "locale": _locale(language)}
        session = self._ask(lambda: self._api.billing_portal.sessions.create(asked))
        return str(session.url)

    # --- hearing --------------------------------------------------------------------------------
    def handle_event(self, raw: bytes, headers: Mapping[str, str]) -> Event:
        """Return what a webhook tells, once one of our secrets proves it Stripe's and recent."""
        try:
            text = raw.decode()
        except UnicodeDecodeError as error:
            raise EventRefused("not readable") from error
        self._verify(text, headers.get("stripe-signature", ""))
        try:
            said = json.loads(text)
            kind, at = str(said["type"]), events.moment(said["created"])
            return Event(
                id=str(said["id"]),
                kind=kind,
                created_at=at,
                facts=events.facts_of(kind, said["data"]["object"], at=at, look_up=self._payment),
            )
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise EventRefused("not readable") from error

    def _verify(self, text: str, signature: str) -> None:
        for secret in self._secrets:
            try:
                stripe.WebhookSignature.verify_header(text, signature, secret, SKEW_SECONDS)
            except stripe.SignatureVerificationError:
                continue
            # The library looks at the past alone.
            signed = [part[2:] for part in signature.split(",") if part.startswith("t=")]
            if int(signed[0]) <= time.time() + SKEW_SECONDS:
                return
        raise EventRefused("not signed by who should have, or not now")

    # --- asking ---------------------------------------------------------------------------------
    def _new_customer(self, bill: Bill, *, instead_of: str = "") -> str:
        said = {
            "email": bill.email,
            "name": bill.name,
            "metadata": {"workspace": bill.workspace},
        }
        asked = {name: value for name, value in said.items() if value}
        once = _once("customer", instead_of, said=asked)
        return str(self._ask(lambda: self._api.customers.create(asked, once)).id)

    def _new_session(self, bill: Bill, customer: str) -> Any:
        ours = {events.BILL: bill.reference, "workspace": bill.workspace}
        asked = {
            "mode": "payment",
            "customer": customer,
            "client_reference_id": bill.reference,
            "line_items": [
                {
                    "quantity": 1,
                    "price_data": {
                        "currency": bill.currency.lower(),
                        "unit_amount": _asked(bill),
                        "product_data": {"name": bill.title},
                    },
                }
            ],
            "metadata": ours,
            "payment_intent_data": {"metadata": ours, "description": bill.title},
            # Said of cards alone: asked of the whole payment it would hide every way to pay that
            # cannot be used again.
            "payment_method_options": {"card": {"setup_future_usage": "off_session"}},
            "locale": _locale(bill.language),
            "success_url": bill.paid_url,
            "cancel_url": bill.left_url,
        }
        once = _once("checkout", str(bill.attempt), said=asked)
        return self._api.checkout.sessions.create(asked, once)

    def _payment_of(self, bill: Bill) -> Mapping[str, Any] | None:
        """Return a payment of this bill that has come about, or may yet, and is not noted.

        Its news may be late, and Stripe forgets after a day that an attempt was made before.
        """
        asked = {"customer": bill.customer, "limit": LOOK_BACK}
        for found in self._ask(lambda: self._api.payment_intents.list(asked)).data:
            intent = _plain(found)
            is_new = intent["status"] in _OPEN_PAYMENTS and intent["id"] not in bill.known
            if is_new and events.bill_of(intent) == bill.reference:
                return intent
        return None

    def _charge(self, bill: Bill) -> Mapping[str, Any] | None:
        """Charge the customer's card; None when there is none."""
        card = self._card_of(bill.customer)
        if not card:
            return None
        asked = {
            "amount": _asked(bill),
            "currency": bill.currency.lower(),
            "customer": bill.customer,
            "payment_method": card,
            "off_session": True,
            "confirm": True,
            "description": bill.title,
            "metadata": {events.BILL: bill.reference, "workspace": bill.workspace},
        }
        once = _once("collect", str(bill.attempt), said=asked)
        return _plain(self._ask(lambda: self._api.payment_intents.create(asked, once)))

    def _card_of(self, customer: str) -> str:
        """Return the card the customer chose in the portal, else the last one they used."""
        found = self._ask(lambda: self._api.customers.retrieve(customer))
        chosen = _plain(found).get("invoice_settings") or {}
        if chosen.get("default_payment_method"):
            return str(chosen["default_payment_method"])
        asked = {"customer": customer, "type": "card", "limit": 1}
        cards = self._ask(lambda: self._api.payment_methods.list(asked)).data
        return str(cards[0].id) if cards else ""

    def _payment(self, reference: str) -> Mapping[str, Any]:
        return _plain(self._ask(lambda: self._api.payment_intents.retrieve(reference)))

    def _refuse_odd(self, bill: Bill) -> None:
        if bill.amount <= 0:
            raise PaymentError("payment.amount", retryable=False, detail=str(bill.amount))

    def _ask(self, call: Callable[[], Answer]) -> Answer:
        """Return what Stripe answers.

        Raises:
            PaymentError: it refuses or does not answer; the key is never in what is said of it.
        """
        try:
            return call()
        except stripe.StripeError as error:
            code, retryable = _reason(error)
            detail = str(error.user_message or error).replace(self._key, "(key)")
            raise PaymentError(code, retryable=retryable, detail=detail) from None


def _reason(error: stripe.StripeError) -> tuple[str, bool]:
    """Return the code of a refusal, and whether the same may be asked again."""
    if isinstance(error, stripe.CardError):
        return events.decline_code(error.code), False
    if error.code in ("idempotency_key_in_use", "lock_timeout", "rate_limit"):
        return "payment.unavailable", True
    if isinstance(error, (stripe.AuthenticationError, stripe.PermissionError)):
        return "payment.key_refused", False
    if isinstance(error, (stripe.InvalidRequestError, stripe.IdempotencyError)):
        is_gone = error.code == "resource_missing" and getattr(error, "param", "") == "customer"
        return "payment.customer_gone" if is_gone else "payment.refused", False
    return "payment.unavailable", True


def _asked(bill: Bill) -> int:
    """Return what is asked for of a bill: what Stripe can take, and never less than the bill."""
    amount = max(bill.amount, _LEAST.get(bill.currency, 50))
    return -(-amount // 10) * 10 if bill.currency in _TENTHS else amount


def _once(kind: str, which: str, *, said: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options of a call that is done once, however often it is sent.

    said: all that is sent. Stripe refuses one key for two different requests.
    """
    text = json.dumps([kind, which, said], sort_keys=True)
    return {"idempotency_key": f"{kind}-{hashlib.sha256(text.encode()).hexdigest()[:40]}"}


def _plain(item: Any) -> Mapping[str, Any]:
    found: Mapping[str, Any] = item.to_dict() if hasattr(item, "to_dict") else item
    return found


def _locale(language: str) -> str:
    return _LANGUAGES.get(language, "en")
