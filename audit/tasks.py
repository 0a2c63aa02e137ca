"""What workers are sent for the trail."""

from typing import Any

from celery import shared_task

from audit import months, sealing


@shared_task(name="audit.seal")
def seal(**_later: Any) -> None:
    """Seal what is decided, and write the seals to the bucket (sent by beat every ten seconds)."""
    sealing.seal()
    sealing.keep()


@shared_task(name="audit.round_of_months")
def round_of_months(**_later: Any) -> None:
    """Open the months to come and drop old ones (sent by beat every hour)."""
    months.round_of_months()
