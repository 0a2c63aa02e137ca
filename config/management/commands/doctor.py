"""Says what is there, what is amiss, and what helps."""

import logging
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.stack import doctor
from config.stack.findings import Finding, State


class Command(BaseCommand):
    help = (
        "Says what is there, what is amiss and what helps; ends with 1 when something is missing."
    )
    # It is asked when things are amiss; it says so itself.
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--address",
            help="Where the site is reached from here; PUBLIC_URL when it is not given.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        # What the checks' own clients note would stand between the lines.
        logging.getLogger("httpx").setLevel(logging.WARNING)
        found = doctor.examine(address=(options["address"] or settings.PUBLIC_URL).rstrip("/"))
        for finding in found:
            self.stdout.write(line(finding))
        missing = sum(finding.state is State.MISSING for finding in found)
        if missing:
            raise CommandError(
                f"{missing} of what the product needs {'is' if missing == 1 else 'are'} missing."
            )


def line(finding: Finding) -> str:
    """Return one finding as a line."""
    said = f"{finding.state:<9}{finding.what:<22}{finding.detail}"
    return f"{said}. {finding.help}" if finding.help else said
