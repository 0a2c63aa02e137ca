"""Billing's pages in the staff admin, as a test turns them: rows of every kind, pages and steps."""

import uuid
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from audit.models import AuditEvent
from billing import quotas, services
from billing.models import (
    BillingAccount,
    Grant,
    Invoice,
    LedgerEntry,
    Order,
    Payment,
    Plan,
    PlanVersion,
    PriceSheet,
    QuotaPeriod,
    QuotaWarning,
    Reservation,
    Subscription,
    UsageDay,
    WebhookEvent,
)
from billing.money import sheets
from billing.money.sheets import NewPrice
from billing.quotas import Account, Hold
from billing.shapes import NewGrant
from tests.factories import billing, money
from workspaces.models import Workspace

MODELS: tuple[type[Model], ...] = (
    BillingAccount, Grant, Invoice, LedgerEntry, Order, Payment, Plan, PlanVersion, PriceSheet,
    QuotaPeriod, QuotaWarning, Reservation, Subscription, UsageDay, WebhookEvent,
)  # fmt: skip
WHY = "as agreed on the phone"


def name(model: type[Model]) -> str:
    """Return how the admin calls a model in an address."""
    return f"billing_{model._meta.model_name}"


def rows(place: Workspace) -> None:
    """Leave a row of every kind with a workspace."""
    billing.subscribed(place)
    services.grant(place.pk, new=NewGrant("images", 7, "apology", f"order-{place.slug}"))
    period = quotas.current_period(workspace_id=place.pk, meter="images")
    held = Hold(uuid.uuid4(), uuid.uuid4(), 1, uuid.uuid4().hex, label="Secret mug")
    quotas.reserve(Account(place.pk, "images", "image", uuid.uuid4(), ""), period=period,
                   holds=[held])  # fmt: skip
    QuotaWarning.objects.create(period=period, period_no=period.period_no, level=80)
    billing.used(place, date(2026, 5, 4), product="Secret mug", charge_micros=5_000_000)
    WebhookEvent.objects.create(provider="stripe", event_id=f"evt-{place.slug}", kind="paid")
    if not PriceSheet.objects.exists():
        sheets.publish([NewPrice("images", 12, 5)], currency="USD", actor=money.STAFF)


def page(client: Client, address: str, *args: Any, status: int = 200, **query: str) -> str:
    """Return a page's text. address: of the admin, without `billing_`."""
    answer = client.get(reverse(f"admin:billing_{address}", args=args), query)
    assert answer.status_code == status, answer
    return answer.content.decode()


def send(client: Client, step: str, row: Any = None, *, status: int = 302, **values: Any) -> str:
    """Fill in a step's page as it is drawn, but for what is said, and send it; return what it says.

    step: `invoice_void`; what is said stands for what is drawn. Expected to be done, unless status
    says otherwise.
    """
    address = reverse(f"admin:billing_{step}", args=[row.pk] if row is not None else [])
    drawn = client.get(address)
    assert drawn.status_code == 200, drawn
    body = {**filled(drawn.context["form"]), "reason": WHY, **values}
    return post(client, address, body, status=status)


def post(client: Client, address: str, body: dict[str, Any], *, status: int = 302) -> str:
    """Send a step's page; return what the page says that follows."""
    answer = client.post(address, body)
    assert answer.status_code == status, faults(answer)
    return said(client.get(answer["Location"]) if status == 302 else answer)


def faults(answer: Any) -> list[Any]:
    """Return what a step's page says is wrong."""
    form = (answer.context or {}).get("form")
    if form is None:
        return [answer]
    rows = [row.form for table in form.tables for row in table.rows]
    return [part.errors.get_json_data() for part in (form, *rows) if part.errors]


def said(answer: Any) -> str:
    """Return a page's text, with its quotes as they were written."""
    return answer.content.decode().replace("&#x27;", "'").replace("&quot;", '"')


def filled(form: Any) -> dict[str, Any]:
    """Return what a browser would send of a page as it is drawn."""
    parts = [form]
    for table in form.tables:
        parts += [row.form for row in table.rows]
    found: dict[str, Any] = {}
    for part in parts:
        for field in part:
            value = field.value()
            if isinstance(value, list):
                found[field.html_name] = value
            elif value is not None and value is not False:
                plain = f"{value:f}" if isinstance(value, Decimal) else str(value)
                found[field.html_name] = plain
    return found


def last(action: str) -> AuditEvent:
    """Return the newest event of an action."""
    return AuditEvent.objects.filter(action=action).latest("id")


def registered(model: type[Model]) -> Any:
    """Return the admin's class of a model."""
    return admin.site._registry[model]
