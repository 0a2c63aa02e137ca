"""The API of billing."""

from billing.api.webhooks import stripe_webhook

__all__ = ["stripe_webhook"]
