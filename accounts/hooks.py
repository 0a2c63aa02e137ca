"""What apps above do for accounts: dotted paths named in settings, filled by config."""

from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string


def told(user_id: UUID, workspace_id: UUID | None) -> None:
    """Let a person's open pages know that there is news for them; called after the commit.

    workspace_id: in whose pages; None for those of every workspace of theirs.
    """
    import_string(settings.ACCOUNT_TOLD_HOOK)(user_id=user_id, workspace_id=workspace_id)
