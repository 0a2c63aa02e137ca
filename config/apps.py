"""The composition root as an application: its management commands and templates are found."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"
