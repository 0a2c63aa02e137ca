"""What a subscription is asked for: its present period, and what ended ones used beyond their plans.

What an invoice is for is in its key, so that nothing is asked for twice, whoever asks.
"""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID, uuid4

from django.db.models import CharField, Exists, F, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat

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
PAYING = (Status.ACTIVE, Status.PAST_DUE)
# Late settlements of a period are still asked for with an invoice of the next ones.
LOOK_BACK = timedelta(days=400)
# `changes.period_key`, of the subscription that is looked at.
_PERIOD_KEY = Concat(
    Value("period:"),
    Cast(OuterRef("pk"), CharField()),
    Value(":"),
    Cast(OuterRef("period_no"), CharField()),
    output_field=CharField(),
)


def issue_present(subscription_id: UUID, *, account: BillingAccount) -> bool:
    """Issue the invoice of the present period, with what earlier ones still owe; whether there is one.

    account: locked by the open transaction. A period that was asked for is not asked for again, and
    one that has to be rolled first is left to the round. This function will issue what is due now.
    """
    subscription = Subscription.objects.select_related("plan_version__plan").get(pk=subscription_id)
    if _is_live(subscription) and subscription.period_end <= sql.now():
        return False  # it has not been rolled yet: the next round asks for all of it at once
    beyond, version = _overage_of(subscription), subscription.plan_version
    if _is_to_be_paid(subscription):
        key = changes.period_key(subscription)
        if Invoice.objects.filter(workspace=subscription.workspace_id, key=key).exists():
            return False  # what was settled since is asked for with the next period
        lines = [changes.plan_line(version), *beyond.pop(version.currency, [])]
        _issue(_of(subscription, key, version.currency, lines), account=account)
    elif not beyond:
        return False
    for currency, lines in beyond.items():
        _issue(_of(subscription, f"overage:{uuid4()}", currency, lines), account=account)
    return True


def _of(
    subscription: Subscription, key: str, currency: str, lines: Iterable[NewLine]
) -> NewInvoice:
    return NewInvoice(
        subscription.workspace_id,
        key,
        currency,
        tuple(lines),
        subscription_id=subscription.pk,
        period_no=subscription.period_no,
        period_start=subscription.period_start,
        period_end=subscription.period_end,
    )


def _issue(new: NewInvoice, *, account: BillingAccount) -> None:
    invoice = invoices.draft(new)
    invoices.issue(invoice, account=account, actor=audit.SYSTEM)
    receiving.settle(account, first=invoice)
    if invoice.state in OWED:
        news.issued(invoice)
    if account.customer_ref:
        Invoice.objects.filter(pk=invoice.pk, state__in=OWED).update(collect_at=sql.now())


def _is_live(subscription: Subscription) -> bool:
    return subscription.ended_at is None


def _is_to_be_paid(subscription: Subscription) -> bool:
    return subscription.status in PAYING and subscription.plan_version.price > 0


def _overused() -> Q:
    """Return what is asked of a period that has ended and used more than its plan had.

    Nothing is charged for trials: their periods end by the moment the trial does.
    """
    now = sql.now()
    trial_ends_at = F("subscription__trial_ends_at")
    return (Q(subscription__trial_ends_at__isnull=True) | Q(ends_at__gt=trial_ends_at)) & Q(
        ends_at__lte=now,
        ends_at__gt=now - LOOK_BACK,
        used__gt=F("limit_units"),
        plan_limit__overage_price__gt=0,
        plan_limit__mode=PlanLimit.Mode.SOFT,
        subscription__isnull=False,
        workspace__status__in=STAYING,
    )


def may_be_due() -> list[UUID]:
    """Return the subscriptions that may have something to be asked for.

    Whose present period was asked for has not, whatever was used beyond an earlier one.
    """
    paying = Q(status__in=PAYING, plan_version__price__gt=0)
    asked = Invoice.objects.filter(workspace=OuterRef("workspace"), key=_PERIOD_KEY)
    beyond = QuotaPeriod.objects.filter(_overused()).values("subscription")
    found = Subscription.objects.filter(workspace__status__in=STAYING)
    due = found.filter((paying & ~Exists(asked)) | (~paying & Q(pk__in=beyond)))
    return list(due.values_list("pk", flat=True))


def _overage_of(subscription: Subscription) -> dict[str, list[NewLine]]:
    """Return what ended periods used beyond the plan and no invoice has asked for yet.

    By the currency of the edition it was used under.
    """
    periods = QuotaPeriod.objects.filter(_overused(), subscription=subscription)
    found = periods.select_related("plan_limit__plan_version").order_by("ends_at", "meter")
    lines: dict[str, list[NewLine]] = {}
    for period in found:
        limit = period.plan_limit
        assert limit is not None  # what nothing limits is not overused
        line = _overage_line(period, limit)
        if line is not None:
            lines.setdefault(limit.plan_version.currency, []).append(line)
    return lines


def _overage_line(period: QuotaPeriod, limit: PlanLimit) -> NewLine | None:
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
