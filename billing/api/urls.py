"""Under `/api/v1/billing/`."""

from django.urls import path

from billing.api.changing import ChoiceViewSet, OrderViewSet, SubscriptionChangesViewSet
from billing.api.invoices import AccountViewSet, InvoiceViewSet
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
    path(
        "plans/<int:version_id>/preview",
        ChoiceViewSet.as_view({"post": "preview"}),
        name="billing_preview",
    ),
    path("orders", OrderViewSet.as_view({"post": "create"}), name="billing_orders"),
    path(
        "orders/<uuid:order_id>",
        OrderViewSet.as_view({"get": "retrieve"}),
        name="billing_order",
    ),
    path(
        "orders/<uuid:order_id>/cancel",
        OrderViewSet.as_view({"post": "cancel"}),
        name="billing_order_cancel",
    ),
    path(
        "orders/<uuid:order_id>/resume",
        OrderViewSet.as_view({"post": "resume"}),
        name="billing_order_resume",
    ),
    *(
        path(
            f"subscription/{end}",
            SubscriptionChangesViewSet.as_view({"post": end.replace("-", "_")}),
            name=f"billing_subscription_{end.replace('-', '_')}",
        )
        for end in ("change", "drop-change", "cancel", "resume", "trial")
    ),
    path("plans", PlansApi.as_view(), name="billing_plans"),
    path("subscription", SubscriptionApi.as_view(), name="billing_subscription"),
    path("ledger", LedgerViewSet.as_view({"get": "list"}), name="billing_ledger"),
    path("invoices", InvoiceViewSet.as_view({"get": "list"}), name="billing_invoices"),
    path(
        "invoices/<uuid:invoice_id>",
        InvoiceViewSet.as_view({"get": "retrieve"}),
        name="billing_invoice",
    ),
    path(
        "invoices/<uuid:invoice_id>/pdf",
        InvoiceViewSet.as_view({"get": "pdf"}),
        name="billing_invoice_pdf",
    ),
    path(
        "invoices/<uuid:invoice_id>/pay",
        InvoiceViewSet.as_view({"post": "pay"}),
        name="billing_invoice_pay",
    ),
    path(
        "account",
        AccountViewSet.as_view({"get": "retrieve", "patch": "partial_update"}),
        name="billing_account",
    ),
    path("jobs/<uuid:job_id>", JobStatementApi.as_view(), name="billing_job"),
]
