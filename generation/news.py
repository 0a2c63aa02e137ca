"""What people are told of jobs, and how their open pages hear of any news at all."""

from uuid import UUID

from generation import progress
from workspaces.models import Membership


def publish(*, user_id: UUID, workspace_id: UUID | None = None) -> None:
    """Let a person's open pages know that there is news for them (the hook of accounts).

    workspace_id: in whose pages; None for those of every workspace of theirs.
    """
    mine = Membership.objects.filter(user_id=user_id)
    if workspace_id is not None:
        mine = mine.filter(workspace_id=workspace_id)
    schemas = list(mine.values_list("workspace__schema_name", flat=True))
    if schemas:
        progress.publish_notice(schemas, user_id)
