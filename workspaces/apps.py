"""The `workspaces` application."""

from django.apps import AppConfig


class WorkspacesConfig(AppConfig):
    name = "workspaces"
