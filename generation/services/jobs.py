"""How jobs come to be and are found: ordered, ordered again, looked at."""

from dataclasses import dataclass, replace
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.db.models import Case, F, QuerySet, Sum, Value, When
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts.models import User
from billing import prices
from billing import services as billing
from generation import kinds, orders, pace, progress, registry
from generation.models import OPEN_JOB, ItemState, Job, JobItem
from generation.orders import BadRequest, Order
from workspaces.access import Access

# What an order says of ids nobody remembers; of a job that was made once there is more to say.
GONE = frozenset({"asset-unknown", "product-unknown", "no-pictures"})


@dataclass(frozen=True, slots=True)
class Price:
    """What an order would use of its meter, as that stands now; nothing is held.

    left: with grants, and what a soft limit may be passed by. price: what it comes to by the price
    sheet, in minor units of `currency`; 0 where none says. beyond: units above the plan's limit,
    billed with the next invoice.
    """

    meter: str
    units: int
    limit: int
    used: int
    reserved: int
    left: int
    price: int
    currency: str
    beyond: int = 0

    @property
    def remaining_after(self) -> int:
        """What would be left; below zero when it does not fit."""
        return self.left - self.units

    @property
    def would_fit(self) -> bool:
        """Whether the plan has enough left."""
        return self.remaining_after >= 0


def submit(access: Access, order: Order, *, by: User) -> Job:
    """Create the job an order asks for and hold its units, all or nothing.

    A video that is being rendered is not rendered twice: its job is returned.

    Raises:
        BadRequest: it cannot be made; the text says what to change.
        QuotaExceeded: the plan has not enough left; nothing is written.
    """
    return _place(access, order.plan(), by=by)


def price(access: Access, order: Order) -> Price:
    """Return what an order would use, without making anything.

    Raises:
        BadRequest: it cannot be made; the text says what to change.
    """
    return _price(access, order.plan())


def _price(access: Access, plan: orders.Plan) -> Price:
    return price_of(access, plan.kind, units=sum(item.units for item in plan.items))


def price_of(access: Access, kind: str, *, units: int) -> Price:
    """Return what so many units would leave of the meter of a kind, and come to; two queries."""
    meter = orders.METERS[kind]
    usage = billing.usage(workspace_id=access.workspace_id, meter=meter)
    price = prices.freeze(meter, kind=kind, provider=registry.provider_name(kind))
    return Price(
        meter=meter.value,
        units=units,
        limit=usage.limit,
        used=usage.used,
        reserved=usage.reserved,
        left=usage.remaining,
        price=prices.quoted(price, units),
        currency=price.currency,
        beyond=usage.beyond(units),
    )


def duplicate(access: Access, job_id: UUID, *, by: User) -> Job:
    """Make a job again: a new one of the same items, its units held anew.

    A script is written into a new project; a video is rendered of the same version.

    Raises:
        Job.DoesNotExist: there is no such job here.
        BadRequest: what it was made from is gone, or cannot be made any more.
        QuotaExceeded: the plan has not enough left; nothing is written.
    """
    plan = _plan_again(job_id)
    noted = {**plan.noted, "made_again_from": str(job_id)}
    return _place(access, replace(plan, noted=noted), by=by)


def price_of_duplicate(access: Access, job_id: UUID) -> Price:
    """Return what `duplicate` would use. Raises as it does, and makes nothing."""
    return _price(access, _plan_again(job_id))


def _plan_again(job_id: UUID) -> orders.Plan:
    job = jobs().get(pk=job_id)
    try:
        return kinds.of(job.kind).again(job).plan()
    except ObjectDoesNotExist as error:
        raise BadRequest("source-gone", _gone()) from error
    except BadRequest as refusal:
        if refusal.code not in GONE:
            raise
        raise BadRequest(refusal.code, _gone()) from refusal


def _gone() -> str:
    return _(
        "Something this job was made from was deleted, so it cannot be made again. Order a new one"
        " from what is there. Nothing was counted."
    )


def _place(access: Access, plan: orders.Plan, *, by: User) -> Job:
    place = place_of(access)
    try:
        with transaction.atomic(durable=True):
            job = orders.place(plan, where=place, by=by)
            # Pages that list jobs show it at once, also while it waits for a place.
            transaction.on_commit(
                lambda: progress.publish_job(place.schema_name, job.id), robust=True
            )
            return job
    except orders.AlreadyOrdered as known:
        return known.job


def place_of(access: Access) -> orders.Place:
    """Return the workspace of an access as a place for jobs."""
    return orders.Place(access.workspace_id, access.schema_name)


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


def standing(job: Job) -> pace.Standing:
    """Return where a job stands in the queue, when it starts and what is left of it."""
    if job.state not in OPEN_JOB:
        return pace.ENDED
    timed = Job.objects.filter(pk=job.pk).annotate(spent=Now() - F("started_at"))
    running = JobItem.objects.filter(job=job, state=ItemState.RUNNING)
    return pace.standing(
        job,
        spent=timed.values_list("spent", flat=True).get(),
        moving=running.aggregate(sum=Sum("percent"))["sum"] or 0,
    )
