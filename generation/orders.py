"""What is ordered, whatever its kind: the plan of a job, and how it comes to be."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol
from uuid import UUID

from django.db import transaction

from accounts import idempotency
from accounts.actors import actor_of
from accounts.models import User
from assets.models import Product
from audit import services as audit
from audit.actions import Action
from billing import prices, quotas
from billing.models import Meter
from generation import asking, queue, registry, sql
from generation.models import Job, JobItem, JobKind
from workspaces import access

MAX_ITEMS = 500
METERS: dict[str, Meter] = {
    JobKind.IMAGE: Meter.IMAGES,
    JobKind.COPY: Meter.COPIES,
    JobKind.VIDEO: Meter.VIDEO_SECONDS,
}


class BadRequest(Exception):
    """What was asked cannot be made; the text says what to change. Nothing was counted."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


class AlreadyOrdered(Exception):
    """The very same is being made: whoever asks again is shown `job`, and nothing is counted."""

    def __init__(self, job: Job) -> None:
        super().__init__(str(job.pk))
        self.job = job


@dataclass(frozen=True, slots=True)
class ItemPlan:
    """One thing to deliver. units: of the kind's meter, held until it is delivered."""

    label: str
    params: dict[str, Any]
    product_id: UUID | None = None
    units: int = 1


@dataclass(frozen=True, slots=True)
class Plan:
    """A job that can be made. params: a shape of `models.parameters`.

    also: writes what belongs to the job, in the transaction that makes it.
    """

    kind: JobKind
    title: str
    params: Any
    items: Sequence[ItemPlan]
    noted: dict[str, Any] = field(default_factory=dict)
    also: Callable[[Job], None] | None = None


class Order(Protocol):
    """What somebody asks for."""

    def plan(self) -> Plan:
        """Return what is to be made.

        Raises:
            BadRequest: it cannot be made.
        """
        ...


@dataclass(frozen=True, slots=True)
class Place:
    """The workspace in which a job is made."""

    workspace_id: UUID
    schema_name: str


def place(plan: Plan, *, where: Place, by: User, actor: audit.Actor | None = None) -> Job:
    """Write a job with its items and hold its units; joins the transaction that is open.

    actor: who acts, if not `by` themselves.

    Raises:
        QuotaExceeded: the plan has not enough left; the transaction must be rolled back.
        Suspended, BeingDeleted: the workspace has been closed meanwhile.
    """
    access.hold_open(where.workspace_id)
    period = quotas.current_period(workspace_id=where.workspace_id, meter=METERS[plan.kind])
    job_id = uuid.uuid4()
    asked = asking.noted(actor.on_behalf_of if actor else by.pk)
    items = [_item(job_id, position, item, asked) for position, item in enumerate(plan.items)]
    job = Job.objects.create(
        id=job_id,
        kind=plan.kind,
        title=plan.title[:160],
        total=len(items),
        queued=len(items),
        created_by=by,
        created_by_label=by.label,
        params=asdict(plan.params),
    )
    JobItem.objects.bulk_create(items)
    if plan.also is not None:
        plan.also(job)
    audit.record(
        Action.JOB_SUBMITTED,
        actor=actor or actor_of(by),
        workspace_id=where.workspace_id,
        target=audit.Target("job", str(job.id), job.name),
        details=audit.Details(data={"items": len(items), **plan.noted}),
    )
    sql.note_asked(job.kind)
    sql.note_open_work(where.workspace_id)
    idempotency.mark(job.id)
    hold(job, items, workspace_id=where.workspace_id, period=period, by=by)
    feed_after_commit(where)
    return job


def hold(job: Job, items: Sequence[JobItem], *, workspace_id: UUID, period: Any, by: User) -> None:
    """Hold the units of these items, in the transaction that is open.

    Raises:
        QuotaExceeded: the plan has not enough left.
    """
    meter = METERS[job.kind]
    price = prices.freeze(meter, kind=job.kind, provider=registry.provider_name(job.kind))
    account = quotas.Account(workspace_id, meter, job.kind, job.id, str(by.pk), price)
    names = _products(items)
    quotas.reserve(account, period=period, holds=[_hold(item, names) for item in items])


def feed_after_commit(where: Place) -> None:
    """Tell workers of the new items once they are there.

    Robust: what is accepted stays accepted, and the sweeper tells of what was not told.
    """

    def feed() -> None:
        queue.feed(where.workspace_id, where.schema_name)

    transaction.on_commit(feed, robust=True)


def _item(job_id: UUID, position: int, plan: ItemPlan, asked: dict[str, Any]) -> JobItem:
    return JobItem(
        id=uuid.uuid4(),
        job_id=job_id,
        position=position,
        label=plan.label[:200],
        product_id=plan.product_id,
        params=plan.params,
        units=plan.units,
        reservation_id=uuid.uuid4(),
        asked=asked,
    )


def _products(items: Sequence[JobItem]) -> dict[UUID | None, str]:
    """Return product → its name now: reports of use know products by that alone."""
    wanted = {item.product_id for item in items if item.product_id}
    if not wanted:
        return {}
    return dict(Product.objects.filter(pk__in=wanted).values_list("pk", "name"))


def _hold(item: JobItem, names: Mapping[UUID | None, str]) -> quotas.Hold:
    assert item.reservation_id
    return quotas.Hold(
        id=item.reservation_id,
        subject_id=item.id,
        units=item.units,
        idem_key=f"item:{item.id}:{item.reservation_id}",
        label=item.label,
        product=names.get(item.product_id, ""),
    )
