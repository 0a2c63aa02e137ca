"""The `accounts` application."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        """Learn of second steps that are set up; allauth tells it in no other way."""
        from allauth.mfa.signals import authenticator_added  # noqa: PLC0415  needs the apps

        from accounts.staff_factor import note_set_up  # noqa: PLC0415  needs the models

        authenticator_added.connect(note_set_up, dispatch_uid="accounts.staff_factor")
