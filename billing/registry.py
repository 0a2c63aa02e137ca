"""From settings to whoever moves money."""

from functools import lru_cache

from django.conf import settings
from django.utils.module_loading import import_string

from billing.payments.base import PaymentProvider


def provider() -> PaymentProvider:
    """Return the payment provider the settings name."""
    return _build(
        settings.PAYMENT_PROVIDER,
        settings.STRIPE_SECRET_KEY,
        tuple(settings.STRIPE_WEBHOOK_SECRETS),
        settings.STRIPE_URL,
    )


@lru_cache(maxsize=4)
def _build(path: str, key: str, secrets: tuple[str, ...], url: str) -> PaymentProvider:
    adapter = import_string(path)
    built: PaymentProvider = adapter(key, secrets, url) if key else adapter()
    return built
