"""What workers are sent for workspaces."""

from typing import Any

from celery import shared_task

from workspaces import services


@shared_task(name="workspaces.sweep")
def sweep(**_later: Any) -> None:
    """Forget old invitations and delete what was asked to go (sent by beat every ten minutes)."""
    services.sweep()
