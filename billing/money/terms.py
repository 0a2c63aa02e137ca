"""What orders, invoices and payments agree on, and how they refuse."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from billing.models import Invoice
from billing.services.granting import ReasonMissing
from workspaces.models import Workspace

# What is still to be paid.
OWED = (Invoice.State.OPEN, Invoice.State.PART_PAID)
# Whoever is on the way out is asked for nothing; who comes back is asked by the next round.
STAYING = (Workspace.Status.ACTIVE, Workspace.Status.ARCHIVED)
# Whose payments are no money: an invoice takes what the account has to its credit.
CREDIT = "credit"
OFFLINE = "offline"


class NotAnUpgrade(Exception):
    """The workspace has this plan or a larger one: a smaller one starts with the next period."""


class StaleChoice(Exception):
    """What was shown of a choice does not hold any more: it is looked at again, and nothing done."""


class NotWaiting(Exception):
    """The order is paid, expired or cancelled."""


class NothingOwed(Exception):
    """The invoice is a draft, paid or void."""


class AmountRefused(Exception):
    """The amount is none, more than came, or in another currency than what it is for."""


class PaymentReused(Exception):
    """The reference stands for another payment."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What was shown before somebody decided: the amount, the credit for it, and of which state.

    basis: as `billing.money.changes.basis_of` names it; empty for no subscription.
    """

    amount: int
    credit: int = 0
    basis: str = ""


@dataclass(frozen=True, slots=True)
class NewLine:
    """A position of an invoice. amount: in minor units; data: what its sentence is made of."""

    kind: str
    amount: int
    quantity: int = 1
    unit_price: int = 0
    per_units: int = 1
    meter: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NewInvoice:
    """What is to be asked for. key: what it is for; the same key is one invoice."""

    workspace_id: UUID
    key: str
    currency: str
    lines: tuple[NewLine, ...]
    subscription_id: UUID | None = None
    period_no: int = 0
    period_start: datetime | None = None
    period_end: datetime | None = None
    corrects_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Money:
    """Money that came in. reference: of this payment, the same whoever tells of it.

    at: when it came; None for now. note: what staff said of it.
    """

    provider: str
    reference: str
    amount: int
    currency: str
    at: datetime | None = None
    note: str = ""


def said(reason: str) -> str:
    """Return a reason in one line.

    Raises:
        ReasonMissing: there is none.
    """
    found = " ".join(reason.split())
    if not found:
        raise ReasonMissing
    return found[:200]
