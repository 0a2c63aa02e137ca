"""A job's page in the states one seldom meets: one thing alone, a vendor that is left alone, stops."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from billing.models import QuotaPeriod
from generation import lifecycle, services, sql, work
from generation.breaker import PAUSED
from generation.models import Attempt, Job, JobItem, VideoProject
from generation.screens import attempts as tries
from generation.screens import job as screen
from generation.screens.pictures import Pictures
from tests.factories import copy
from tests.factories.jobs import access_to
from tests.unit.generation import made
from workspaces import tenancy
from workspaces.models import Workspace

HTMX = {"HX-Request": "true"}
PICTURES = Pictures("https://shop.example")
pytestmark = pytest.mark.usefixtures("sent")


@pytest.fixture
def alices(alice: User, client_for: Callable[[User], Client]) -> Client:
    return client_for(alice)


def url(place: Workspace, name: str, job: Job, *more: Any) -> str:
    return reverse(f"generation:{name}", args=[place.slug, job.pk, *more])


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def pause(item: JobItem) -> None:
    attempt = made.begin(item)
    lifecycle.wait(item.pk, attempt=attempt, code=PAUSED, detail="", seconds=30)
    sql.recount(item.job_id)


# --- a vendor that is left alone ----------------------------------------------------------------


def test_a_job_whose_vendor_is_left_alone_says_so_and_promises_no_time(
    in_acme: Workspace, alice: User, alices: Client
) -> None:
    job = made.job(in_acme, alice, styles=("sky", "kitchen"))
    for item in job.items.all():
        pause(item)

    head, first = screen.head(job.pk, pictures=PICTURES), job.items.all()[0].pk
    text = words(alices.get(url(in_acme, "job", job)))
    large = words(alices.get(url(in_acme, "item", job, first)))

    assert "The AI service is having trouble" in text
    assert "The work goes on by itself." in text
    assert (head.left, head.ahead) == ("", "")
    assert "Waiting for the AI service" in large


def test_what_is_stopped_does_not_wait_for_the_vendor(in_acme: Workspace, alice: User) -> None:
    job = made.job(in_acme, alice, styles=("sky", "kitchen"))
    running, waiting = job.items.all()
    made.begin(running)
    pause(waiting)
    assert screen.head(job.pk, pictures=PICTURES).paused is not None

    services.cancel(access_to(in_acme), job.pk, by=alice)

    assert screen.head(job.pk, pictures=PICTURES).paused is None


def test_texts_say_what_they_wait_for(in_acme: Workspace, alice: User, alices: Client) -> None:
    job = copy.submit(in_acme, alice)
    first, second, *_rest = job.items.all()
    pause(first)
    attempt = made.begin(second)
    lifecycle.try_again(second.pk, attempt=attempt, code="provider.unavailable", detail="", wait=9)

    text = words(alices.get(url(in_acme, "job", job)))

    assert "Waiting for the AI service" in text
    assert "Will be tried again" in text


# --- one thing alone ----------------------------------------------------------------------------


def test_one_thing_is_counted_in_percent_and_has_no_tabs(
    in_acme: Workspace, alice: User, project: VideoProject, alices: Client
) -> None:
    job = services.submit(access_to(in_acme), services.VideoOrder(project.pk), by=alice)
    made.begin(job.items.get(), stage="draw", percent=42)

    text = words(alices.get(url(in_acme, "job", job)))
    narrowed = words(alices.get(url(in_acme, "job", job), {"state": "running"}))

    assert "<span data-job-percent>42</span>%" in text
    assert "tabs-line" not in text
    assert "tabs-line" in narrowed


def test_one_thing_that_failed_says_why_once(
    in_acme: Workspace, alice: User, project: VideoProject, alices: Client
) -> None:
    job = services.submit(access_to(in_acme), services.VideoOrder(project.pk), by=alice)
    made.fail(job.items.get(), "job.took_too_long")
    order = {"kinds": ("title",), "languages": ("en",)}
    text_job = copy.submit(in_acme, alice, **order)
    made.fail(text_job.items.get(), "job.unforeseen")

    video, text = (words(alices.get(url(in_acme, "job", each))) for each in (job, text_job))

    assert video.count("The work took too long") == 1
    assert "Not made" in video
    assert text.count("Something went wrong that nobody foresaw") == 1
    assert "Not written" in text


def test_what_was_stopped_says_that_it_is_not_counted(
    in_acme: Workspace, alice: User, alices: Client
) -> None:
    one, some = made.job(in_acme, alice), made.job(in_acme, alice, styles=("sky", "kitchen"))
    made.succeed(some.items.all()[0])
    for job in (one, some):
        services.cancel(access_to(in_acme), job.pk, by=alice)

    whole, partly = (words(alices.get(url(in_acme, "job", job))) for job in (one, some))

    assert ">Stopped<" in whole
    assert "It was stopped before anything was made. Nothing was counted." in whole
    assert "1 was stopped and is not counted." in partly


def test_a_job_that_is_stopping_says_when_it_stops(
    in_acme: Workspace, alice: User, alices: Client
) -> None:
    job = made.job(in_acme, alice)
    made.begin(job.items.get())
    services.cancel(access_to(in_acme), job.pk, by=alice)

    text = words(alices.get(url(in_acme, "job", job)))

    assert "What is being made now ends at its next step." in text
    assert "You can close this page." not in text


# --- trying again what failed for one cause -----------------------------------------------------


def test_a_cause_is_tried_again_by_itself(in_acme: Workspace, alice: User, alices: Client) -> None:
    job = made.job(in_acme, alice, styles=("sky", "kitchen", "midnight"))
    first, second, third = job.items.all()
    made.fail(first, "provider.out_of_credit")
    made.fail(second, "image.cutout_refused.glass")
    made.fail(third, "provider.out_of_credit")
    here = url(in_acme, "job_retry", job)

    page = words(alices.get(url(in_acme, "job", job)))
    answer = words(alices.post(here, {"cause": "provider.out_of_credit"}, headers=HTMX))
    again = words(alices.post(here, {"cause": "provider.out_of_credit"}, headers=HTMX))

    assert 'name="cause" value="provider.out_of_credit"' in page
    assert ">Retry 2<" in page
    assert 'name="cause" value="image.cutout_refused.glass"' not in page
    assert "The AI service&#x27;s account is used up" not in answer
    assert "None of it failed for this any more." in again
    with tenancy.inside(in_acme.schema_name):
        states = list(job.items.values_list("state", flat=True))
    assert states == ["queued", "failed", "queued"]


def test_a_cause_is_tried_again_whole_or_not_at_all(
    in_acme: Workspace, alice: User, alices: Client
) -> None:
    job = made.job(in_acme, alice, styles=("sky", "kitchen"))
    for item in job.items.all():
        made.fail(item)
    QuotaPeriod.objects.filter(workspace=in_acme).update(limit_units=1, used=0, reserved=0)

    text = words(
        alices.post(url(in_acme, "job_retry", job), {"cause": "image.worker_time"}, headers=HTMX)
    )

    assert "This would use 2, but" in text
    with tenancy.inside(in_acme.schema_name):
        assert set(job.items.values_list("state", flat=True)) == {"failed"}


def test_what_cannot_be_made_so_leads_to_the_order(
    in_acme: Workspace, alice: User, alices: Client
) -> None:
    job = made.job(in_acme, alice)
    made.fail(job.items.get(), "provider.refused")
    texts = copy.submit(in_acme, alice)
    made.fail(texts.items.all()[0], "copy.product_missing")

    picture, text = (words(alices.get(url(in_acme, "job", each))) for each in (job, texts))

    assert "Change the order" in picture
    assert "Start anew" in text


# --- attempts -----------------------------------------------------------------------------------


def test_every_outcome_reads_in_plain_words(in_acme: Workspace, alice: User) -> None:
    job = made.job(in_acme, alice)
    item = job.items.get()
    outcomes = [
        ("retry", "provider.unavailable"),
        ("retry", PAUSED),
        ("lost", "job.worker_lost"),
        ("handed_back", ""),
        ("unknown", "provider.unknown_outcome"),
        ("retry", "provider.unavailable"),
    ]
    Attempt.objects.bulk_create(
        Attempt(item=item, number=number, worker="w", outcome=outcome, error_code=code)
        for number, (outcome, code) in enumerate(outcomes, 1)
    )
    JobItem.objects.filter(pk=item.pk).update(attempt=len(outcomes))

    newest_first = tries.attempts(job.pk).tries

    assert [one.outcome for one in reversed(newest_first)] == [
        "Tried again",
        "Waited for the AI service",
        "Broke off",
        "Passed on",
        "Outcome not known",
        "Will be tried again",
    ]
    lost, handed_back, unknown = (newest_first[at] for at in (3, 2, 1))
    assert (lost.title, lost.why) == ("", "The process that worked on it ended before it was done.")
    assert "No try is lost." in handed_back.why
    assert "it could charge twice" in unknown.why


def test_a_try_nobody_followed_up_is_cancelled(in_acme: Workspace, alice: User) -> None:
    job = made.job(in_acme, alice)
    item = job.items.get()
    attempt = made.begin(item)
    lifecycle.try_again(item.pk, attempt=attempt, code="provider.unavailable", detail="", wait=9)
    sql.recount(job.pk)
    services.cancel(access_to(in_acme), job.pk, by=alice)

    assert [one.outcome for one in tries.attempts(job.pk).tries] == ["Cancelled"]


# --- cost ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("products", [1, 5])
def test_a_page_of_texts_costs_the_same_however_many_there_are(
    products: int,
    in_acme: Workspace,
    alice: User,
    alices: Client,
    django_assert_num_queries: Any,
) -> None:
    known = [copy.product(alice, name=f"Mug {number}") for number in range(products)]
    job = copy.submit(in_acme, alice, products=known)
    for item in job.items.all()[: products * 2]:
        assert work.run(in_acme.schema_name, item.pk, worker="here")
    made.fail(job.items.all()[products * 2], "copy.cut_off")
    made.begin(job.items.all()[products * 2 + 1])
    alices.get(url(in_acme, "job", job))

    # Two schema switches, session, person, three of the frame; job, items, texts.
    with django_assert_num_queries(11):
        alices.get(url(in_acme, "job", job))
