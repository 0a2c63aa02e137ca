"""Brings the message catalogue up to date with the code."""

from typing import Any

import polib
from django.core.management.base import BaseCommand, CommandParser

from config.catalogue import CATALOGUE, merge, messages


class Command(BaseCommand):
    help = "Collects every translatable sentence into locale/; translations are kept."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--missing", action="store_true", help="List what has no translation.")

    def handle(self, *args: Any, **options: Any) -> None:
        before = polib.pofile(str(CATALOGUE)) if CATALOGUE.exists() else polib.POFile()
        catalogue = merge(list(messages()), before)
        CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
        catalogue.save(str(CATALOGUE), newline="\n")
        missing = catalogue.untranslated_entries()
        self.stdout.write(f"{len(catalogue)} sentences, {len(missing)} without a translation.")
        if options["missing"]:
            for entry in missing:
                self.stdout.write(f"{entry.occurrences[0][0]}: {entry.msgid}")
