"""Rows of the list of jobs: what they show of each kind, which are shown, and what they cost."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from assets.models import Asset
from generation import lifecycle, services, sql
from generation.models import Job, JobItem, VideoProject
from generation.screens import jobs as screen
from generation.screens.pictures import Pictures
from generation.services import changing
from tests.factories import copy, stock
from tests.factories.jobs import access_to
from tests.unit.generation import made
from tests.unit.generation.conftest import Sent
from workspaces import tenancy
from workspaces.models import Workspace

PICTURES = Pictures("https://shop.example")
pytestmark = pytest.mark.usefixtures("sent")


def pause(item: JobItem) -> None:
    """Let an item wait because its vendor is not asked."""
    attempt = made.begin(item)
    lifecycle.wait(item.pk, attempt=attempt, code="provider.paused", detail="", seconds=30)
    sql.recount(item.job_id)


def rendering(place: Workspace, by: User, project: VideoProject) -> Job:
    return services.submit(access_to(place), services.VideoOrder(project.pk), by=by)


def test_each_kind_has_its_sign_and_a_picture(
    in_acme: Workspace,
    alice: User,
    project: VideoProject,
    client_for: Callable[[User], Client],
) -> None:
    rendering(in_acme, alice, project)
    made.job(in_acme, alice)
    product = copy.product(alice)
    stock.asset(name="Face", product=product)
    copy.submit(in_acme, alice, products=[product])
    front = Asset.objects.get(name="Front")

    found = {row.job.kind: row for row in screen.listing(pictures=PICTURES).waiting}
    here = reverse("generation:jobs", args=[in_acme.slug])
    text = client_for(alice).get(here).content.decode()

    assert {kind: row.icon for kind, row in found.items()} == {
        "image": "image",
        "copy": "type",
        "video": "clapperboard",
    }
    assert all(row.thumb for row in found.values())
    assert str(front.pk) in found["video"].thumb
    assert '<span class="sr-only">Video </span>' in text


def test_a_video_whose_picture_is_gone_shows_its_sign(
    in_acme: Workspace,
    alice: User,
    project: VideoProject,
    client_for: Callable[[User], Client],
) -> None:
    rendering(in_acme, alice, project)
    Asset.objects.all().delete()
    here = reverse("generation:jobs", args=[in_acme.slug])

    text = client_for(alice).get(here).content.decode()

    assert 'thumb thumb-missing"><span class="thumb-centre"><svg' in text.replace("\n", "")


def test_a_row_says_that_its_job_only_waits_for_the_vendor(in_acme: Workspace, alice: User) -> None:
    still = made.job(in_acme, alice)
    going = made.job(in_acme, alice, styles=("sky", "kitchen"))
    pause(still.items.get())
    pause(going.items.all()[0])
    made.begin(going.items.all()[1])

    found = screen.unended(pictures=PICTURES)

    assert [row.left for row in found.waiting] == ["Waiting for the AI service"]
    assert [row.left for row in found.running] == [""]


def test_of_many_jobs_those_that_run_are_shown_first_and_the_rest_counted(
    in_acme: Workspace,
    alice: User,
    client_for: Callable[[User], Client],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(screen, "OPEN_AT_MOST", 3)
    oldest = made.job(in_acme, alice)
    for _number in range(4):
        made.job(in_acme, alice)
    made.begin(oldest.items.get())

    found = screen.listing(pictures=PICTURES)
    here = reverse("generation:jobs", args=[in_acme.slug])
    text = client_for(alice).get(here).content.decode()

    assert [row.job.pk for row in found.running] == [oldest.pk]
    assert (len(found.waiting), found.more_open) == (2, 2)
    assert "2 more jobs wait." in text


def test_a_partly_done_job_says_how_much_of_it_counts(
    in_acme: Workspace, alice: User, client_for: Callable[[User], Client]
) -> None:
    job = made.job(in_acme, alice, styles=("sky", "kitchen"))
    done, failed = job.items.all()
    made.succeed(done)
    made.fail(failed)
    made.succeed(made.job(in_acme, alice).items.get())
    here = reverse("generation:jobs", args=[in_acme.slug])

    text = client_for(alice).get(here).content.decode()

    assert "1 of 2 counted" in text
    assert ">1 counted<" in text


def test_more_jobs_than_services_take_at_a_time_are_all_changed(
    in_acme: Workspace,
    alice: User,
    client_for: Callable[[User], Client],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(changing, "MANY", 2)
    monkeypatch.setattr("generation.views.jobs_changes.MANY", 2)
    jobs = [made.job(in_acme, alice) for _number in range(5)]
    ids = [str(job.pk) for job in jobs]
    here = reverse("generation:jobs_cancel", args=[in_acme.slug])

    answer = client_for(alice).post(here, {"job": [*ids, ids[0]]}, headers={"HX-Request": "true"})

    told = json.loads(answer.headers["HX-Trigger"])
    assert told["toast"]["text"] == "5 jobs are stopping."
    with tenancy.inside(in_acme.schema_name):
        assert not Job.objects.exclude(state="cancelled").exists()


@pytest.mark.parametrize("count", [1, 6])
def test_rows_of_all_kinds_cost_the_same_however_many_there_are(
    count: int,
    in_acme: Workspace,
    alice: User,
    project: VideoProject,
    django_assert_num_queries: Any,
) -> None:
    for _number in range(count):
        made.succeed(made.job(in_acme, alice).items.get())
        made.begin(made.job(in_acme, alice).items.get())
        product = copy.product(alice)
        stock.asset(name="Face", product=product)
        copy.submit(in_acme, alice, products=[product])
        job = rendering(in_acme, alice, project)
        made.fail(job.items.get(), "video.encoder_failed")

    # Jobs (2); pictures, first photos; videos' items, versions, stills; texts' products, photos.
    with django_assert_num_queries(9):
        screen.listing(pictures=PICTURES)


def test_a_job_that_was_ordered_is_told_to_open_pages_at_once(
    in_acme: Workspace,
    alice: User,
    sent: Sent,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        made.job(in_acme, alice)

    (told,) = [data for name, data in sent.events if name == "job"]
    assert (told["kind"], told["state"]) == ("image", "queued")
