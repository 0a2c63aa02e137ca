"""Billing for staff: rows to read, and the steps that change them, each through a service."""

from billing.admin.counters import (
    LedgerEntryAdmin,
    QuotaPeriodAdmin,
    QuotaWarningAdmin,
    ReservationAdmin,
    UsageDayAdmin,
)
from billing.admin.grants import GrantAdmin
from billing.admin.invoices import InvoiceAdmin, PaymentAdmin
from billing.admin.orders import BillingAccountAdmin, OrderAdmin, WebhookEventAdmin
from billing.admin.plans import PlanAdmin, PlanVersionAdmin
from billing.admin.prices import PriceSheetAdmin
from billing.admin.subscriptions import SubscriptionAdmin

__all__ = [
    "BillingAccountAdmin",
    "GrantAdmin",
    "InvoiceAdmin",
    "LedgerEntryAdmin",
    "OrderAdmin",
    "PaymentAdmin",
    "PlanAdmin",
    "PlanVersionAdmin",
    "PriceSheetAdmin",
    "QuotaPeriodAdmin",
    "QuotaWarningAdmin",
    "ReservationAdmin",
    "SubscriptionAdmin",
    "UsageDayAdmin",
    "WebhookEventAdmin",
]
