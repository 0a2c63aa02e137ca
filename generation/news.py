"""What people are told of jobs, and how their open pages hear of any news at all."""

from functools import lru_cache
from typing import Any
from uuid import UUID

from django.urls import reverse

from accounts import services as accounts
from accounts.models import User
from audit import services as audit
from generation import progress
from generation.models import Job, JobKind, JobState
from generation.moves import Counted
from workspaces.models import Membership, Workspace

KINDS = {
    JobState.SUCCEEDED: "job_finished",
    JobState.PARTIAL: "job_partly",
    JobState.FAILED: "job_failed",
}
PEOPLE = ("user", "staff")
JOB = "job:"


def publish(*, user_id: UUID, workspace_id: UUID | None = None) -> None:
    """Let a person's open pages know that there is news for them (the hook of accounts).

    workspace_id: in whose pages; None for those of every workspace of theirs.
    """
    if workspace_id is not None:
        progress.publish_notice([_schema_of(workspace_id)], user_id)
        return
    mine = Membership.objects.filter(user_id=user_id)
    schemas = list(mine.values_list("workspace__schema_name", flat=True))
    if schemas:
        progress.publish_notice(schemas, user_id)


def tell_end(job: Job, counted: Counted, *, workspace_id: UUID, by: User | None = None) -> None:
    """Tell who ordered a job how it ended, in the transaction that ends it.

    Each end has a version of its own: what is tried again and ends again is told again. Of what
    was stopped they know from who stopped it; by: who has just ended it by stopping a part.
    """
    kind = KINDS.get(JobState(counted.state))
    if kind is None or (counted.is_unwanted and by is None):
        return
    data = {
        "made": counted.succeeded,
        "total": job.total,
        "failed": counted.failed,
        "stopped": counted.cancelled,
    }
    once = f"job:{job.pk}:{counted.version}"
    _tell(job, kind, data, workspace_id=workspace_id, once=once, by=by.pk if by else None)


def tell_stopped(job: Job, *, workspace_id: UUID, actor: audit.Actor) -> None:
    """Tell who ordered a job that somebody else stopped it, in the open transaction."""
    if actor.type in PEOPLE:
        data = {"person": actor.label}
        _tell(job, "job_stopped", data, workspace_id=workspace_id, by=UUID(actor.id))


def _tell(
    job: Job,
    kind: str,
    data: dict[str, Any],
    *,
    workspace_id: UUID,
    once: str = "",
    by: UUID | None = None,
) -> None:
    """Tell who ordered a job, unless they are in the workspace no more."""
    person_id = job.created_by_id
    if person_id is None or person_id == by:
        return
    slug = _slug(person_id, workspace_id)
    if slug is None:
        return
    accounts.tell(
        person_id,
        kind,
        data={**data, "of": _of(job), "title": job.title},
        workspace_id=workspace_id,
        subject=f"{JOB}{job.pk}",
        path=reverse("generation:job", args=[slug, job.pk]),
        once=once,
        by=by,
    )


def _slug(person_id: UUID, workspace_id: UUID) -> str | None:
    """Return the address of a workspace, for who is in it."""
    mine = Membership.objects.filter(user_id=person_id, workspace_id=workspace_id)
    still_there = mine.exclude(workspace__status=Workspace.Status.DELETING)
    return still_there.values_list("workspace__slug", flat=True).first()


@lru_cache(maxsize=4096)
def _schema_of(workspace_id: UUID) -> str:
    """Return the schema of a workspace: neither ever changes."""
    return Workspace.objects.values_list("schema_name", flat=True).get(pk=workspace_id)


def _of(job: Job) -> str:
    """Return what a job makes: a script is written like a text, and read as another thing."""
    is_script = job.kind == JobKind.COPY and bool(job.params.get("project"))
    return "script" if is_script else job.kind
