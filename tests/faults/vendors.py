"""What tests of a vendor's faults share: time that is passed over, units, and the breaker."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.conf import settings
from django.db.models import F
from django.db.models.functions import Now

from billing import services as billing
from billing.models import Reservation
from generation import progress, queue, sql
from generation.breaker import Breaker
from generation.models import OPEN_ITEM, Attempt, ItemState, Job, JobItem
from generation.providers.base import UNKNOWN_OUTCOME
from generation.recovery import sweep
from tests.faults import wanted
from tests.faults.ground import Ground, eventually
from tests.integration.generation.conftest import Place
from workspaces import tenancy

LOOK_SECONDS = 0.1
# Of the kinds that only the vendor can make.
METERS = {"copy": "copies", "image": "images"}


def has_ended(job: Job) -> bool:
    """Return whether no item of a job is open."""
    return not JobItem.objects.filter(job_id=job.pk, state__in=OPEN_ITEM).exists()


def feed(place: Place) -> None:
    """Hint at what is due, as beat's round does every ten seconds."""
    queue.feed(place.workspace.pk, place.schema_name)


def hasten(place: Place, *jobs: Job, seconds: float = 60.0) -> None:
    """Pass over the pauses between tries until these jobs have ended. Stand in the workspace."""

    def are_over() -> bool:
        pass_over_pauses(place)
        return all(has_ended(job) for job in jobs)

    eventually(are_over, seconds=seconds, what="the jobs have ended", pause=LOOK_SECONDS)


def pass_over_pauses(place: Place) -> int:
    """Have what waits for its time be due now; return how many did."""
    waiting = JobItem.objects.filter(state=ItemState.QUEUED, next_run_at__gt=Now())
    moved = waiting.update(next_run_at=Now())
    if moved:
        sql.note_open_work(place.workspace.pk)
        feed(place)
    return moved


def outcomes(item: JobItem) -> list[str]:
    """Return how the tries at an item ended."""
    return list(Attempt.objects.filter(item=item).values_list("outcome", flat=True))


def order_all(place: Place) -> dict[str, Job]:
    """Order one thing of every kind."""
    return {kind: wanted.order(place, kind) for kind in wanted.KINDS_OF_JOB}


def look_after_it(place: Place) -> None:
    """Have beat's round come now."""
    with tenancy.outside():
        sweep()
    feed(place)


def expect_unknown(place: Place, jobs: dict[str, Job]) -> None:
    """The picture and the text failed as unknown, their units held; another voice spoke."""
    for kind in METERS:
        item = wanted.only(jobs[kind])
        assert (item.state, item.error_code) == (ItemState.FAILED, UNKNOWN_OUTCOME)
        assert outcomes(item) == [Attempt.Outcome.UNKNOWN]
    video = wanted.only(jobs["video"])
    assert (video.state, video.attempt) == (ItemState.SUCCEEDED, 1)
    assert video.outputs.get().facts["voice"] == "espeak"
    assert units(place) == ["committed", "unknown", "unknown"]
    assert held(place) == {"copies": 1, "images": 1}


# --- units ----------------------------------------------------------------------------------------
def units(place: Place) -> list[str]:
    """Return the state of every hold of a workspace's units."""
    states = Reservation.objects.filter(workspace=place.workspace, job_id__isnull=False)
    return sorted(states.values_list("state", flat=True))


def held(place: Place) -> dict[str, int]:
    """Return what is held of the meters of texts and pictures."""
    usage = {
        meter: billing.usage(workspace_id=place.workspace.pk, meter=meter)
        for meter in METERS.values()
    }
    return {meter: one.reserved for meter, one in usage.items()}


def pass_a_day(place: Place) -> None:
    """Let a day go by for the units that are held, and the round come that looks after them."""
    held = Reservation.objects.filter(workspace=place.workspace, job_id__isnull=False)
    held.update(expires_at=F("expires_at") - timedelta(hours=25))
    with tenancy.outside():
        billing.settle_overdue()


# --- the breaker ----------------------------------------------------------------------------------
def breaker(ground: Ground, model: str) -> Breaker:
    """Return the breaker of a model of the stand-in's."""
    return Breaker(f"openai:{model}@{ground.vendor.url}")


def copy_breaker(ground: Ground) -> Breaker:
    """Return the breaker of who writes texts."""
    return breaker(ground, settings.OPENAI_COPY_MODEL)


def forget_breakers() -> None:
    """Have every vendor be one that nobody has asked yet."""
    client = progress.client()
    for name in list(client.scan_iter("breaker:*")):
        client.delete(name)


def end_pause(vendor: Breaker) -> None:
    """Let a vendor's pause be over."""
    progress.client().delete(f"breaker:{vendor.name}:open")


@contextmanager
def measured() -> Iterator[list[float]]:
    """Note the seconds a block takes."""
    taken: list[float] = []
    began = time.monotonic()
    yield taken
    taken.append(time.monotonic() - began)
