"""One change of a workspace's people or settings at a time."""

from uuid import UUID

from workspaces.models import Workspace


class Conflict(Exception):
    """Somebody changed it meanwhile: `current` and `yours` are versions."""

    def __init__(self, *, current: int, yours: int) -> None:
        super().__init__(f"version {yours} is not the newest, {current} is")
        self.current = current
        self.yours = yours


def lock(workspace_id: UUID, *, version: int | None = None) -> Workspace:
    """Return the workspace's row, locked to the commit against every other such change.

    Rows that name the workspace can be written meanwhile: its key stays free.

    Raises:
        Conflict: `version` is given and not the newest.
        Workspace.DoesNotExist: it is gone.
    """
    workspace = Workspace.objects.select_for_update(no_key=True).get(pk=workspace_id)
    if version is not None and version != workspace.version:
        raise Conflict(current=workspace.version, yours=version)
    return workspace
