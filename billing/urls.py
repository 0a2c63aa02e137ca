"""The pages of use, plans and invoices, under `/w/<slug>/settings/`."""

from django.urls import path

from billing.views import details, exports, invoices, ledger, papers, usage

app_name = "billing"
urlpatterns = [
    path("usage", usage.usage, name="usage"),
    path("usage.csv", exports.usage_csv, name="usage_csv"),
    path("usage/ledger", ledger.ledger, name="ledger"),
    path("invoices", invoices.invoices, name="invoices"),
    path("invoices/portal", invoices.portal, name="portal"),
    path("invoices/<uuid:invoice_id>", invoices.invoice, name="invoice"),
    path("invoices/<uuid:invoice_id>/pdf", papers.pdf, name="pdf"),
    path("invoices/<uuid:invoice_id>/pay", invoices.pay, name="pay"),
    path("billing-details", details.details, name="details"),
]
