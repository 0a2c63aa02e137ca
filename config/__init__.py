"""The composition root: settings, addresses, problem table, Celery, events, the stack."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
