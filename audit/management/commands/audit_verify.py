"""Proves that the trail is as it was written."""

from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from audit import restores, sealing, services
from audit.sealing import copies, keys, proving
from audit.sealing.proving import Finding, Report

SAID = {
    proving.CHANGED: "was changed",
    proving.DELETED: "was deleted",
    proving.INSERTED: "was put in later",
    proving.AHEAD: "is of a transaction that has not been",
    proving.NOT_DROPPED: "is the last of a month that is said to be dropped: that does not prove",
    proving.COPY_LOST: "has no copy in the bucket",
    proving.NOT_SIGNED: "is not signed by a key that is trusted",
    proving.NOT_BOUND: "does not follow the one before",
    proving.NOT_ITSELF: "was changed",
    proving.GAP: "is missing",
    proving.LEAVES_LOST: "has lost the hashes of its rows; --against bucket can name the bad row",
    proving.LEAVES_CHANGED: "has other hashes of its rows; --against bucket can name the bad row",
    proving.COPY_NOT_SIGNED: "has a copy that is not signed",
}


class Command(BaseCommand):
    help = (
        "Proves that the audit trail is as it was written: every row against its seal, every seal "
        "against the one before and its signature. Names the first bad row and exits 1."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--workspace", type=UUID, help="Name the bad rows of one workspace only."
        )
        parser.add_argument(
            "--against",
            type=_copies,
            help="Look at the copies of the seals, too: `bucket`, or a folder they were copied to. "
            "Only they show that the end of the trail was cut off.",
        )

        parser.add_argument(
            "--acknowledge-restore",
            action="store_true",
            help="Note that the database was restored from a backup: copies in the bucket of seals that "
            "it does not have are told by later proofs, and are no findings. Needs --reason.",
        )
        parser.add_argument("--reason", default="", help="Why; it stays in the trail and the note.")
        parser.add_argument(
            "--public-key",
            action="store_true",
            help="Only write down the key that proves today's seals.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["public_key"]:
            self.stdout.write(keys.shown(keys.public_bytes()))
            return
        if options["acknowledge_restore"]:
            self._acknowledge(options["reason"])
            return
        try:
            report = sealing.verify(workspace_id=options["workspace"], against=options["against"])
        except (ValueError, OSError) as error:
            raise CommandError(f"The trail was not looked at: {error}") from error
        self._tell(report)
        if report.first is not None:
            raise CommandError(f"The trail is not as it was written. First: {_said(report.first)}")

    def _acknowledge(self, reason: str) -> None:
        try:
            left = restores.acknowledge(reason=reason, by=services.SYSTEM)
        except restores.ReasonMissing as error:
            raise CommandError("Say why with --reason: it is kept with the note.") from error
        except restores.NotByRestore as error:
            raise CommandError(
                "A restore leaves behind every seal from one on. Here others are missing or changed: "
                "see `audit_verify --against bucket`."
            ) from error
        self.stdout.write(f"{left:,} copies of seals are noted as left behind by a restore.")

    def _tell(self, report: Report) -> None:
        self.stdout.write(
            f"{report.rows:,} rows and {report.seals:,} seals looked at; {report.waiting:,} rows "
            f"wait for their seal, {report.dropped:,} are gone by age."
        )
        for one in report.restores:
            self.stdout.write(
                f"  A restore, acknowledged at {one.at}, left {one.copies:,} copies behind: {one.reason}"
            )
        for finding in report.findings:
            self.stdout.write(f"  {_said(finding)}")
        if report.is_whole:
            self.stdout.write(self.style.SUCCESS("The trail is as it was written."))


def _said(finding: Finding) -> str:
    what = f"seal {finding.seal}" if finding.row is None else f"row {finding.row}"
    whose = f" of workspace {finding.workspace}" if finding.workspace else ""
    within = f" (seal {finding.seal})" if finding.row is not None and finding.seal else ""
    return f"{what}{whose} {SAID[finding.kind]}{within}"


def _copies(text: str) -> copies.Copies:
    if text == "bucket":
        return copies.InBucket()
    folder = Path(text)
    if not folder.is_dir():
        raise ArgumentTypeError(f"{text} is neither `bucket` nor a folder")
    return copies.InFolder(folder)
