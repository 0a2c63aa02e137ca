"""The pages of use, plans and invoices, under `/w/<slug>/settings/`."""

from django.urls import path

from billing.views import (
    choosing,
    details,
    exports,
    invoices,
    ledger,
    ordered,
    papers,
    plans,
    usage,
)

app_name = "billing"
urlpatterns = [
    path("usage", usage.usage, name="usage"),
    path("usage.csv", exports.usage_csv, name="usage_csv"),
    path("usage/ledger", ledger.ledger, name="ledger"),
    path("plans", plans.plans, name="plans"),
    path("plans/paid", ordered.paid, name="paid"),
    path("plans/<int:version_id>", choosing.choice, name="plan"),
    path("plan/trial", plans.trial, name="trial"),
    path("plan/resume", plans.resume, name="plan_resume"),
    path("plan/drop-change", plans.drop_change, name="plan_drop_change"),
    path("orders/<uuid:order_id>/pay", ordered.pay, name="order_pay"),
    path("orders/<uuid:order_id>/cancel", ordered.cancel, name="order_cancel"),
    path("invoices", invoices.invoices, name="invoices"),
    path("invoices/portal", invoices.portal, name="portal"),
    path("invoices/<uuid:invoice_id>", invoices.invoice, name="invoice"),
    path("invoices/<uuid:invoice_id>/pdf", papers.pdf, name="pdf"),
    path("invoices/<uuid:invoice_id>/pay", invoices.pay, name="pay"),
    path("billing-details", details.details, name="details"),
]
