"""`migrate` means: the shared schema first, then every workspace."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import CommandParser
from django.core.management.commands.migrate import Command as DjangoMigrate

from audit import months
from workspaces import tenancy


class Command(DjangoMigrate):
    help = "Migrates the shared schema, then every workspace's schema."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--shared-only", action="store_true", help="Leave the workspaces' schemas alone."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        shared_only = options.pop("shared_only", False)
        tenancy.leave()
        super().handle(*args, **options)
        if options.get("app_label") or options.get("plan") or options.get("check_unapplied"):
            return
        months.prepare()
        if shared_only:
            return
        tenancy.build_script()
        call_command("migrate_workspaces", verbosity=options["verbosity"], stdout=self.stdout)
