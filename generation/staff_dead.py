"""What was given up, in every workspace: the newest failures, and trying them again."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import Action
from audit.models import AuditEvent
from generation import pulse, services
from generation.models import JobItem
from generation.staff_tables import NOTHING, Table, badge, linked, when, why
from workspaces import tenancy
from workspaces.access import Access
from workspaces.models import Workspace

SHOWN = 100
WITHIN = timedelta(days=7)
DETAIL = "admin:generation_job_detail"


def of_dead() -> Table:
    """Return the items that were given up in the last seven days, the newest first.

    They are read from the trail: it lies in one place, items lie in each workspace's schema. What
    became of each since is asked there, once a workspace.
    """
    events = list(
        AuditEvent.objects.filter(action=Action.ITEM_FAILED, at__gte=Now() - WITHIN).order_by(
            "-id"
        )[:SHOWN]
    )
    places = Workspace.objects.in_bulk({event.workspace_id for event in events})
    now = _states(events, places)
    rows = [_row(event, places.get(event.workspace_id), now) for event in events]
    heads = [_("When"), _("Workspace"), _("Item"), _("Why"), _("Now")]
    return Table(heads, rows, empty=_("Nothing was given up in the last seven days."))


def replay(workspace: Workspace, job_id: UUID, *, by: User) -> None:
    """Queue a job's failed items again, for its workspace; its units are held anew.

    Raises:
        Job.DoesNotExist: there is no such job.
        NothingToDo: no item has failed.
        QuotaExceeded: the plan has not enough left; nothing changes.
    """
    found = Access(workspace.pk, workspace.schema_name, workspace.slug, workspace.name, role="")
    with tenancy.inside(workspace.schema_name):
        services.retry(found, job_id, by=by)


def _states(
    events: Sequence[AuditEvent], places: dict[UUID, Workspace]
) -> dict[str, tuple[str, str]]:
    """Return item → its state now, as (state, word); what is gone is left out."""
    wanted: dict[UUID, set[str]] = defaultdict(set)
    for event in events:
        if event.workspace_id in places and event.target_id:
            wanted[event.workspace_id].add(event.target_id)
    found: dict[str, tuple[str, str]] = {}
    for workspace_id, item_ids in wanted.items():
        workspace = places[workspace_id]
        if workspace.status not in pulse.SERVED:
            continue
        with tenancy.inside(workspace.schema_name):
            for item in JobItem.objects.only("state").filter(pk__in=item_ids):
                found[str(item.pk)] = (item.state, item.get_state_display())
    return found


def _row(
    event: AuditEvent, workspace: Workspace | None, now: dict[str, tuple[str, str]]
) -> tuple[object, ...]:
    name = event.target_label or NOTHING
    job_id, state = event.data.get("job", ""), now.get(event.target_id)
    is_there = workspace is not None and workspace.status != Workspace.Status.DELETED
    link = (
        linked(reverse(DETAIL, args=[workspace.slug, job_id]), name)
        if workspace is not None and job_id and state
        else name
    )
    place = workspace.name if workspace is not None and is_there else NOTHING
    return when(event.at), place, link, why(event.reason), badge(*state) if state else NOTHING
