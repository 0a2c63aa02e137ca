"""What a subscription is asked for: its present period, and what ended ones used beyond their plans.

What an invoice is for is in its key, so that nothing is asked for twice, whoever asks.
"""

from datetime import timedelta
from uuid import UUID, uuid4

from django.db.models import F, Q

from audit import services as audit
from billing import sql
from billing.models import (
    BillingAccount,
    Invoice,
    InvoiceLine,
    PlanLimit,
    QuotaPeriod,
    Subscription,
)
from billing.money import changes, invoices, news, receiving
from billing.money.terms import OWED, STAYING, NewInvoice, NewLine

Status = Subscription.Status
# Late settlements of a period are still asked for with an invoice of the next ones.
LOOK_BACK = timedelta(days=400)


def issue_present(subscription_id: UUID, *, account: BillingAccount) -> bool:
    """Issue the invoice of the present period, with what earlier ones still owe; whether there is one.

    account: locked by the open transaction. A period that was asked for is not asked for again, and
    one that has to be rolled first is left to the round. This function will issue what is due now.
    """
    subscription = Subscription.objects.select_related("plan_version__plan").get(pk=subscription_id)
    if _is_live(subscription) and subscription.period_end <= sql.now():
        return False  # it has not been rolled yet: the next round asks for all of it at once
    key, lines = changes.period_key(subscription), _overage_lines(subscription)
    if _is_to_be_paid(subscription):
        if _is_asked(subscription.workspace_id, key):
            return False  # what was settled since is asked for with the next period
        lines.insert(0, changes.plan_line(subscription.plan_version))
    elif lines:
        key = f"overage:{uuid4()}"
    else:
        return False
    invoice = invoices.draft(
        NewInvoice(
            subscription.workspace_id,
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


def with_overage() -> list[UUID]:
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
