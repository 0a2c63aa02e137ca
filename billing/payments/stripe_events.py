"""What Stripe's objects tell of our bills. They are read as plain JSON, whatever their version.

Only objects that carry our bill in their metadata are ours: an account may serve others, too.
Nothing here depends on the order in which events arrive: a payment has its own name, whichever
event tells of it, and so has a refund.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from billing.payments.base import EventRefused, Expired, Fact, Failed, Paid, Refunded

BILL = "bill"
Object = Mapping[str, Any]
Lookup = Callable[[str], Object]


def moment(seconds: Any) -> datetime:
    """Return a moment as Stripe counts it.

    Raises:
        EventRefused: it is none.
    """
    if not isinstance(seconds, int) or isinstance(seconds, bool):
        raise EventRefused("an event without a time")
    return datetime.fromtimestamp(seconds, UTC)


def bill_of(item: Object) -> str:
    """Return which of our bills an object is about; empty for none of ours."""
    said = item.get("metadata") or {}
    return str(said.get(BILL) or "")


def paid_intent(intent: Object, *, at: datetime) -> Paid:
    """Return what a payment that succeeded says."""
    return Paid(
        bill=bill_of(intent),
        reference=str(intent["id"]),
        amount=int(intent.get("amount_received") or intent["amount"]),
        currency=str(intent["currency"]).upper(),
        at=at,
        customer=str(intent.get("customer") or ""),
    )


def facts_of(kind: str, item: Object, *, at: datetime, look_up: Lookup) -> tuple[Fact, ...]:
    """Return the facts of one event. look_up: asks Stripe for a payment by its id."""
    if kind in _REFUNDS:
        return _refund(item, at=at, look_up=look_up)
    read = _READERS.get(kind)
    if read is None or not bill_of(item):
        return ()
    fact = read(item, at)
    return () if fact is None else (fact,)


def _session_paid(session: Object, at: datetime) -> Fact | None:
    """Read a finished checkout; with some ways to pay the money comes days later."""
    if session.get("payment_status") != "paid" or not session.get("payment_intent"):
        return None
    return Paid(
        bill=bill_of(session),
        reference=str(session["payment_intent"]),
        amount=int(session["amount_total"]),
        currency=str(session["currency"]).upper(),
        at=at,
        customer=str(session.get("customer") or ""),
    )


def _session_failed(session: Object, at: datetime) -> Fact:
    reference = str(session.get("payment_intent") or session["id"])
    return Failed(bill_of(session), reference, "payment.declined", at)


def _session_expired(session: Object, at: datetime) -> Fact:
    return Expired(bill_of(session), str(session["id"]), at)


def _intent_failed(intent: Object, at: datetime) -> Fact:
    error = intent.get("last_payment_error") or {}
    return Failed(bill_of(intent), str(intent["id"]), decline_code(error.get("code")), at)


def decline_code(said: Any) -> str:
    """Return our code of why a card was not charged."""
    is_asked = said in ("authentication_required", "payment_intent_authentication_failure")
    return "payment.authentication_needed" if is_asked else "payment.declined"


def _refund(refund: Object, *, at: datetime, look_up: Lookup) -> tuple[Fact, ...]:
    """Read a refund. It names only its payment, so that one is asked for whose money it was.

    The payment is told as well: news of it may come after those of its refund.
    """
    if refund.get("status") != "succeeded" or not refund.get("payment_intent"):
        return ()
    intent = look_up(str(refund["payment_intent"]))
    if not bill_of(intent):
        return ()
    paid = paid_intent(intent, at=moment(intent["created"]))
    back = Refunded(
        bill=bill_of(intent),
        payment=paid.reference,
        reference=str(refund["id"]),
        amount=int(refund["amount"]),
        currency=str(refund["currency"]).upper(),
        at=at,
    )
    return paid, back


_REFUNDS = frozenset({"refund.created", "refund.updated", "charge.refund.updated"})
_READERS: dict[str, Callable[[Object, datetime], Fact | None]] = {
    "checkout.session.completed": _session_paid,
    "checkout.session.async_payment_succeeded": _session_paid,
    "checkout.session.async_payment_failed": _session_failed,
    "checkout.session.expired": _session_expired,
    "payment_intent.succeeded": lambda intent, at: paid_intent(intent, at=at),
    "payment_intent.payment_failed": _intent_failed,
}
# What an endpoint has to be sent.
KINDS = (*_READERS, *sorted(_REFUNDS))
