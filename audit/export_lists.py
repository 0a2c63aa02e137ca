"""Files of events as a workspace's own people see them; staff see theirs in the admin."""

from collections.abc import Iterable
from uuid import UUID

from audit.models import ActorLabel, TrailExport
from audit.personal import USER


def of_workspace(workspace_id: UUID, *, most: int = 50) -> list[TrailExport]:
    """Return the files its own people asked for, the newest first; staff see theirs elsewhere."""
    found = TrailExport.objects.filter(workspace_id=workspace_id, is_staff=False)
    return list(found.order_by("-asked_at", "-pk")[:most])


def one_of(workspace_id: UUID, export_id: UUID) -> TrailExport:
    """Return a file of a workspace; staff's, of its events, is none of it.

    Raises:
        TrailExport.DoesNotExist: it has none of this id.
    """
    return TrailExport.objects.get(pk=export_id, workspace_id=workspace_id, is_staff=False)


def askers(asked: Iterable[TrailExport]) -> dict[str, str]:
    """Return id → name of who asked for these; of who was erased there is none."""
    wanted = ActorLabel.objects.filter(
        actor_type=USER, actor_id__in={export.asked_by for export in asked}
    )
    return dict(wanted.exclude(label="").values_list("actor_id", "label"))
