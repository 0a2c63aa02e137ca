"""`migrate` means: the shared schema first, by whoever owns it, then every workspace."""

from typing import Any

from django.core.management import CommandError, call_command
from django.core.management.base import CommandParser
from django.core.management.commands.migrate import Command as DjangoMigrate

from audit import months, ownership
from workspaces import tenancy

# Like the trail, of another app.
ONLY_ADDED_TO = ("billing_ledgerentry",)


class Command(DjangoMigrate):
    help = "Migrates the shared schema, then every workspace's schema."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--shared-only", action="store_true", help="Leave the workspaces' schemas alone."
        )

    def check(self, *args: Any, **options: Any) -> None:
        """Ask the owner's database: the first `migrate` makes the application's account."""
        with ownership.as_owner():
            super().check(*args, **options)

    def handle(self, *args: Any, **options: Any) -> None:
        shared_only = options.pop("shared_only", False)
        is_whole = not (options.get("app_label") or options.get("plan"))
        is_whole = is_whole and not options.get("check_unapplied")
        with ownership.as_owner():
            tenancy.leave()
            try:
                self._migrate(*args, is_whole=is_whole, **options)
            except ownership.OwnershipError as error:
                raise CommandError(str(error)) from error
        tenancy.leave()
        if shared_only or not is_whole:
            return
        tenancy.build_script()
        call_command("migrate_workspaces", verbosity=options["verbosity"], stdout=self.stdout)

    def _migrate(self, *args: Any, is_whole: bool, **options: Any) -> None:
        """Migrate the shared schema, and give each table to whom it belongs."""
        only_says = options.get("plan") or options.get("check_unapplied")
        if not only_says:
            ownership.check()
        super().handle(*args, **options)
        if is_whole:
            months.prepare()
        if not only_says:
            ownership.hand_over(also=ONLY_ADDED_TO)
