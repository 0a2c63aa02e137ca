"""Plans, counters with reservations, the ledger, and money. All of it lies in the public schema."""

from billing.models.grants import Draw, Grant
from billing.models.invoices import Invoice, InvoiceCounter, InvoiceLine
from billing.models.ledger import LedgerEntry
from billing.models.money import BillingAccount, BillingCredit, Order, Payment, WebhookEvent
from billing.models.plans import GAUGES, Meter, Plan, PlanLimit, PlanVersion
from billing.models.prices import PriceLine, PriceSheet
from billing.models.quota import QuotaPeriod, Reservation
from billing.models.subscriptions import Subscription
from billing.models.usage import QuotaWarning, UsageDay
from billing.models.work import WorkDay, WorkNow

__all__ = [
    "GAUGES",
    "BillingAccount",
    "BillingCredit",
    "Draw",
    "Grant",
    "Invoice",
    "InvoiceCounter",
    "InvoiceLine",
    "LedgerEntry",
    "Meter",
    "Order",
    "Payment",
    "Plan",
    "PlanLimit",
    "PlanVersion",
    "PriceLine",
    "PriceSheet",
    "QuotaPeriod",
    "QuotaWarning",
    "Reservation",
    "Subscription",
    "UsageDay",
    "WebhookEvent",
    "WorkDay",
    "WorkNow",
]
