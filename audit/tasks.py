"""What workers are sent for the trail."""

from typing import Any
from uuid import UUID

from celery import shared_task

from audit import exports, months, proofs, sealing, services


@shared_task(name="audit.seal")
def seal(**_later: Any) -> None:
    """Write what was counted, seal what is decided, and copy the seals to the bucket (sent by beat every ten seconds)."""
    services.write_repeats()
    sealing.seal()
    sealing.keep()


@shared_task(name="audit.round_of_months")
def round_of_months(**_later: Any) -> None:
    """Open the months to come and drop old ones (sent by beat every hour)."""
    months.round_of_months()


@shared_task(name="audit.prove")
def prove(proof_id: int, **_later: Any) -> None:
    """Make a proof that staff asked for."""
    proofs.prove(proof_id)


@shared_task(name="audit.prove_round")
def prove_round(**_later: Any) -> None:
    """Prove the whole trail against the bucket (sent by beat every night)."""
    proofs.prove_round()


@shared_task(name="audit.export")
def export(export_id: str, **_later: Any) -> None:
    """Write the file of an export to the bucket."""
    exports.write(UUID(export_id))


@shared_task(name="audit.round_of_exports")
def round_of_exports(**_later: Any) -> None:
    """Take up exports and proofs that stand still, and remove old files (sent by beat every minute)."""
    exports.round_of_exports()
    proofs.take_up()
