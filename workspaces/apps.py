"""The `workspaces` application."""

from importlib import import_module

from django.apps import AppConfig


class WorkspacesConfig(AppConfig):
    name = "workspaces"

    def ready(self) -> None:
        """Have requests travel with the tasks they send, from wherever they are sent."""
        import_module("workspaces.task")
