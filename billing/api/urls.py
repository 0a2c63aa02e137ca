"""Under `/api/v1/billing/`."""

from django.urls import path

from billing.api.reading import (
    JobStatementApi,
    LedgerApi,
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
    path("ledger", LedgerApi.as_view(), name="billing_ledger"),
    path("jobs/<uuid:job_id>", JobStatementApi.as_view(), name="billing_job"),
]
