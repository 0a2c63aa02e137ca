"""What billing asks of whoever moves money, and what it is told.

Adapters are plain Python: no Django, no models. They get frozen bills, return frozen facts and
raise one error type that says whether trying again can help. Amounts are in minor units.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class PaymentError(Exception):
    """The provider did not do it.

    code: stable and dotted (`payment.declined`); the texts people read live in Django code.
    retryable: whether asking the same again can help. detail: for logs, never shown to people.
    """

    def __init__(self, code: str, *, retryable: bool, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.retryable = retryable
        self.detail = detail


class EventRefused(Exception):
    """What came in is not the provider's word: unsigned, signed by others, too old or unreadable."""


@dataclass(frozen=True, slots=True)
class Bill:
    """Something to be paid.

    reference: ours, on every fact about it. attempt: the same attempt is never begun twice.
    customer: how the provider knows who pays; empty for not yet. known: references of payments
    that have been noted for it. paid_url, left_url: where a browser is led to afterwards.
    """

    reference: str
    workspace: str
    amount: int
    currency: str
    title: str
    attempt: int = 1
    customer: str = ""
    email: str = ""
    name: str = ""
    language: str = "en"
    paid_url: str = ""
    left_url: str = ""
    known: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Checkout:
    """Where a bill is paid. url: empty when it waits for money that comes another way.

    reference: the provider's own; expires_at: None for never. customer: who pays, from now on.
    """

    url: str = ""
    reference: str = ""
    customer: str = ""
    expires_at: datetime | None = None

    @property
    def waits(self) -> bool:
        """Whether there is nowhere to go: the money comes by bank, and somebody will note it."""
        return not self.url


@dataclass(frozen=True, slots=True)
class Paid:
    """Money came in for a bill. reference: of this payment, the same whoever tells of it."""

    bill: str
    reference: str
    amount: int
    currency: str
    at: datetime
    customer: str = ""


@dataclass(frozen=True, slots=True)
class Failed:
    """A payment did not come about; the bill is still open."""

    bill: str
    reference: str
    code: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Expired:
    """Nobody paid at a checkout in time. reference: the checkout's."""

    bill: str
    reference: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Refunded:
    """Money of one payment went back. reference: of the refund; payment: of what was paid."""

    bill: str
    payment: str
    reference: str
    amount: int
    currency: str
    at: datetime


Fact = Paid | Failed | Expired | Refunded


@dataclass(frozen=True, slots=True)
class Event:
    """One message of a provider. id: the same however often it is sent. facts: none if unknown."""

    id: str
    kind: str
    created_at: datetime
    facts: tuple[Fact, ...] = ()


class PaymentProvider(Protocol):
    """Moves money for bills."""

    name: str

    def start_checkout(self, bill: Bill) -> Checkout:
        """Return where the bill is paid. The same bill again is the same checkout.

        A provider that takes no such small amount asks for the least it takes.

        Raises:
            PaymentError: there is none; the code says why.
        """
        ...

    def collect(self, bill: Bill) -> Paid | None:
        """Take the money from who is known to pay; None when it has to come by itself.

        The same attempt again takes nothing twice.

        Raises:
            PaymentError: it was refused, or the provider does not answer.
        """
        ...

    def portal(self, customer: str, *, back_to: str, language: str) -> str:
        """Return where people change how they pay; empty when there is no such place.

        Raises:
            PaymentError: there is none; the code says why.
        """
        ...

    def handle_event(self, raw: bytes, headers: Mapping[str, str]) -> Event:
        """Return what a message tells, once it is known to be the provider's.

        headers: by their names in small letters.

        Raises:
            EventRefused: it is not the provider's, or cannot be read.
            PaymentError: what it is about had to be asked for, and was not told.
        """
        ...
