"""What an order of an edition costs, and how it is carried out: the way to subscriptions."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import Max

from audit import services as audit
from billing.models import Invoice, InvoiceLine, Order, PlanVersion, Subscription
from billing.money.terms import NewLine, NotAnUpgrade, Seen, StaleChoice
from billing.proration import Change, When
from billing.services import changes, subscriptions

Kind = InvoiceLine.Kind
Purpose = Order.Purpose


class Overtaken(Exception):
    """What was ordered is the rest of a period that is over, or the money came too late for it."""


# What an order cannot be carried out for, once it is paid.
IMPOSSIBLE = (
    Overtaken,
    changes.NotAtOnce,
    subscriptions.AlreadySubscribed,
    subscriptions.NoSubscription,
    subscriptions.NotOffered,
    subscriptions.NothingToChange,
)


@dataclass(frozen=True, slots=True)
class Quote:
    """What is asked for an edition now. ends_at: of the period that is changed, if one is."""

    purpose: str
    lines: tuple[NewLine, ...]
    subscription_id: UUID | None = None
    period_no: int = 0
    period_start: datetime | None = None
    ends_at: datetime | None = None

    @property
    def amount(self) -> int:
        """What all of it comes to, in minor units of the edition's currency."""
        return sum(line.amount for line in self.lines)


def quote(workspace_id: UUID, *, version: PlanVersion, seen: Seen | None = None) -> Quote:
    """Return what is asked for an edition at this moment; seen: never more than was shown.

    Raises:
        NotAnUpgrade: the workspace has as much already; a smaller plan starts with the next period.
        StaleChoice: it was shown of another state, or the amount is higher for another reason than
            the seconds that went by.
    """
    live = live_of(workspace_id)
    if seen is not None and seen.basis != basis_of(live):
        raise StaleChoice(str(version))
    if live is None or live.status == Subscription.Status.TRIALING:
        if seen is not None and seen.amount != version.price:
            raise StaleChoice(str(version))
        return Quote(Purpose.START, (plan_line(version),))
    try:
        change = changes.preview_change(workspace_id, version.pk)
    except subscriptions.NothingToChange as error:
        raise NotAnUpgrade(str(version)) from error
    if not change.is_now or change.amount <= 0:
        raise NotAnUpgrade(str(version))
    if seen is not None:
        change = _as_shown(change, seen=seen)
    return Quote(
        Purpose.UPGRADE,
        _lines_of(change, live=live, version=version),
        subscription_id=live.pk,
        period_no=live.period_no,
        period_start=live.period_start,
        ends_at=live.period_end,
    )


def _as_shown(change: Change, *, seen: Seen) -> Change:
    """Return a change that costs no more than was shown.

    What is left of a period that ends with the change is worth less by the second, which makes it
    dearer: the credit that was shown is given.
    """
    if change.amount <= seen.amount:
        return change
    if change.when != When.ANEW:
        raise StaleChoice(str(change.version_id))
    more = change.amount - seen.amount
    return replace(change, amount=seen.amount, credit=change.credit + more)


def basis_of(live: Subscription | None) -> str:
    """Return a name of the state a subscription is in: another one after each change of it."""
    return f"{live.pk}:{live.version}" if live else ""


def live_of(workspace_id: UUID) -> Subscription | None:
    """Return the subscription of a workspace; None when it is on the default plan."""
    return (
        Subscription.objects.filter(workspace_id=workspace_id, ended_at__isnull=True)
        .select_related("plan_version__plan")
        .first()
    )


def worth_now(order: Order) -> int:
    """Return what an order would be asked for at this moment, at most what it was."""
    if order.purpose == Purpose.START:
        return order.amount
    change = changes.preview_change(order.workspace_id, order.plan_version_id)
    return min(order.amount, max(0, change.amount))


def assert_in_time(order: Order, invoice: Invoice) -> None:
    """Raise when an order asked for another period than the present one, or its money came late.

    Late is what came after the order's end, not what was told after it.

    Raises:
        Overtaken: it cannot be carried out any more.
        NoSubscription: the plan has ended.
    """
    if order.purpose != Purpose.UPGRADE:
        return
    held = subscriptions.present(order.workspace_id)
    asked = (order.subscription_id, invoice.period_no)
    came = invoice.payments.filter(amount__gt=0).aggregate(last=Max("paid_at"))["last"]
    is_late = order.expires_at is not None and came is not None and came > order.expires_at
    if is_late or asked != (held.pk, held.period_no):
        raise Overtaken(str(order.pk))


def carry_out(order: Order) -> Subscription:
    """Let what an order is for begin, now that it is paid."""
    by = audit.Actor("user", order.actor_id) if order.actor_id else audit.SYSTEM
    if order.purpose == Purpose.START:
        payer = subscriptions.Payer(order.provider)
        return subscriptions.start(order.workspace_id, order.plan_version_id, by=by, payer=payer)
    changes.upgrade(order.workspace_id, order.plan_version_id, by=by)
    return subscriptions.present(order.workspace_id)


def recovered(workspace_id: UUID) -> None:
    """Say that nothing of a workspace is overdue any more; one whose plan has ended has none."""
    with suppress(subscriptions.NoSubscription):
        subscriptions.mark_paid(workspace_id)


def past_due(workspace_id: UUID) -> None:
    """Say that something of a workspace should have been paid; one without a plan has none."""
    with suppress(subscriptions.NoSubscription, subscriptions.NotActive):
        subscriptions.mark_past_due(workspace_id)


def period_key(subscription: Subscription) -> str:
    """Return what the price of a subscription's present period is asked for under, once."""
    return f"period:{subscription.pk}:{subscription.period_no}"


def plan_line(version: PlanVersion) -> NewLine:
    """Return the position of a whole period."""
    return NewLine(
        Kind.PLAN,
        version.price,
        unit_price=version.price,
        data={"plan": version.plan.name, "interval": version.interval},
    )


def _lines_of(change: Change, *, live: Subscription, version: PlanVersion) -> tuple[NewLine, ...]:
    names = {
        "old": live.plan_version.plan.name,
        "new": version.plan.name,
        "until": live.period_end.isoformat(),
        "zone": live.time_zone,
    }
    if change.when == When.NOW:
        line = NewLine(Kind.PRORATION, change.amount, unit_price=change.amount, data=names)
        return (line,)
    rest = NewLine(Kind.PRORATION, -change.credit, unit_price=-change.credit, data=names)
    return plan_line(version), rest
