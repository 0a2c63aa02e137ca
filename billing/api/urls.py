"""Under `/api/v1/billing/`."""

from django.urls import path

from billing.api.invoices import (
    AccountApi,
    InvoiceApi,
    InvoicePayApi,
    InvoicePdfApi,
    InvoicesApi,
)
from billing.api.invoices import (
    AccountApi,
    InvoiceApi,
    InvoicePayApi,
    InvoicePdfApi,
    InvoicesApi,
)
from billing.api.reading import (
    JobStatementApi,
    LedgerViewSet,
    LimitsApi,
    PlansApi,
    SubscriptionApi,
    UsageApi,
)
from billing.api.webhooks import stripe_webhook

urlpatterns = [
    path("stripe/webhook", stripe_webhook, name="stripe_webhook"),
    path("usage", UsageApi.as_view(), name="billing_usage"),
    path("limits", LimitsApi.as_view(), name="billing_limits"),
    path("plans", PlansApi.as_view(), name="billing_plans"),
    path("subscription", SubscriptionApi.as_view(), name="billing_subscription"),
    path("ledger", LedgerViewSet.as_view({"get": "list"}), name="billing_ledger"),
    path("invoices", InvoicesApi.as_view(), name="billing_invoices"),
    path("invoices/<uuid:invoice_id>", InvoiceApi.as_view(), name="billing_invoice"),
    path("invoices/<uuid:invoice_id>/pdf", InvoicePdfApi.as_view(), name="billing_invoice_pdf"),
    path("invoices/<uuid:invoice_id>/pay", InvoicePayApi.as_view(), name="billing_invoice_pay"),
    path("account", AccountApi.as_view(), name="billing_account"),
    path("invoices", InvoicesApi.as_view(), name="billing_invoices"),
    path("invoices/<uuid:invoice_id>", InvoiceApi.as_view(), name="billing_invoice"),
    path("invoices/<uuid:invoice_id>/pdf", InvoicePdfApi.as_view(), name="billing_invoice_pdf"),
    path("invoices/<uuid:invoice_id>/pay", InvoicePayApi.as_view(), name="billing_invoice_pay"),
    path("account", AccountApi.as_view(), name="billing_account"),
    path("jobs/<uuid:job_id>", JobStatementApi.as_view(), name="billing_job"),
]
