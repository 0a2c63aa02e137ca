"""Migrates every workspace's schema, each in its own transaction; one failure stops no other."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from workspaces import tenancy


class Command(BaseCommand):
    help = "Migrates every workspace's schema, each in its own transaction."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--plan", action="store_true", help="Only say what would be done.")

    def handle(self, *args: Any, **options: Any) -> None:
        failed: list[str] = []
        schemas = tenancy.all_schemas()
        for number, schema_name in enumerate(schemas, start=1):
            try:
                names = (
                    tenancy.pending(schema_name)
                    if options["plan"]
                    else tenancy.migrate_one(schema_name)
                )
            except DatabaseError as error:
                failed.append(schema_name)
                self.stderr.write(f"{schema_name}: {error}")
                continue
            if names and options["verbosity"]:
                verb = "would apply" if options["plan"] else "applied"
                self.stdout.write(
                    f"[{number}/{len(schemas)}] {schema_name}: {verb} {', '.join(names)}"
                )
        if failed:
            raise CommandError(
                f"{len(failed)} of {len(schemas)} workspaces failed: {', '.join(failed)}"
            )
