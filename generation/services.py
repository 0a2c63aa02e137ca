"""What people and programs ask of jobs: submit, cancel, retry, look."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Case, F, QuerySet, Value, When
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.actors import actor_of
from accounts.models import User
from assets.models import Asset
from audit import services as audit
from audit.actions import Action
from billing import quotas
from billing import sql as periods
from billing.models import Meter
from generation import looks, pace, progress, queue, sql
from generation.models import OPEN_JOB, ItemState, Job, JobItem, JobKind
from generation.pipelines.image import MAX_SIDE_PX, MIN_SIDE_PX, RATIOS, size_of
from workspaces.access import Access

MAX_ITEMS = 500
NAMES_IN_TITLE = 3


class BadRequest(Exception):
    """What was asked cannot be made; the text says what to change. Nothing was counted."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


class NothingToDo(Exception):
    """The job is not in a state in which this means anything."""


@dataclass(frozen=True, slots=True)
class ImageOrder:
    """What to make: every photo in every look.

    hints: asset id → rectangle (left, top, width, height) in fractions, where one was drawn.
    leave_out: pairs of photo and look that are not made, as they are known to fail.
    first: make only so many of them, for who has fewer left than the whole would take.
    """

    asset_ids: Sequence[UUID]
    styles: Sequence[str]
    ratio: str = "1:1"
    long_side_px: int = 1600
    title: str = ""
    hints: dict[str, list[float]] = field(default_factory=dict)
    leave_out: frozenset[tuple[UUID, str]] = frozenset()
    first: int | None = None


def submit_images(access: Access, order: ImageOrder, *, by: User) -> Job:
    """Create an image job with one item a picture and hold its units, all or nothing.

    Raises:
        BadRequest: a photo, look, ratio or size that does not exist.
        QuotaExceeded: the plan has not enough images left; nothing is written.
    """
    photos = _photos(order)
    _check(order, photos)
    size = size_of(order.ratio, order.long_side_px)
    job_id = uuid.uuid4()
    plans = _plans(order, photos)
    items = [
        JobItem(
            id=uuid.uuid4(),
            job_id=job_id,
            position=position,
            label=photo.name,
            product_id=photo.product_id,
            reservation_id=uuid.uuid4(),
            params={
                "asset_id": str(photo.id),
                "style": style,
                "width_px": size.width_px,
                "height_px": size.height_px,
                "hint": order.hints.get(str(photo.id)),
            },
        )
        for position, (photo, style) in enumerate(plans)
    ]
    period = periods.current_period(workspace_id=access.workspace_id, meter=Meter.IMAGES)
    with transaction.atomic(durable=True):
        job = Job.objects.create(
            id=job_id,
            kind=JobKind.IMAGE,
            title=order.title or _title(photos, len(items)),
            total=len(items),
            queued=len(items),
            created_by=by,
            created_by_label=by.label,
            params={
                "styles": list(order.styles),
                "ratio": order.ratio,
                "long_side_px": order.long_side_px,
                "photos": list(dict.fromkeys(str(photo.id) for photo, _style in plans)),
            },
        )
        JobItem.objects.bulk_create(items)
        audit.record(
            Action.JOB_SUBMITTED,
            actor=actor_of(by),
            workspace_id=access.workspace_id,
            target=audit.Target("job", str(job.id), job.title),
            details=audit.Details(data={"items": len(items), "styles": list(order.styles)}),
        )
        sql.note_open_work(access.workspace_id)
        account = quotas.Account(
            access.workspace_id, Meter.IMAGES, JobKind.IMAGE, job.id, str(by.pk)
        )
        quotas.reserve(account, period=period, holds=[_hold(item) for item in items])
        _feed_after_commit(access)
    return job


def _hold(item: JobItem) -> quotas.Hold:
    assert item.reservation_id
    return quotas.Hold(
        id=item.reservation_id,
        subject_id=item.id,
        units=item.units,
        idem_key=f"item:{item.id}:{item.reservation_id}",
        label=item.label,
    )


def _feed_after_commit(access: Access) -> None:
    transaction.on_commit(partial(queue.feed, access.workspace_id, access.schema_name))


def _photos(order: ImageOrder) -> list[Asset]:
    wanted = [str(asset_id) for asset_id in order.asset_ids]
    found = {
        str(asset.id): asset
        for asset in Asset.objects.filter(
            pk__in=wanted, deleted_at__isnull=True, kind=Asset.Kind.IMAGE, current__isnull=False
        ).select_related("product")
    }
    missing = [asset_id for asset_id in wanted if asset_id not in found]
    if missing:
        raise BadRequest(
            "asset-unknown",
            _("There is no photo %(id)s in this workspace.") % {"id": missing[0]},
        )
    return [found[asset_id] for asset_id in dict.fromkeys(wanted)]


def _check(order: ImageOrder, photos: Sequence[Asset]) -> None:
    unknown = looks.unknown(list(order.styles))
    if unknown:
        raise BadRequest(
            "style-unknown",
            _("There is no look called “%(style)s”. Choose from: %(choices)s.")
            % {
                "style": unknown[0],
                "choices": ", ".join(choice.key for choice in looks.choices()),
            },
        )
    if not photos or not order.styles:
        raise BadRequest("nothing-chosen", _("Choose at least one photo and one look."))
    if order.ratio not in RATIOS:
        raise BadRequest(
            "ratio-unknown", _("Choose a ratio from: %(choices)s.") % {"choices": ", ".join(RATIOS)}
        )
    if not MIN_SIDE_PX <= order.long_side_px <= MAX_SIDE_PX:
        raise BadRequest(
            "size-out-of-range",
            _("The longer side can be %(low)d to %(high)d px.")
            % {"low": MIN_SIDE_PX, "high": MAX_SIDE_PX},
        )
    if len(photos) * len(order.styles) > MAX_ITEMS:
        raise BadRequest(
            "too-many-items",
            _("A job makes at most %(most)d images. Choose fewer photos or looks.")
            % {"most": MAX_ITEMS},
        )
    for box in order.hints.values():
        if len(box) != 4 or not all(0 <= value <= 1 for value in box) or min(box[2:]) <= 0:
            raise BadRequest("hint-invalid", _("The rectangle must lie inside the photo."))


def _plans(order: ImageOrder, photos: Sequence[Asset]) -> list[tuple[Asset, str]]:
    """Return what is to be made, look by look."""
    every = ((photo, style) for style in order.styles for photo in photos)
    plans = [plan for plan in every if (plan[0].pk, plan[1]) not in order.leave_out]
    if not plans:
        raise BadRequest(
            "nothing-possible", _("These photos are not cut out. Choose other photos or looks.")
        )
    return plans[: order.first]


def _title(photos: Sequence[Asset], count: int) -> str:
    """Return what a job is called: its only photo, its few products, else its size."""
    if len(photos) == 1:
        return photos[0].name[:160]
    names = list(dict.fromkeys(photo.product.name if photo.product else "" for photo in photos))
    if all(names) and len(names) <= NAMES_IN_TITLE:
        return ", ".join(names)[:160]
    return ngettext("%(count)d image", "%(count)d images", count) % {"count": count}


def cancel(access: Access, job_id: UUID, *, by: User) -> Job:
    """Stop what has not started now, and what runs at its next report.

    Raises:
        Job.DoesNotExist: there is no such job here.
        NothingToDo: every item has ended.
    """
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
            actor=actor_of(by),
            workspace_id=access.workspace_id,
            target=audit.Target("job", str(job.id), job.title),
            details=audit.Details(data={"items": len(moved)}),
        )
        sql.note_open_work(access.workspace_id)
        quotas.release_many([item.reservation_id for item in moved if item.reservation_id])
        announce = {"version": version, "state": ItemState.CANCELLED}
        for item in moved:
            _publish(access.schema_name, job_id, "item", {**announce, "item_id": str(item.item_id)})
        _publish(access.schema_name, job_id, "job", {"version": version})
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
            target=audit.Target("job", str(job.id), job.title),
            details=audit.Details(data={"items": len(items)}),
        )
        sql.note_open_work(access.workspace_id)
        period = periods.current_period(workspace_id=access.workspace_id, meter=Meter.IMAGES)
        account = quotas.Account(access.workspace_id, Meter.IMAGES, job.kind, job.id, str(by.pk))
        quotas.reserve(account, period=period, holds=[_hold(item) for item in items])
        for item in items:
            event = {"version": version, "item_id": str(item.id), "state": ItemState.QUEUED}
            _publish(access.schema_name, job_id, "item", event)
        _publish(access.schema_name, job_id, "job", {"version": version})
        _feed_after_commit(access)
    job.refresh_from_db()
    return job


def _publish(schema_name: str, job_id: UUID, event: str, data: dict[str, Any]) -> None:
    transaction.on_commit(partial(progress.publish, schema_name, job_id, event, data))


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
