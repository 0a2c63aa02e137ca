"""Standing up for a restore: the bucket knows seals that the restored database does not, and will."""

from django.db import transaction
from django.utils import timezone

from audit import services
from audit.actions import Action
from audit.sealing import copies, notes


class ReasonMissing(Exception):
    """Nobody leaves seals behind without saying why."""


class NotByRestore(Exception):
    """A restore leaves behind every seal from one on: here some between them are missing."""


def acknowledge(*, reason: str, by: services.Actor) -> int:
    """Note, signed and on the record, which copies a restore left behind; return how many.

    Later proofs tell the note, and do not find those copies.

    Raises:
        ReasonMissing: nobody said why.
        NotByRestore: something else made the copies and the database differ.
    """
    if not reason.strip():
        raise ReasonMissing
    left = copies.left_behind(copies.InBucket())
    if not left:
        return 0
    numbers = {copies.number_of(name) for name in left}
    if max(numbers) - min(numbers) + 1 != len(numbers):
        raise NotByRestore
    with transaction.atomic(durable=True):
        note = notes.Note(timezone.now().replace(microsecond=0), reason, tuple(left))
        services.record(
            Action.RESTORE_ACKNOWLEDGED,
            actor=by,
            target=services.Target("audit_restore", note.name),
            details=services.Details(
                reason=reason,
                data={"copies": len(left), "first": min(numbers), "last": max(numbers)},
            ),
        )
        # Last, since nothing takes it back.
        notes.keep(note)
    return len(left)
