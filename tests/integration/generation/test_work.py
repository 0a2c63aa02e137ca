"""What a worker does with an item, on real servers: made, stored, settled once, recorded."""

import contextlib
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from io import BytesIO

import pytest
from django.conf import settings
from django.db import connection
from django.db.models.functions import Now
from PIL import Image

from assets import storage
from assets.models import Asset
from audit.models import AuditEvent
from billing import services as billing
from billing.models import Reservation
from generation import cutouts, failures, lifecycle, recovery, services, sql, work
from generation.models import Attempt, CutOut, ItemState, Job, JobItem, JobState
from generation.providers.base import ImageRequest, ProviderError, Report
from generation.services import ImageOrder
from tests.factories.jobs import access_to
from tests.factories.providers import ScriptedProvider
from tests.integration.generation.conftest import Place, add_photo, busy_photo
from workspaces import tenancy

pytestmark = pytest.mark.usefixtures("alone")
Provider = type[ScriptedProvider]


def submit(place: Place, photo: Asset, *styles: str, side: int = 640) -> Job:
    order = ImageOrder([photo.pk], list(styles) or ["pure-white"], long_side_px=side)
    return services.submit(access_to(place.workspace), order, by=place.owner)


def run(place: Place, item: JobItem, worker: str = "w") -> bool:
    return work.run(place.schema_name, item.pk, worker=worker)


def only(job: Job) -> JobItem:
    return job.items.get()


def charged(place: Place) -> tuple[int, int]:
    usage = billing.usage(workspace_id=place.workspace.pk, meter="images")
    return usage.used, usage.reserved


def states(job: Job) -> list[str]:
    found = Reservation.objects.filter(job_id=job.pk)
    return sorted(found.values_list("state", flat=True))


def test_the_offline_provider_makes_a_picture_that_is_stored_and_counted_once(
    place: Place, photo: Asset
) -> None:
    job = submit(place, photo, "pure-white")

    assert run(place, only(job)) is True

    item = only(job)
    assert (item.state, item.percent) == (ItemState.SUCCEEDED, 100)
    made = item.outputs.get().asset
    assert made is not None
    assert made.current is not None
    picture = Image.open(BytesIO(storage.read(made.current.key)))
    assert picture.size == (640, 640)
    assert picture.convert("RGB").getpixel((2, 2)) == (255, 255, 255)
    assert (made.source, made.style) == ("generated", "pure-white")
    assert charged(place) == (1, 0)
    job.refresh_from_db()
    assert job.state == JobState.SUCCEEDED
    event = AuditEvent.objects.get(target_id=str(item.pk))
    assert (event.actor_type, event.on_behalf_of) == ("system", str(place.owner.pk))


def test_the_cut_out_is_made_once_for_all_looks(place: Place, photo: Asset) -> None:
    job = submit(place, photo, "pure-white", "midnight")
    for item in job.items.all():
        run(place, item)

    assert CutOut.objects.filter(state=CutOut.State.READY).count() == 1
    assert job.items.filter(state=ItemState.SUCCEEDED).count() == 2


def test_a_message_delivered_twice_makes_nothing_twice(
    place: Place, photo: Asset, provider: Provider
) -> None:
    job = submit(place, photo)

    assert [run(place, only(job), f"w{n}") for n in range(3)] == [True, False, False]

    assert len(provider.asked) == 1
    assert only(job).outputs.count() == 1
    assert charged(place) == (1, 0)


def test_a_refused_cut_out_fails_at_once_says_why_and_counts_nothing(place: Place) -> None:
    photo = add_photo(place, busy_photo(), "Busy.jpg")
    job = submit(place, photo, "pure-white")

    run(place, only(job))

    item = only(job)
    assert item.state == ItemState.FAILED
    assert item.error_code.startswith("image.cutout_refused.")
    words = failures.explain(item.error_code)
    assert words.title
    assert words.remedy in {"hint", "photo"}
    assert item.attempts.count() == 1
    assert charged(place) == (0, 0)
    assert states(job) == ["released"]


def test_framed_keeps_a_photo_whose_cut_out_is_refused(place: Place) -> None:
    photo = add_photo(place, busy_photo(), "Busy.jpg")
    cutouts.prepare(place.schema_name, photo.pk, None)
    job = submit(place, photo, "framed", "pure-white")
    for item in job.items.all():
        run(place, item)

    ends = dict(job.items.values_list("params__style", "state"))
    assert ends == {"framed": "succeeded", "pure-white": "failed"}
    job.refresh_from_db()
    assert job.state == JobState.PARTIAL


def test_a_failure_that_may_pass_is_tried_again_later_and_charged_once(
    place: Place, photo: Asset, provider: Provider
) -> None:
    provider.script = [
        ProviderError("provider.unavailable", retryable=True, retry_after=7),
        None,
    ]
    job = submit(place, photo)
    run(place, only(job))

    waiting = only(job)
    assert (waiting.state, waiting.failures) == (ItemState.QUEUED, 1)
    assert lifecycle.claim(waiting.pk, worker="early") is None
    assert charged(place) == (0, 1)
    JobItem.objects.update(next_run_at=Now())
    run(place, waiting)

    outcomes = list(only(job).attempts.values_list("outcome", flat=True))
    assert outcomes == [Attempt.Outcome.RETRY, Attempt.Outcome.SUCCEEDED]
    assert charged(place) == (1, 0)


def test_an_item_is_given_up_after_the_last_attempt(
    place: Place, photo: Asset, provider: Provider
) -> None:
    error = ProviderError("provider.unavailable", retryable=True)
    provider.script = [error] * 9
    job = submit(place, photo)
    for _ in range(9):
        JobItem.objects.update(next_run_at=Now())
        run(place, only(job))

    item = only(job)
    assert (item.state, item.error_code) == (ItemState.FAILED, "provider.unavailable")
    assert item.attempts.count() == 5
    assert charged(place) == (0, 0)


def test_an_error_that_no_try_can_help_is_not_tried_again(
    place: Place, photo: Asset, provider: Provider
) -> None:
    provider.script = [ProviderError("image.style_unknown", retryable=False)]
    job = submit(place, photo)

    run(place, only(job))

    assert only(job).state == ItemState.FAILED
    assert len(provider.asked) == 1


def test_a_cancel_stops_the_work_at_its_next_report(
    place: Place, photo: Asset, provider: Provider
) -> None:
    job = submit(place, photo)

    def cancelled_meanwhile(_request: ImageRequest, report: Report) -> None:
        services.cancel(access_to(place.workspace), job.pk, by=place.owner)
        report.__self__._renewed = 0.0  # type: ignore[attr-defined]  # two seconds have passed
        report("place", 30)

    provider.script = [cancelled_meanwhile]
    run(place, only(job))

    job.refresh_from_db()
    assert (only(job).state, job.state) == (ItemState.CANCELLED, JobState.CANCELLED)
    assert charged(place) == (0, 0)
    assert not only(job).outputs.exists()


def test_what_a_worker_made_after_losing_its_lease_is_removed(
    place: Place, photo: Asset, provider: Provider
) -> None:
    job = submit(place, photo)
    item = only(job)
    before = set(keys_of(place))

    def lost_meanwhile(_request: ImageRequest, _report: Report) -> None:
        JobItem.objects.filter(pk=item.pk).update(lease_until=Now())
        assert recovery.recover_lost(place.schema_name) == 1
        assert lifecycle.claim(item.pk, worker="another") is not None

    provider.script = [lost_meanwhile]
    run(place, item)

    assert only(job).leased_by == "another"
    assert not item.outputs.exists()
    assert set(keys_of(place)) == before
    assert charged(place) == (0, 1)


def test_the_sweeper_recovers_an_item_whose_worker_vanished(
    place: Place, photo: Asset, provider: Provider
) -> None:
    job = submit(place, photo)
    lifecycle.claim(only(job).pk, worker="vanished")
    JobItem.objects.update(lease_until=Now())
    sql.note_open_work(place.workspace.pk)

    assert recovery.recover_lost(place.schema_name) == 1

    item = only(job)
    assert (item.state, item.failures) == (ItemState.QUEUED, 1)
    assert item.attempts.get().outcome == Attempt.Outcome.LOST


def test_a_photo_deleted_meanwhile_is_said_so(
    place: Place, photo: Asset, provider: Provider
) -> None:
    job = submit(place, photo)
    Asset.objects.filter(pk=photo.pk).update(deleted_at=Now())

    run(place, only(job))

    assert only(job).error_code == "image.photo_missing"


def test_bytes_that_are_no_picture_never_become_an_asset(
    place: Place, photo: Asset, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    def rubbish(self: ScriptedProvider, request: ImageRequest, *, report: Report) -> object:
        made = original(self, request, report=report)
        return type(made)(
            content=b"<html>busy</html>",
            content_type="image/jpeg",
            width_px=1,
            height_px=1,
            provider="scripted",
            model="",
            made_offline=True,
        )

    original = ScriptedProvider.generate
    monkeypatch.setattr(ScriptedProvider, "generate", rubbish)
    job = submit(place, photo)

    run(place, only(job))

    item = only(job)
    assert (item.state, item.failures) == (ItemState.QUEUED, 1)
    assert item.attempts.get().error_code == "image.unreadable"
    assert Asset.objects.filter(source="generated").count() == 0


def test_retry_makes_what_had_failed(place: Place, photo: Asset, provider: Provider) -> None:
    provider.script = [ProviderError("image.worker_memory", retryable=False)]
    job = submit(place, photo)
    run(place, only(job))

    services.retry(access_to(place.workspace), job.pk, by=place.owner)
    run(place, only(job))

    job.refresh_from_db()
    assert job.state == JobState.SUCCEEDED
    assert states(job) == ["committed", "released"]
    assert charged(place) == (1, 0)


@pytest.mark.parametrize("late_ms", [0, 5, 20, 60])
def test_a_cancel_racing_the_workers_leaves_every_item_in_one_final_state(
    place: Place, photo: Asset, provider: Provider, late_ms: int
) -> None:
    job = submit(place, photo, "pure-white", "sky", "midnight", "kitchen")
    items = list(job.items.all())

    def in_thread(call: Callable[[], object]) -> None:
        try:
            with tenancy.inside(place.schema_name):
                call()
        finally:
            connection.close()

    def cancel() -> None:
        time.sleep(late_ms / 1000)
        with contextlib.suppress(services.NothingToDo):
            services.cancel(access_to(place.workspace), job.pk, by=place.owner)

    calls = [cancel, *[partial(run, place, item, str(n)) for item in items for n in range(2)]]
    with ThreadPoolExecutor(len(calls)) as pool:
        list(pool.map(in_thread, calls))

    job.refresh_from_db()
    assert job.succeeded + job.cancelled == 4
    assert charged(place) == (job.succeeded, 0)
    assert Asset.objects.filter(source="generated").count() == job.succeeded


def keys_of(place: Place) -> list[str]:
    """Return every object of the workspace."""
    client = storage._client()
    pages = client.get_paginator("list_objects_v2").paginate(
        Bucket=settings.S3_BUCKET, Prefix=f"{place.schema_name}/"
    )
    return [entry["Key"] for page in pages for entry in page.get("Contents", [])]
