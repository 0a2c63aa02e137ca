"""What becomes of jobs that are there: stopped, tried again, taken out of the history."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import Sum
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts import idempotency
from accounts.actors import actor_of
from accounts.models import User
from audit import services as audit
from audit.actions import Action
from billing import quotas
from billing.quotas import QuotaExceeded
from generation import asking, news, orders, progress, sql
from generation.models import OPEN_ITEM, OPEN_JOB, ItemState, Job, JobItem, JobState
from generation.moves import Moved
from generation.services.jobs import Price, jobs, place_of, price_of
from workspaces.access import Access, hold_open

MANY = 200


class NothingToDo(Exception):
    """The job is not in a state in which this means anything."""


class StillOpen(NothingToDo):
    """The job has not ended, and this is only for ended ones."""

    code = "job-open"


@dataclass(frozen=True, slots=True)
class Changed:
    """What came of one wish for several jobs. refusals: why the others stayed as they were."""

    count: int
    refusals: tuple[Exception, ...]


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
        job = jobs().get(pk=job_id)
        if job.state not in OPEN_JOB:
            raise NothingToDo(_("This job has ended. There is nothing to stop."))
        Job.objects.filter(pk=job_id).update(cancel_requested_at=Now())
        moved = sql.cancel_queued(job_id)
        sql.ask_running_to_stop(job_id)
        version = sql.recount(job_id).version
        _record(Action.JOB_CANCELLED, job, place, actor=actor, items=len(moved))
        news.tell_stopped(job, workspace_id=place.workspace_id, actor=actor)
        _give_back(place, job_id, moved, version=version)
    job.refresh_from_db()
    return job


def cancel_item(access: Access, job_id: UUID, item_id: UUID, *, by: User) -> Job:
    """Stop one item: at once when it waits, at its next report when it runs.

    Raises:
        Job.DoesNotExist, JobItem.DoesNotExist: there is no such item here.
        NothingToDo: it has ended.
    """
    place = place_of(access)
    with transaction.atomic(durable=True):
        sql.lock_job(job_id)
        job = jobs().get(pk=job_id)
        item = job.items.get(pk=item_id)
        if item.state not in OPEN_ITEM:
            raise NothingToDo(_("This one has ended. There is nothing to stop."))
        moved = sql.cancel_queued(job_id, item_id=item_id)
        asked = sql.ask_running_to_stop(job_id, item_id=item_id)
        if not job.items.filter(state__in=OPEN_ITEM, cancel_requested_at=None).exists():
            # Nothing of the job is wanted any more: it is stopping, as if it had been cancelled.
            Job.objects.filter(pk=job_id, cancel_requested_at=None).update(
                cancel_requested_at=Now()
            )
        counted = sql.recount(job_id)
        if counted.has_ended:
            news.tell_end(job, counted, workspace_id=place.workspace_id, by=by)
        if moved or asked:
            audit.record(
                Action.JOB_CANCELLED,
                actor=actor_of(by),
                workspace_id=place.workspace_id,
                target=audit.Target("item", str(item.pk), item.label),
                details=audit.Details(data={"job": str(job.pk)}),
            )
        _give_back(place, job_id, moved, version=counted.version)
    job.refresh_from_db()
    return job


def retry(access: Access, job_id: UUID, *, by: User, cause: str = "") -> Job:
    """Queue a job's failed items again; their units are held anew.

    cause: only those that failed with this error code. What was stopped is not tried again: a stopped job is made again by `duplicate`.

    Raises:
        Job.DoesNotExist: there is no such job here.
        NothingToDo: no item has failed.
        QuotaExceeded: the plan has not enough left; nothing changes.
    """
    return _try_again(access, job_id, by=by, cause=cause)


def retry_item(access: Access, job_id: UUID, item_id: UUID, *, by: User) -> Job:
    """Queue one failed item again; its units are held anew.

    Raises:
        Job.DoesNotExist, JobItem.DoesNotExist: there is no such item here.
        NothingToDo: it has not failed.
        QuotaExceeded: the plan has not enough left; nothing changes.
    """
    return _try_again(access, job_id, by=by, item_id=item_id)


def price_of_retry(access: Access, job_id: UUID, item_id: UUID | None = None) -> Price:
    """Return what trying a job again, or one item of it, would use; nothing changes.

    Raises:
        Job.DoesNotExist, JobItem.DoesNotExist: there is no such item here.
        NothingToDo: nothing of it has failed.
    """
    job = jobs().get(pk=job_id)
    failed = job.items.filter(state=ItemState.FAILED)
    if item_id is not None:
        failed = failed.filter(pk=item_id)
    units = failed.aggregate(sum=Sum("units"))["sum"]
    if units is None:
        raise NothingToDo(_why_not_again(job, item_id))
    return price_of(access, job.kind, units=units)


def _try_again(
    access: Access, job_id: UUID, *, by: User, item_id: UUID | None = None, cause: str = ""
) -> Job:
    place = place_of(access)
    with transaction.atomic(durable=True):
        hold_open(place.workspace_id)
        sql.lock_job(job_id)
        job = jobs().get(pk=job_id)
        moved = sql.requeue_failed(job_id, item_id=item_id, code=cause)
        if not moved:
            raise NothingToDo(_why_not_again(job, item_id, cause=cause))
        items = list(JobItem.objects.filter(pk__in=[item.item_id for item in moved]))
        for item in items:
            item.reservation_id, item.asked = uuid.uuid4(), asking.noted(by.pk)
        JobItem.objects.bulk_update(items, ["reservation_id", "asked"])
        Job.objects.filter(pk=job_id).update(cancel_requested_at=None)
        version = sql.recount(job_id).version
        _record(Action.JOB_RETRIED, job, place, actor=actor_of(by), items=len(items))
        sql.note_open_work(place.workspace_id)
        idempotency.mark(job.id)
        meter = orders.METERS[job.kind]
        period = quotas.current_period(workspace_id=place.workspace_id, meter=meter)
        orders.hold(job, items, workspace_id=place.workspace_id, period=period, by=by)
        _announce(place.schema_name, job_id, moved, state=ItemState.QUEUED, version=version)
        orders.feed_after_commit(place)
    job.refresh_from_db()
    return job


def hide(access: Access, job_id: UUID, *, by: User) -> Job:
    """Take an ended job out of the history. What it made stays where it is.

    Raises:
        Job.DoesNotExist: there is no such job here, or it was taken out before.
        StillOpen: it has not ended.
    """
    with transaction.atomic(durable=True):
        sql.lock_job(job_id)
        job = jobs().get(pk=job_id)
        if not jobs().filter(pk=job_id).exclude(state__in=OPEN_JOB).update(hidden_at=Now()):
            raise StillOpen(
                _("This job has not ended. Stop it first, then delete it from the history.")
            )
        _record(Action.JOB_HIDDEN, job, place_of(access), actor=actor_of(by), items=job.total)
    return job


def cancel_many(access: Access, job_ids: Sequence[UUID], *, by: User) -> Changed:
    """Cancel each of these jobs that is not ended."""
    return _each(partial(cancel, access, by=by), job_ids)


def retry_many(access: Access, job_ids: Sequence[UUID], *, by: User) -> Changed:
    """Try again what failed in each of these jobs."""
    return _each(partial(retry, access, by=by), job_ids)


def hide_many(access: Access, job_ids: Sequence[UUID], *, by: User) -> Changed:
    """Take each of these jobs that has ended out of the history."""
    return _each(partial(hide, access, by=by), job_ids)


def _each(change: Callable[[UUID], Job], job_ids: Sequence[UUID]) -> Changed:
    """Change jobs one after the other, each in a transaction of its own."""
    refusals: list[Exception] = []
    wanted = list(dict.fromkeys(job_ids))[:MANY]
    for job_id in wanted:
        try:
            change(job_id)
        except (NothingToDo, QuotaExceeded, Job.DoesNotExist) as refusal:
            refusals.append(refusal)
    return Changed(len(wanted) - len(refusals), tuple(refusals))


def _why_not_again(job: Job, item_id: UUID | None, *, cause: str = "") -> str:
    if item_id is not None:
        job.items.get(pk=item_id)  # of an item that is not there there is nothing to say
        return _("This one has not failed. There is nothing to try again.")
    if cause:
        return _("None of it failed for this any more.")
    if job.state == JobState.CANCELLED:
        return _("This job was stopped, and nothing in it has failed. Make it again instead.")
    return _("Nothing in this job has failed. There is nothing to try again.")


def _record(
    action: Action, job: Job, place: orders.Place, *, actor: audit.Actor, items: int
) -> None:
    audit.record(
        action,
        actor=actor,
        workspace_id=place.workspace_id,
        target=audit.Target("job", str(job.id), job.name),
        details=audit.Details(data={"items": items}),
    )


def _give_back(place: orders.Place, job_id: UUID, moved: Sequence[Moved], *, version: int) -> None:
    """Release the units of items that were stopped, and tell streams of them."""
    sql.note_open_work(place.workspace_id)
    held = [item.reservation_id for item in moved if item.reservation_id]
    quotas.release_many(held, reason=ItemState.CANCELLED)
    _announce(place.schema_name, job_id, moved, state=ItemState.CANCELLED, version=version)


def _announce(
    schema_name: str, job_id: UUID, moved: Sequence[Moved], *, state: ItemState, version: int
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
