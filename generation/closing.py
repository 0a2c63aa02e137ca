"""What becomes of open work when a workspace is closed (workspaces' hooks)."""

import contextlib

from django.db.models.functions import Now

from audit import services as audit
from generation import orders, recovery, services
from generation.models import OPEN_JOB, ItemState, Job, JobItem
from workspaces import tenancy
from workspaces.hooks import NotNow
from workspaces.models import Workspace


def stop_work(workspace: Workspace) -> None:
    """Stop every open job of a workspace; safe when repeated.

    What a vanished worker left behind ends here, too: the sweeper does not come any more.
    """
    if not tenancy.exists(workspace.schema_name):
        return
    place = orders.Place(workspace.pk, workspace.schema_name)
    with tenancy.inside(workspace.schema_name):
        open_jobs = Job.objects.filter(state__in=OPEN_JOB, cancel_requested_at=None)
        for job_id in list(open_jobs.values_list("pk", flat=True)):
            # It may have ended between the two statements.
            with contextlib.suppress(services.NothingToDo):
                services.stop(place, job_id, actor=audit.SYSTEM)
        recovery.recover_lost(workspace.schema_name)


def end_work(workspace: Workspace) -> None:
    """Stop what is left, and see that no worker is at it: what it stores would stay for ever.

    Raises:
        NotNow: a worker has not noticed yet.
    """
    stop_work(workspace)
    if not tenancy.exists(workspace.schema_name):
        return
    with tenancy.inside(workspace.schema_name):
        if JobItem.objects.filter(state=ItemState.RUNNING, lease_until__gt=Now()).exists():
            raise NotNow("a worker is still at it")
