"""The `billing` application."""

from django.apps import AppConfig


class BillingConfig(AppConfig):
    name = "billing"
