"""Orders inside the open transaction: what is chosen, until it is paid for. The account is locked."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models.functions import Now

from audit import services as audit
from audit.actions import Action
from billing import sql
from billing.models import BillingAccount, Invoice, Order, PlanVersion, Subscription
from billing.money import changes, invoices, issuing, news, trail
from billing.money.terms import OWED, STAYING, NewInvoice, NotWaiting, Seen
from billing.quotas import opening
from billing.quotas.terms import assert_transaction
from billing.services import plans
from billing.services.subscriptions import NotOffered
from workspaces.models import Workspace

# How long money that comes by bank is waited for; a provider's own page says itself how long.
WAIT_DAYS = 30
SUPERSEDED = "another plan was ordered"


def open_order(
    version: PlanVersion,
    *,
    account: BillingAccount,
    provider: str,
    actor: audit.Actor,
    seen: Seen | None = None,
) -> tuple[Order, Invoice]:
    """Order an edition; what was ordered before and is not paid is cancelled.

    seen: what was shown of it. The same that waits already for no more than that is the same order.

    Raises:
        NotOffered: it is not on offer, or costs nothing.
        NotAnUpgrade: the workspace has as much already.
        StaleChoice: what was shown does not hold any more.
    """
    assert_transaction()
    ask_present(account)
    asked = quote(version, workspace_id=account.pk, seen=seen)
    again = _same(version, account, asked, provider=provider, seen=seen)
    if again is not None:
        assert again.invoice is not None  # an order that waits has one
        return again, again.invoice
    waiting = Order.objects.select_for_update().filter(
        workspace_id=account.pk, state=Order.State.WAITING
    )
    for before in waiting:
        close(before, Order.State.CANCELLED, account=account, reason=SUPERSEDED, actor=actor)
    order = Order(
        workspace_id=account.pk,
        plan_version=version,
        subscription_id=asked.subscription_id,
        purpose=asked.purpose,
        amount=asked.amount,
        currency=version.currency,
        provider=provider,
        actor_id=actor.id,
        created_at=sql.now(),
    )
    invoice = invoices.draft(
        NewInvoice(
            account.pk,
            f"order:{order.pk}",
            version.currency,
            asked.lines,
            subscription_id=asked.subscription_id,
            period_no=asked.period_no,
            period_start=asked.period_start,
            period_end=asked.ends_at,
        )
    )
    order.invoice = invoice
    order.expires_at = limit_of(order)
    order.save(force_insert=True)
    record(Action.ORDER_PLACED, order, actor=actor)
    return order, invoice


def ask_present(account: BillingAccount) -> Subscription | None:
    """Ask for the present period, unless it is asked for; return the subscription, if there is one.

    The rest of a period is worth what the whole of it is asked for: the round may not have been.
    """
    held = opening.open_present(account.pk)
    if held is None or held.status == Subscription.Status.TRIALING:
        return held
    asked = Invoice.objects.filter(workspace_id=account.pk, key=changes.period_key(held))
    stays = Workspace.objects.filter(pk=account.pk, status__in=STAYING)
    if asked.exists() or not stays.exists():
        return held
    issuing.issue_present(held.pk, account=account)
    return opening.present_subscription(account.pk)


def _same(
    version: PlanVersion,
    account: BillingAccount,
    asked: changes.Quote,
    *,
    provider: str,
    seen: Seen | None,
) -> Order | None:
    """Return the order that a decision has been made into before, while it waits."""
    waiting = Order.objects.select_for_update(of=("self",)).filter(
        workspace_id=account.pk, state=Order.State.WAITING
    )
    found = waiting.select_related("invoice", "plan_version__plan").first()
    if seen is None or found is None or found.amount > seen.amount:
        return None
    wanted = (version.pk, asked.purpose, asked.subscription_id, provider)
    is_same = wanted == (
        found.plan_version_id,
        found.purpose,
        found.subscription_id,
        found.provider,
    )
    return found if is_same else None


def quote(version: PlanVersion, *, workspace_id: UUID, seen: Seen | None = None) -> changes.Quote:
    """Return what an edition that is on offer is asked for now.

    Raises:
        NotOffered: it is not on offer, or costs nothing.
        NotAnUpgrade: the workspace has as much already.
        StaleChoice: what was shown does not hold any more.
    """
    if version.price <= 0 or not plans.offered().filter(pk=version.pk).exists():
        raise NotOffered(str(version))
    return changes.quote(workspace_id, version=version, seen=seen)


def close(
    order: Order, state: str, *, account: BillingAccount, reason: str, actor: audit.Actor
) -> None:
    """Wait for an order no longer: its invoice is void, or was never issued; what was paid stays.

    Raises:
        NotWaiting: it is paid, expired or cancelled.
    """
    moved = Order.objects.filter(pk=order.pk, state=Order.State.WAITING).update(
        state=state, settled_at=Now(), invoice=None if is_draft(order.invoice) else order.invoice
    )
    if moved != 1:
        raise NotWaiting(order.state)
    order.state = state
    if order.invoice is not None and is_draft(order.invoice):
        Invoice.objects.filter(pk=order.invoice.pk, state=Invoice.State.DRAFT).delete()
        order.invoice = None
    elif order.invoice is not None and order.invoice.state in OWED:
        invoice = invoices.lock(order.invoice.pk)
        invoices.void(invoice, account=account, reason=reason, actor=actor)
        if state == Order.State.EXPIRED:  # whoever gives one up knows
            news.voided(invoice)
    action = {
        Order.State.CANCELLED: Action.ORDER_CANCELLED,
        Order.State.EXPIRED: Action.ORDER_EXPIRED,
    }[Order.State(state)]
    record(action, order, actor=actor, reason=reason, was=Order.State.WAITING)


def newest_of(workspace_id: UUID) -> Order | None:
    """Return the last order of a workspace, whatever became of it."""
    return Order.objects.filter(workspace_id=workspace_id).order_by("-created_at", "-pk").first()


def is_draft(invoice: Invoice | None) -> bool:
    """Return whether an invoice was never issued."""
    return invoice is not None and invoice.state == Invoice.State.DRAFT


def record(
    action: Action, order: Order, *, actor: audit.Actor, reason: str = "", was: str = ""
) -> None:
    """Write an order's step to the trail. was: the state it was in before."""
    audit.record(
        action,
        actor=actor,
        workspace_id=order.workspace_id,
        target=trail.order_target(order),
        details=audit.Details(
            reason=reason,
            changes={"state": (was, str(order.state))} if was else {},
            data={
                "amount": order.amount,
                "currency": order.currency,
                "purpose": order.purpose,
                "provider": order.provider,
            },
        ),
    )


def limit_of(order: Order) -> datetime:
    """Return until when an order can wait: the rest of a period is worth nothing after it."""
    latest = order.created_at + timedelta(days=WAIT_DAYS)
    ends_at = order.invoice.period_end if order.invoice else None
    return latest if ends_at is None else min(latest, ends_at)
