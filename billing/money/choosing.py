"""Choosing a plan: what it would do at this moment, and doing what was shown.

What is shown is sealed and carried by whoever looks at it. For an hour it holds: while the plan of
the workspace is what it was, nobody is charged more than was shown, though the rest of a period is
worth less by the second. When anything else has changed, nothing is done and it is shown anew.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.core import signing
from django.db import transaction

from audit import services as audit
from billing import periods
from billing.models import PlanVersion, Subscription
from billing.money import accounts, changes, ordering, orders
from billing.money.terms import NotAnUpgrade, Seen, StaleChoice
from billing.proration import Change, When
from billing.quotas import opening
from billing.services import changes as plans
from billing.services import subscriptions
from billing.services.plans import offered
from billing.services.subscriptions import NothingToChange, NotOffered
from workspaces.models import Workspace

SALT = "billing.choice"
HOLDS_SECONDS = 3600
Status = Subscription.Status


class Way(StrEnum):
    """How a plan comes about: it is paid for, costs nothing now, waits for the period's end, or ends."""

    ORDER = "order"
    NOW = "now"
    LATER = "later"
    END = "end"


@dataclass(frozen=True, slots=True)
class Choice:
    """What choosing an edition would do at this moment.

    held: the subscription there is. credit: how much of the amount the account has already.
    next_at, next_amount: the invoice after it, if one comes.
    """

    version: PlanVersion
    way: Way
    change: Change
    basis: str
    held: Subscription | None = None
    quote: changes.Quote | None = None
    credit: int = 0
    next_at: datetime | None = None
    next_amount: int = 0

    @property
    def amount(self) -> int:
        """What is charged now, in minor units of the edition's currency."""
        return self.quote.amount if self.quote else 0

    @property
    def to_pay(self) -> int:
        """What of it is to be paid, beyond the credit there is."""
        return self.amount - self.credit


@dataclass(frozen=True, slots=True)
class Done:
    """What was done. placed: the order, where one was placed."""

    way: Way
    version: PlanVersion
    placed: orders.Placed | None = None


def look(workspace_id: UUID, version_id: int) -> Choice:
    """Return what choosing an edition would do; of it, nothing is written.

    The present period is asked for before, as it is before ordering: it takes the credit first.

    Raises:
        NotOffered: it is not on offer (any more), or has no price at which it can begin.
        NothingToChange: the workspace has it, or is on the default plan already.
    """
    with transaction.atomic():
        version = offered().filter(pk=version_id).first()
        if version is None:
            raise NotOffered(str(version_id))
        held = ordering.ask_present(accounts.lock(workspace_id))
        basis = changes.basis_of(held)
        if version.plan.is_default:
            return _ending(workspace_id, version, held, basis)
        if held is None or held.status == Status.TRIALING:
            return _beginning(workspace_id, version, held, basis)
        return _changing(workspace_id, version, held, basis)


def seal(workspace_id: UUID, choice: Choice) -> str:
    """Return what was shown, to be sent back with the decision."""
    shown = [str(workspace_id), choice.version.pk, choice.way, choice.amount, choice.credit]
    return signing.dumps([*shown, choice.basis], salt=SALT)


def unseal(workspace_id: UUID, version_id: int, text: str) -> tuple[Way, Seen]:
    """Return what was shown of an edition.

    Raises:
        StaleChoice: it was shown more than an hour ago, of something else, or by somebody else.
    """
    try:
        place, version, way, amount, credit, basis = signing.loads(
            text, salt=SALT, max_age=HOLDS_SECONDS
        )
    except (signing.BadSignature, ValueError) as error:
        raise StaleChoice from error
    if (place, version) != (str(workspace_id), version_id):
        raise StaleChoice
    return Way(way), Seen(amount, credit, basis)


def take(
    workspace_id: UUID,
    version_id: int,
    *,
    shown: str,
    places: orders.Places,
    email: str,
    actor: audit.Actor,
) -> Done:
    """Do what was shown of an edition. The same again changes nothing more.

    Raises:
        StaleChoice: it would do something else by now; nothing was done.
        NotOffered: it is not on offer any more; nothing was done.
        PaymentError: the provider did not take it; the order waits, and can be resumed.
    """
    way, seen = unseal(workspace_id, version_id, shown)
    version = PlanVersion.objects.select_related("plan").get(pk=version_id)
    if _is_done(workspace_id, version, way):
        return Done(way, version)
    if not offered().filter(pk=version_id).exists():
        raise NotOffered(str(version))
    try:
        if way != Way.ORDER:
            _do(workspace_id, version, way, seen=seen, by=actor)
            return Done(way, version)
        placed = orders.place(
            workspace_id,
            version_id=version_id,
            places=places,
            email=email,
            actor=actor,
            seen=seen,
        )
    except (StaleChoice, NotAnUpgrade, NothingToChange) as error:
        if _is_done(workspace_id, version, way):
            return Done(way, version)  # the same, sent at the same moment, was first
        raise StaleChoice from error
    return Done(way, version, placed)


def _do(workspace_id: UUID, version: PlanVersion, way: Way, *, seen: Seen, by: audit.Actor) -> None:
    """Change the plan without an order, when it is still the one that was looked at."""
    if changes.basis_of(_present(workspace_id)) != seen.basis:
        raise StaleChoice
    if way == Way.END:
        subscriptions.cancel(workspace_id, by=by)
    elif way == Way.LATER:
        plans.plan_change(workspace_id, version.pk, by=by)
    else:
        with transaction.atomic(durable=True):
            if plans.preview_change(workspace_id, version.pk).amount > 0:
                raise StaleChoice
            plans.upgrade(workspace_id, version.pk, by=by)


def _is_done(workspace_id: UUID, version: PlanVersion, way: Way) -> bool:
    """Return whether the same decision was carried out before: a second click is no second wish."""
    held = _present(workspace_id)
    if held is None:
        return way == Way.END
    if way == Way.END:
        return held.cancel_at_period_end
    if way == Way.LATER:
        return held.pending_version_id == version.pk and not held.cancel_at_period_end
    return held.plan_version_id == version.pk and held.status != Status.TRIALING


def _present(workspace_id: UUID) -> Subscription | None:
    with transaction.atomic():
        return opening.open_present(workspace_id)


def _ending(
    workspace_id: UUID, version: PlanVersion, held: Subscription | None, basis: str
) -> Choice:
    if held is None or held.cancel_at_period_end:
        raise NothingToChange
    return Choice(version, Way.END, plans.preview_end(workspace_id), basis, held)


def _beginning(
    workspace_id: UUID, version: PlanVersion, held: Subscription | None, basis: str
) -> Choice:
    quote = ordering.quote(version, workspace_id=workspace_id)
    change = plans.preview_start(workspace_id, version.pk)
    return Choice(
        version,
        Way.ORDER,
        change,
        basis,
        held,
        quote,
        credit=_credit(workspace_id, quote.amount, version.currency),
        next_at=_first_end(workspace_id, version, held, change.effective_at),
        next_amount=version.price,
    )


def _changing(workspace_id: UUID, version: PlanVersion, held: Subscription, basis: str) -> Choice:
    change = plans.preview_change(workspace_id, version.pk)
    next_at = held.period_end
    if not change.is_now or change.amount <= 0:
        way = Way.NOW if change.is_now else Way.LATER
        return Choice(version, way, change, basis, held, next_at=next_at, next_amount=version.price)
    quote = ordering.quote(version, workspace_id=workspace_id)
    if change.when == When.ANEW:
        next_at = _first_end(workspace_id, version, held, change.effective_at)
    return Choice(
        version,
        Way.ORDER,
        change,
        basis,
        held,
        quote,
        credit=_credit(workspace_id, quote.amount, version.currency),
        next_at=next_at,
        next_amount=version.price,
    )


def _credit(workspace_id: UUID, amount: int, currency: str) -> int:
    return min(accounts.credit_of(workspace_id, currency), amount)


def _first_end(
    workspace_id: UUID, version: PlanVersion, held: Subscription | None, at: datetime
) -> datetime:
    """Return when a period that begins at a moment ends."""
    place = Workspace.objects.values_list("time_zone", flat=True)
    zone = held.time_zone if held else place.get(pk=workspace_id)
    return periods.bounds(at, zone=zone, interval=version.interval, number=1).end
