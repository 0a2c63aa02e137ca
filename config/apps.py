"""The composition root as an application: its management commands and templates are found."""

from django.apps import AppConfig

from config.celery import app as celery_app

__all__ = ["ConfigConfig", "celery_app"]


class ConfigConfig(AppConfig):
    """Loaded by every Django process, and with it our Celery application as the default one."""

    name = "config"
