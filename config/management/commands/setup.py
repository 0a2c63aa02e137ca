"""Everything an installation needs besides its schema; safe to run at every start."""

import json
import os
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django_celery_beat.models import IntervalSchedule, PeriodicTask

from assets import storage
from config.demo import seed

# Name → (task, seconds between runs).
PERIODIC = {
    "Recover and feed jobs": ("generation.sweep", 10),
    "Check waiting uploads": ("assets.sweep", 60),
    "Clear invitations, finish deletions": ("workspaces.sweep", 600),
    "Seal the audit trail": ("audit.seal", 10),
    "Open and drop months of the trail": ("audit.round_of_months", 3600),
    "Forget old request keys": ("accounts.sweep", 3600),
    "Tell who is guessed at": ("accounts.tell_paused", 30),
    "Send mails": ("accounts.send_mails", 60),
    "Settle overdue units, expire grants": ("billing.sweep", 300),
    "Compare units with their ledger": ("billing.reconcile", 86_400),
    "Issue invoices, charge cards": ("billing.round_of_money", 600),
    "Remove files without a row": ("assets.sweep_orphans", 86_400),
}

# What beat sends is dropped when it is old by the worker's own clock, which may be wrong: were it
# an hour fast, it would drop every round.
SKEW_SECONDS = 2 * 3600


class Command(BaseCommand):
    help = "Sets up the bucket and the periodic tasks; with --demo also a workspace to look at."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--demo",
            action="store_true",
            help="Create the demo workspace and its people, unless they exist. Their sign-ins are "
            "written to the file named by SIGNINS_FILE.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        storage.setup_bucket()
        for name, (task, seconds) in PERIODIC.items():
            every, _created = IntervalSchedule.objects.get_or_create(
                every=seconds, period=IntervalSchedule.SECONDS
            )
            PeriodicTask.objects.update_or_create(
                name=name,
                defaults={
                    "task": task,
                    "interval": every,
                    "expire_seconds": seconds + SKEW_SECONDS,
                },
            )
        if options["demo"]:
            self._demo()

    def _demo(self) -> None:
        signins = seed.people_and_workspace()
        target = os.environ.get("SIGNINS_FILE")
        if signins and target:
            file = Path(target)
            file.touch(mode=0o600)
            file.write_text(json.dumps(signins, indent=2))
        if signins:
            seed.ask_for_pictures()
