"""Migrates every workspace's schema, each in its own transaction; one failure stops no other."""

from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from workspaces import schemas, tenancy
from workspaces.schemas import MigrationFailed, Schema


class Command(BaseCommand):
    help = (
        "Migrates every workspace's schema that is behind, each in its own transaction. "
        "Run it again after a failure: it does what is left."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--plan", action="store_true", help="Only say what would be done.")

    def handle(self, *args: Any, **options: Any) -> None:
        self._is_loud = options["verbosity"] > 0
        with tenancy.outside():
            found = schemas.survey()
            due = [one for one in found if not one.is_current]
            if options["plan"]:
                failed = self._tell(due)
            else:
                schemas.note_current(one for one in found if one.is_current and not one.is_noted)
                failed = self._migrate(due)
        if due:
            done = len(due) - len(failed)
            verb = "to migrate" if options["plan"] else "migrated"
            self._say(f"{done} {verb}, {len(failed)} failed, {len(found) - len(due)} up to date.")
        if failed:
            raise CommandError(
                f"{len(failed)} of {len(found)} workspaces failed: {', '.join(failed)}"
            )

    def _migrate(self, due: Sequence[Schema]) -> list[str]:
        """Migrate them one after another; return those that failed."""
        failed = []
        for number, one in enumerate(due, start=1):
            place = f"[{number}/{len(due)}] {one.name}"
            try:
                names = schemas.migrate(one)
            except MigrationFailed as error:
                failed.append(one.name)
                self.stderr.write(f"{place}: {error}")
            else:
                # Another run, which this one waited for, may have left nothing to apply.
                self._say(f"{place}: applied {', '.join(names) or 'nothing'}")
        return failed

    def _tell(self, due: Sequence[Schema]) -> list[str]:
        """Say what would be done; return those in which it could not."""
        for number, one in enumerate(due, start=1):
            place = f"[{number}/{len(due)}] {one.name}"
            if one.lacks is None:
                self.stderr.write(f"{place}: {schemas.SchemaMissing(one.name)}")
            else:
                self._say(f"{place}: would apply {', '.join(one.lacks)}")
        return [one.name for one in due if one.lacks is None]

    def _say(self, text: str) -> None:
        if self._is_loud:
            self.stdout.write(text)
