"""Rows of other days, as the first page of the admin reads them. Rolled back with the test."""

import secrets
import uuid
from datetime import UTC, date, datetime, timedelta

from django.db.models import Max

from accounts.models import User
from billing.models import Invoice, Order, Payment, PlanVersion, UsageDay, WorkDay
from config.desk.spans import Span
from tests.factories import mighty
from workspaces.models import Workspace

# 2 May to 31 May; before it 2 April to 1 May.
MAY = Span(30, date(2027, 5, 31))
FIRST = datetime(2027, 5, 2, tzinfo=UTC)
LAST = datetime(2027, 5, 31, 23, 59, 59, 999_999, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)


def at(month: int, day: int, hour: int = 12) -> datetime:
    return datetime(2027, month, day, hour, tzinfo=UTC)


def came(when: datetime, **values: object) -> User:
    """Return a person who joined then."""
    return User.objects.create(
        email=f"{secrets.token_hex(6)}@example.com", joined_at=when, **values
    )


def place(owner: User, *, since: datetime, gone: datetime | None = None) -> Workspace:
    """Return a workspace that was made then, without a schema; gone: when it was deleted."""
    mark = uuid.uuid4()
    return Workspace.objects.create(
        id=mark,
        name="" if gone else "Place",
        slug=f"place-{mark.hex}",
        schema_name=f"ws_{mark.hex}",
        created_by=owner,
        created_at=since,
        status="deleted" if gone else "active",
        deleted_at=gone,
    )


def used(place: Workspace, day: date, units: int, meter: str = "images", **values: object) -> None:
    """Let a workspace have used units of a meter on a day."""
    row = {"kind": "image", "currency": "USD", "units": units, **values}
    UsageDay.objects.create(workspace=place, day=day, meter=meter, **row)


def worked(place: Workspace, day: date, kind: str = "image", **counts: int) -> None:
    """Let jobs and items of a kind have ended on a day."""
    WorkDay.objects.create(workspace=place, day=day, kind=kind, **counts)


def event(place: Workspace, when: datetime, what: str, plan: str, *, was: str = "") -> None:
    """Write into the trail what happened to a subscription: started, changed, renewed, ended."""
    mighty.event(
        at=when,
        workspace_id=place.pk,
        actor_type="system",
        action=f"billing.subscription.{what}",
        target_type="subscription",
        target_id=str(uuid.uuid4()),
        target_label=f"{plan} v1",
        outcome="ok",
        changes={"plan": [f"{was} v1", f"{plan} v1"]} if was else {},
    )


def invoice(
    place: Workspace,
    when: datetime | None,
    subtotal: int,
    *,
    currency: str = "USD",
    state: str = "open",
    tax: int = 0,
    corrects: Invoice | None = None,
    due_at: datetime | None = None,
) -> Invoice:
    """Return an invoice that was issued then; a draft when it never was."""
    return Invoice.objects.create(
        workspace=place,
        key=uuid.uuid4().hex,
        number=None if when is None else f"T-{uuid.uuid4().hex[:20]}",
        issued_at=when,
        state="draft" if when is None else state,
        currency=currency,
        subtotal=subtotal,
        tax=tax,
        total=subtotal + tax,
        corrects=corrects,
        due_at=due_at,
    )


def order(place: Workspace, invoice: Invoice, plan: str, *, state: str = "paid") -> Order:
    """Return an order of a plan that an invoice was made for."""
    newest = PlanVersion.objects.filter(plan=plan).aggregate(last=Max("version"))["last"]
    return Order.objects.create(
        workspace=place,
        plan_version=PlanVersion.objects.filter(plan=plan, version=newest).first(),
        invoice=invoice,
        state=state,
        amount=invoice.total,
        currency=invoice.currency,
        provider="offline",
    )


def payment(
    invoice: Invoice,
    when: datetime,
    amount: int,
    *,
    provider: str = "offline",
    order: Order | None = None,
) -> Payment:
    """Return money that came then, or went back (a negative amount)."""
    return Payment.objects.create(
        workspace=invoice.workspace,
        invoice=invoice,
        order=order,
        provider=provider,
        provider_ref=uuid.uuid4().hex,
        amount=amount,
        currency=invoice.currency,
        paid_at=when,
    )
