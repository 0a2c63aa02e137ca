"""What people and programs ask of jobs: submit, cancel, retry, look."""

import uuid
from collections.abc import Sequence
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import Case, F, QuerySet, Value, When
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts import idempotency
from accounts.actors import actor_of
from accounts.models import User
from audit import services as audit
from audit.actions import Action
from billing import quotas
from billing import sql as periods
from generation import orders, pace, progress, sql
from generation.models import OPEN_JOB, ItemState, Job, JobItem
from generation.orders import Order
from workspaces.access import Access


class NothingToDo(Exception):
    """The job is not in a state in which this means anything."""


def submit(access: Access, order: Order, *, by: User) -> Job:
    """Create the job an order asks for and hold its units, all or nothing.

    A video that is being rendered is not rendered twice: its job is returned.

    Raises:
        BadRequest: it cannot be made; the text says what to change.
        QuotaExceeded: the plan has not enough left; nothing is written.
    """
    plan = order.plan()
    try:
        with transaction.atomic(durable=True):
            return orders.place(plan, where=place_of(access), by=by)
    except orders.AlreadyOrdered as known:
        return known.job


def place_of(access: Access) -> orders.Place:
    """Return the workspace of an access as a place for jobs."""
    return orders.Place(access.workspace_id, access.schema_name)


def cancel(access: Access, job_id: UUID, *, by: User) -> Job:
    """Stop what has not started now, and what runs at its next report.

    Raises:
        Job.DoesNotExist: there is no such job here.
        NothingToDo: every item has ended.
    """
    return stop(place_of(access), job_id, actor=actor_of(by))


def stop(place: orders.Place, job_id: UUID, *, actor: audit.Actor) -> Job:
    """Do what `cancel` says, for whoever it is."""
    with transaction.atomic(durable=True):
        sql.lock_job(job_id)
        job = Job.objects.get(pk=job_id)
        if job.state not in OPEN_JOB:
            raise NothingToDo(_("This job has ended. There is nothing to stop."))
        Job.objects.filter(pk=job_id).update(cancel_requested_at=Now())
        moved = sql.cancel_queued(job_id)
        sql.ask_running_to_stop(job_id)
        version = sql.recount(job_id)
        audit.record(
            Action.JOB_CANCELLED,
            actor=actor,
            workspace_id=place.workspace_id,
            target=audit.Target("job", str(job.id), job.name),
            details=audit.Details(data={"items": len(moved)}),
        )
        sql.note_open_work(place.workspace_id)
        quotas.release_many([item.reservation_id for item in moved if item.reservation_id])
        _announce(place.schema_name, job_id, moved, state=ItemState.CANCELLED, version=version)
    job.refresh_from_db()
    return job


def retry(access: Access, job_id: UUID, *, by: User) -> Job:
    """Queue a job's failed items again; their units are held anew.

    Raises:
        Job.DoesNotExist: there is no such job here.
        NothingToDo: no item has failed.
        QuotaExceeded: the plan has not enough left; nothing changes.
    """
    with transaction.atomic(durable=True):
        sql.lock_job(job_id)
        job = Job.objects.get(pk=job_id)
        moved = sql.requeue_failed(job_id)
        if not moved:
            raise NothingToDo(_("Nothing in this job has failed. There is nothing to try again."))
        items = list(JobItem.objects.filter(pk__in=[item.item_id for item in moved]))
        for item in items:
            item.reservation_id = uuid.uuid4()
        JobItem.objects.bulk_update(items, ["reservation_id"])
        Job.objects.filter(pk=job_id).update(cancel_requested_at=None)
        version = sql.recount(job_id)
        audit.record(
            Action.JOB_RETRIED,
            actor=actor_of(by),
            workspace_id=access.workspace_id,
            target=audit.Target("job", str(job.id), job.name),
            details=audit.Details(data={"items": len(items)}),
        )
        sql.note_open_work(access.workspace_id)
        idempotency.mark(job.id)
        meter = orders.METERS[job.kind]
        period = periods.current_period(workspace_id=access.workspace_id, meter=meter)
        orders.hold(job, items, workspace_id=access.workspace_id, period=period, by=by)
        _announce(access.schema_name, job_id, moved, state=ItemState.QUEUED, version=version)
        orders.feed_after_commit(place_of(access))
    job.refresh_from_db()
    return job


def _announce(
    schema_name: str, job_id: UUID, moved: Sequence[sql.Moved], *, state: ItemState, version: int
) -> None:
    """Tell streams of the items that moved, and of their job, once it is committed."""
    for item in moved:
        data = {
            "item_id": str(item.item_id),
            "state": state,
            "version": version,
            "error_code": "",
        }
        transaction.on_commit(partial(progress.publish, schema_name, job_id, "item", data))
    transaction.on_commit(partial(progress.publish_job, schema_name, job_id))


def jobs() -> QuerySet[Job]:
    """Return the jobs people see, newest first."""
    return Job.objects.filter(hidden_at__isnull=True).order_by("-created_at", "-id")


def open_jobs_first() -> QuerySet[Job]:
    """Return the jobs with running work before the ended ones, each newest first."""
    is_open = Case(When(state__in=OPEN_JOB, then=Value(0)), default=Value(1))
    return jobs().annotate(rank=is_open).order_by("rank", "-created_at", "-id")


def running_jobs() -> int:
    """Return how many jobs of the workspace are not ended."""
    return jobs().filter(state__in=OPEN_JOB).count()


def seconds_left(job: Job) -> int | None:
    """Return the estimated seconds to the job's end; None until three items are finished."""
    timed = Job.objects.filter(pk=job.pk).annotate(spent=Now() - F("started_at"))
    return pace.left_of(job, spent=timed.values_list("spent", flat=True).get())
