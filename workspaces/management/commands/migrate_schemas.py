"""The stock command is replaced: it introspects every schema and takes hours with thousands."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Refuses: use `migrate` (everything) or `migrate_workspaces` (workspaces only)."

    def handle(self, *args: Any, **options: Any) -> None:
        raise CommandError("Use `manage.py migrate`, or `manage.py migrate_workspaces` alone.")
