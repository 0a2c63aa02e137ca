"""What beat does about money: safe twice, catching up after days of rest.

Each subscription's, and each invoice's, is a transaction of its own, so that one in trouble keeps no
other waiting; one worker at a time goes through them. What an invoice is for is in its key, so that
nothing is asked for twice, whoever asks.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import timedelta
from uuid import UUID, uuid4

from django.db import DatabaseError, transaction
from django.db.models import F, Q

from audit import services as audit
from billing import sql
from billing.models import Invoice, InvoiceLine, PlanLimit, QuotaPeriod, Subscription
from billing.money import (
    accounts,
    changes,
    collecting,
    invoices,
    looking,
    news,
    orders,
    receiving,
    reminding,
)
from billing.money.terms import OWED, STAYING, NewInvoice, NewLine

log = logging.getLogger(__name__)
Status = Subscription.Status
# Late settlements of a period are still asked for with an invoice of the next ones.
LOOK_BACK = timedelta(days=400)


def round_of_money() -> None:
    """Ask for what is due, wait no longer for what was not paid, charge cards, say who is late."""
    orders.expire()
    issue_due()
    collecting.collect_due()
    mark_late()
    reminding.remind()


def issue_due() -> int:
    """Issue what the present periods cost and the ended ones used beyond their plans.

    Returns how many invoices there are anew.
    """
    live = Subscription.objects.filter(
        status__in=[Status.ACTIVE, Status.PAST_DUE],
        plan_version__price__gt=0,
        workspace__status__in=STAYING,
    )
    found = dict.fromkeys([*live.values_list("pk", flat=True), *_with_overage()])
    return _each(found, _issue_of)


def mark_late() -> int:
    """Say of every subscription with an overdue invoice that it is late; return how many."""
    late = looking.late().filter(subscription__status=Status.ACTIVE)
    found = dict.fromkeys(late.values_list("subscription_id", flat=True))
    return _each(found, _mark_late)


def _each(ids: Iterable[UUID], do: Callable[[UUID], bool]) -> int:
    done = 0
    for one in ids:
        try:
            with transaction.atomic(durable=True):
                if not sql.only_biller():
                    return done
                done += do(one)
        except DatabaseError:
            log.exception("a subscription's money waits", extra={"subscription": str(one)})
    return done


def _mark_late(subscription_id: UUID) -> bool:
    workspace_id = Subscription.objects.values_list("workspace_id", flat=True).get(
        pk=subscription_id
    )
    accounts.lock(workspace_id)
    if not looking.late().filter(subscription=subscription_id).exists():
        return False
    changes.past_due(workspace_id)
    return True


def _issue_of(subscription_id: UUID) -> bool:
    """Issue the invoice of a subscription's present period, with what earlier ones still owe."""
    workspace_id = Subscription.objects.values_list("workspace_id", flat=True).get(
        pk=subscription_id
    )
    account = accounts.lock(workspace_id)
    subscription = Subscription.objects.select_related("plan_version__plan").get(pk=subscription_id)
    if _is_live(subscription) and subscription.period_end <= sql.now():
        return False  # it has not been rolled yet: the next round asks for all of it at once
    key, lines = changes.period_key(subscription), _overage_lines(subscription)
    if _is_to_be_paid(subscription):
        if _is_asked(workspace_id, key):
            return False  # what was settled since is asked for with the next period
        lines.insert(0, changes.plan_line(subscription.plan_version))
    elif lines:
        key = f"overage:{uuid4()}"
    else:
        return False
    invoice = invoices.draft(
        NewInvoice(
            workspace_id,
            key,
            subscription.plan_version.currency,
            tuple(lines),
            subscription_id=subscription.pk,
            period_no=subscription.period_no,
            period_start=subscription.period_start,
            period_end=subscription.period_end,
        )
    )
    invoices.issue(invoice, account=account, actor=audit.SYSTEM)
    receiving.settle(account, first=invoice)
    if invoice.state in OWED:
        news.issued(invoice)
    if account.customer_ref:
        Invoice.objects.filter(pk=invoice.pk, state__in=OWED).update(collect_at=sql.now())
    return True


def _is_live(subscription: Subscription) -> bool:
    return subscription.ended_at is None


def _is_to_be_paid(subscription: Subscription) -> bool:
    is_paid = subscription.status in (Status.ACTIVE, Status.PAST_DUE)
    return is_paid and subscription.plan_version.price > 0


def _is_asked(workspace_id: UUID, key: str) -> bool:
    return Invoice.objects.filter(workspace_id=workspace_id, key=key).exists()


def _overused() -> Q:
    """Return what is asked of a period that has ended and used more than its plan had."""
    now = sql.now()
    return Q(
        ends_at__lte=now,
        ends_at__gt=now - LOOK_BACK,
        used__gt=F("limit_units"),
        plan_limit__overage_price__gt=0,
        plan_limit__mode=PlanLimit.Mode.SOFT,
        subscription__isnull=False,
        workspace__status__in=STAYING,
    )


def _with_overage() -> list[UUID]:
    """Return subscriptions that may owe for what they used beyond their plan."""
    found = QuotaPeriod.objects.filter(_overused()).values_list("subscription_id", flat=True)
    return list(found.distinct())


def _overage_lines(subscription: Subscription) -> list[NewLine]:
    """Return what ended periods used beyond the plan and no invoice has asked for yet."""
    periods = QuotaPeriod.objects.filter(_overused(), subscription=subscription)
    found = periods.select_related("plan_limit").order_by("ends_at", "meter")
    return [line for period in found if (line := _overage_line(period)) is not None]


def _overage_line(period: QuotaPeriod) -> NewLine | None:
    limit = period.plan_limit
    assert limit is not None
    beyond = period.used - period.limit_units
    blocks = -(-beyond // limit.overage_block)
    asked = InvoiceLine.objects.filter(
        kind=InvoiceLine.Kind.OVERAGE,
        data__period=period.pk,
        invoice__workspace=period.workspace_id,
    )
    left = blocks - sum(asked.values_list("quantity", flat=True))
    if left <= 0:
        return None
    return NewLine(
        InvoiceLine.Kind.OVERAGE,
        left * limit.overage_price,
        quantity=left,
        unit_price=limit.overage_price,
        per_units=limit.overage_block,
        meter=period.meter,
        data={
            "period": period.pk,
            "used": period.used,
            "limit": period.limit_units,
        },
    )
