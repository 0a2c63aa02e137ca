"""Hands a job's files out as one zip, once it is packed."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actors import actor_of
from accounts.models import User
from audit import services as audit
from audit.actions import Action
from generation import archive, queue, services
from generation.models import Job
from workspaces.access import Access


def ask(access: Access, job_id: UUID, *, by: User) -> Job | None:
    """Return the job when its zip is ready (and record that it was handed out), else have it packed.

    Raises:
        Job.DoesNotExist: there is no such job here.
        NothingToDo: it has no finished picture.
    """
    job = services.jobs().get(pk=job_id)
    if not job.succeeded:
        raise services.NothingToDo(
            _("Nothing in this job is finished, so there is nothing to download.")
        )
    if not archive.is_current(job):
        queue.write_archive(access.schema_name, job.pk)
        return None
    with transaction.atomic(durable=True):
        audit.record(
            Action.JOB_DOWNLOADED,
            actor=actor_of(by),
            workspace_id=access.workspace_id,
            target=audit.Target("job", str(job.pk), job.name),
            details=audit.Details(data={"items": job.succeeded}),
        )
    return job
