"""The composition root as an application: its management commands and templates are found."""

from importlib import import_module

from django.apps import AppConfig

from config.celery import app as celery_app

__all__ = ["ConfigConfig", "celery_app"]


class ConfigConfig(AppConfig):
    """Loaded by every Django process, and with it our Celery application as the default one."""

    name = "config"

    def ready(self) -> None:
        """Let whoever must know be told when the trail is not whole."""
        import_module("config.alarms")
