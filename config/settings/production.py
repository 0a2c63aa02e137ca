"""The mode of a real installation: refuses to start without its secrets, and says which."""

from django.core.exceptions import ImproperlyConfigured

from config.settings import environment as env
from config.settings.base import *  # noqa: F403  a mode is the base and its own few lines

REQUIRED = (
    "SECRET_KEY",
    "PUBLIC_URL",
    "DATABASE_URL",
    "REDIS_URL",
    "S3_ENDPOINT_URL",
    "S3_ACCESS_KEY",
    "S3_SECRET_KEY",
    "TOKEN_SIGNING_KEYS",
    "AUDIT_SEAL_KEY",
    "FIELD_KEYS",
    "EVENTS_KEY",
)
_missing = [name for name in REQUIRED if not env.text(name)]
if _missing:
    raise ImproperlyConfigured(
        "Set these before starting in production: " + ", ".join(_missing) + "."
    )
if env.text("STRIPE_SECRET_KEY") and not env.words("STRIPE_WEBHOOK_SECRET"):
    raise ImproperlyConfigured(
        "Set STRIPE_WEBHOOK_SECRET beside STRIPE_SECRET_KEY: nobody would hear of payments."
    )
DEBUG = False
