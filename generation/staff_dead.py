"""What was given up, in every workspace: the newest failures, and trying them again."""

from datetime import timedelta
from uuid import UUID

from django.db.models.functions import Now
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import Action
from audit.models import AuditEvent
from generation import failures, services
from generation.staff_tables import NOTHING, Table, when
from workspaces import tenancy
from workspaces.access import Access
from workspaces.models import Workspace

SHOWN = 100
WITHIN = timedelta(days=7)
DETAIL = "admin:generation_job_detail"


def of_dead() -> Table:
    """Return the items that were given up in the last seven days, the newest first.

    They are read from the trail: it lies in one place, items lie in each workspace's schema.
    """
    events = list(
        AuditEvent.objects.filter(action=Action.ITEM_FAILED, at__gte=Now() - WITHIN).order_by(
            "-id"
        )[:SHOWN]
    )
    places = Workspace.objects.in_bulk({event.workspace_id for event in events})
    rows = [_row(event, places.get(event.workspace_id)) for event in events]
    heads = [_("When"), _("Workspace"), _("Item"), _("Why"), _("Error")]
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


def _row(event: AuditEvent, workspace: Workspace | None) -> tuple[object, ...]:
    name = event.target_label or NOTHING
    job_id = event.data.get("job", "")
    is_there = workspace is not None and workspace.status != Workspace.Status.DELETED
    link = (
        format_html('<a href="{}">{}</a>', reverse(DETAIL, args=[workspace.slug, job_id]), name)
        if workspace is not None and is_there and job_id
        else name
    )
    place = workspace.name if workspace is not None and is_there else NOTHING
    return when(event.at), place, link, failures.explain(event.reason).title, event.reason
