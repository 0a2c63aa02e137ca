"""What becomes of open work when a workspace is closed (workspaces' hook)."""

import contextlib

from audit import services as audit
from generation import orders, services
from generation.models import OPEN_JOB, Job
from workspaces import tenancy
from workspaces.models import Workspace


def stop_work(workspace: Workspace) -> None:
    """Stop every open job of a workspace; safe when repeated."""
    if not tenancy.exists(workspace.schema_name):
        return
    place = orders.Place(workspace.pk, workspace.schema_name)
    with tenancy.inside(workspace.schema_name):
        open_jobs = Job.objects.filter(state__in=OPEN_JOB, cancel_requested_at=None)
        for job_id in list(open_jobs.values_list("pk", flat=True)):
            # It may have ended between the two statements.
            with contextlib.suppress(services.NothingToDo):
                services.stop(place, job_id, actor=audit.SYSTEM)
