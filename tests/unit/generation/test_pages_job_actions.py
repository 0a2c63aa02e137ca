"""What is done with a job on its page: stop it, try again, look closely, take it home."""

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.models import User
from assets import storage
from audit.models import AuditEvent
from billing.models import QuotaPeriod
from generation import services
from generation.models import ItemState, Job, JobState
from generation.screens.pictures import Pictures
from tests.factories.jobs import access_to
from tests.unit.generation import made
from tests.unit.generation.conftest import Sent
from workspaces import tenancy
from workspaces.models import Workspace

PICTURES = Pictures("https://shop.example")
HTMX = {"HX-Request": "true"}
pytestmark = pytest.mark.usefixtures("sent")


@pytest.fixture
def three(in_acme: Workspace, alice: User, sent: Sent) -> Job:
    """A job of one photo in three looks."""
    return made.job(in_acme, alice, styles=("sky", "kitchen", "midnight"))


@pytest.fixture
def alices(alice: User, client_for: Callable[[User], Client]) -> Client:
    return client_for(alice)


def url(place: Workspace, name: str, job: Job, *more: UUID) -> str:
    return reverse(f"generation:{name}", args=[place.slug, job.pk, *more])


def words(answer: Any) -> str:
    """Return the answer's text with its white space made one."""
    return " ".join(answer.content.decode().split())


# --- stop and try again -------------------------------------------------------------------------


def test_stopping_ends_what_waits_and_shows_the_job_as_it_is_then(
    in_acme: Workspace, three: Job, alices: Client
) -> None:
    made.succeed(three.items.all()[0])

    answer = alices.post(url(in_acme, "job_cancel", three), headers=HTMX)

    assert "1 of 3 done" in words(answer)
    with tenancy.inside(in_acme.schema_name):
        three.refresh_from_db()
    assert (three.state, three.cancelled) == (JobState.PARTIAL, 2)


def test_stopping_without_scripts_leads_back_to_the_job(
    in_acme: Workspace, three: Job, alices: Client
) -> None:
    answer = alices.post(url(in_acme, "job_cancel", three))

    assert (answer.status_code, answer.headers["Location"]) == (302, url(in_acme, "job", three))


def test_stopping_what_has_ended_says_so(
    in_acme: Workspace, alice: User, three: Job, alices: Client
) -> None:
    services.cancel(access_to(in_acme), three.pk, by=alice)

    answer = alices.post(url(in_acme, "job_cancel", three), headers=HTMX)
    page = alices.post(url(in_acme, "job_cancel", three), follow=True)

    assert "This job has ended. There is nothing to stop." in words(answer)
    assert "This job has ended. There is nothing to stop." in words(page)


def test_trying_again_queues_what_failed(in_acme: Workspace, three: Job, alices: Client) -> None:
    for item in three.items.all():
        made.fail(item)

    answer = alices.post(url(in_acme, "job_retry", three), headers=HTMX)

    assert "/ 3</span>" in words(answer)
    with tenancy.inside(in_acme.schema_name):
        assert set(three.items.values_list("state", flat=True)) == {ItemState.QUEUED}


def test_trying_again_where_nothing_failed_says_so(
    in_acme: Workspace, three: Job, alices: Client
) -> None:
    answer = alices.post(url(in_acme, "job_retry", three), headers=HTMX)

    assert "Nothing in this job has failed." in words(answer)


def test_trying_again_over_the_plan_says_how_much_is_left(
    in_acme: Workspace, three: Job, alices: Client
) -> None:
    for item in three.items.all():
        made.fail(item)
    QuotaPeriod.objects.filter(workspace_id=in_acme.pk).update(limit_units=2, used=0, reserved=0)

    answer = alices.post(url(in_acme, "job_retry", three), headers=HTMX)

    assert "This would use 3, but 2 are left until" in words(answer)
    with tenancy.inside(in_acme.schema_name):
        assert set(three.items.values_list("state", flat=True)) == {ItemState.FAILED}


# --- one picture, and all of them ---------------------------------------------------------------


def test_a_picture_opens_large_with_its_size_and_how_it_was_made(
    in_acme: Workspace, three: Job, alices: Client
) -> None:
    item = three.items.all()[0]
    picture = made.succeed(item)

    inside = words(alices.get(url(in_acme, "item", three, item.pk), headers=HTMX))
    page = words(alices.get(url(in_acme, "item", three, item.pk)))

    assert "1600 × 1200" in inside
    assert "made on this server" in inside
    assert f"/library/{picture.pk}" in inside
    assert "<html" not in inside
    assert "<html" in page


def test_a_failed_picture_opens_with_its_reason(
    in_acme: Workspace, three: Job, alices: Client
) -> None:
    item = three.items.all()[0]
    made.fail(item, "image.cutout_refused.edges_lost")

    text = words(alices.get(url(in_acme, "item", three, item.pk), headers=HTMX))

    assert "The product has the colour of its background" in text
    assert "This image was not counted." in text
    assert "Draw a rectangle" in text


def test_the_zip_is_packed_first_and_then_handed_out_and_recorded(
    s3_server: str, in_acme: Workspace, alice: User, three: Job, alices: Client, sent: Sent
) -> None:
    storage.setup_bucket()
    storage.put("exports/pictures.zip", b"PK", content_type="application/zip")
    made.succeed(three.items.all()[0])
    here = url(in_acme, "job_download", three)

    packing = alices.get(here, headers={"Accept": "application/json"})
    with tenancy.inside(in_acme.schema_name):
        three.refresh_from_db()
        Job.objects.filter(pk=three.pk).update(
            archive_key="exports/pictures.zip", archive_version=three.version
        )
    ready = alices.get(here, headers={"Accept": "application/json"})
    plain = alices.get(here)

    assert (packing.status_code, json.loads(packing.content)) == (202, {"url": ""})
    assert sent.hints[-1] == ("generation.write_archive", (in_acme.schema_name, str(three.pk)))
    address = json.loads(ready.content)["url"]
    assert address.startswith("http://testserver/ebusiness-assets/exports/pictures.zip?")
    assert "attachment" in address
    assert plain.status_code == 302
    assert (
        AuditEvent.objects.filter(
            action="generation.job.downloaded", target_id=str(three.pk), actor_id=str(alice.pk)
        ).count()
        == 2
    )


def test_packing_without_scripts_is_told_in_words(
    in_acme: Workspace, three: Job, alices: Client
) -> None:
    made.succeed(three.items.all()[0])

    page = alices.get(url(in_acme, "job_download", three), follow=True)

    assert "The files are being packed. Press Download again in a moment." in words(page)


def test_a_job_without_a_picture_has_nothing_to_take_home(
    in_acme: Workspace, three: Job, alices: Client, sent: Sent
) -> None:
    page = alices.get(url(in_acme, "job_download", three), follow=True)

    assert "Nothing in this job is finished, so there is nothing to download." in words(page)
    assert ("generation.write_archive", (in_acme.schema_name, str(three.pk))) not in sent.hints


@pytest.mark.slow
def test_a_program_that_takes_the_zip_home_is_recorded_too(
    s3_server: str,
    in_acme: Workspace,
    alice: User,
    three: Job,
    api_for: Callable[..., APIClient],
    sent: Sent,
) -> None:
    storage.setup_bucket()
    storage.put("exports/api.zip", b"PK", content_type="application/zip")
    api, path = api_for(alice, in_acme), f"/api/v1/images/{three.pk}/download"

    nothing = api.get(path)
    with tenancy.inside(in_acme.schema_name):
        made.succeed(three.items.all()[0])
        three.refresh_from_db()
    packing = api.get(path)
    with tenancy.inside(in_acme.schema_name):
        Job.objects.filter(pk=three.pk).update(
            archive_key="exports/api.zip", archive_version=three.version
        )
    ready = api.get(path)

    assert (nothing.status_code, nothing.json()["code"]) == (409, "nothing-to-do")
    assert (packing.status_code, packing.json()["state"]) == (202, "packing")
    assert (ready.status_code, ready.json()["state"]) == (200, "ready")
    assert AuditEvent.objects.filter(
        action="generation.job.downloaded", target_id=str(three.pk), actor_id=str(alice.pk)
    ).exists()
