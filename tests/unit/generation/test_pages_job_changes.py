"""What is done with one picture or text of a job, and with a job that has ended, on its page."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db.models.functions import Now
from django.test import Client
from django.urls import reverse

from accounts.models import User
from assets.models import Asset
from billing.models import QuotaPeriod
from generation import lifecycle, services
from generation.models import Attempt, ItemState, Job, JobItem
from generation.screens import attempts as screen
from tests.factories import copy
from tests.factories.jobs import access_to
from tests.unit.generation import made
from tests.unit.generation.conftest import Sent
from workspaces import tenancy
from workspaces.models import Workspace

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


def items_of(place: Workspace, job: Job) -> list[JobItem]:
    with tenancy.inside(place.schema_name):
        return list(job.items.all())


# --- one picture or text ------------------------------------------------------------------------


def test_a_waiting_and_a_running_picture_can_be_stopped_and_a_done_one_not(
    in_acme: Workspace, three: Job, alices: Client
) -> None:
    done, running, waiting = three.items.all()
    made.succeed(done)
    made.begin(running)

    text = words(alices.get(url(in_acme, "job", three)))

    assert f'data-stop-item="{running.pk}" aria-label="Stop Photo 1, Kitchen"' in text
    assert f'data-stop-item="{waiting.pk}"' in text
    assert f'data-stop-item="{done.pk}"' not in text
    assert url(in_acme, "item", three, waiting.pk) in text, "it can be looked at closely"


def test_the_only_picture_of_a_job_is_stopped_with_it(
    in_acme: Workspace, alice: User, alices: Client
) -> None:
    job = made.job(in_acme, alice)

    assert "data-stop-item" not in words(alices.get(url(in_acme, "job", job)))


def test_stopping_a_picture_shows_it_and_the_head_as_they_are_then(
    in_acme: Workspace, three: Job, alices: Client
) -> None:
    item = three.items.all()[0]

    answer = alices.post(url(in_acme, "item_cancel", three, item.pk), headers=HTMX)

    text = words(answer)
    assert f'id="tile-{item.pk}" data-item="{item.pk}" data-state="cancelled" hx-swap-oob' in text
    assert 'id="job-head"' in text
    assert "job:changed" in answer.headers["HX-Trigger"]
    again = alices.post(url(in_acme, "item_cancel", three, item.pk), headers=HTMX)
    assert "This one has ended. There is nothing to stop." in words(again)
    page = alices.post(url(in_acme, "item_cancel", three, item.pk), follow=True)
    assert "This one has ended. There is nothing to stop." in words(page)


def test_a_picture_that_is_being_stopped_offers_it_no_more_and_says_so(
    in_acme: Workspace, alice: User, three: Job, alices: Client
) -> None:
    item = three.items.all()[0]
    made.begin(item)
    services.cancel_item(access_to(in_acme), three.pk, item.pk, by=alice)

    page = words(alices.get(url(in_acme, "job", three)))
    large = words(alices.get(url(in_acme, "item", three, item.pk), headers=HTMX))

    assert f'data-stop-item="{item.pk}"' not in page
    assert "This image is being stopped" in large


def test_a_waiting_picture_opens_large_with_what_can_be_done(
    in_acme: Workspace, three: Job, carol: User, alices: Client, client_for: Callable[..., Client]
) -> None:
    item = three.items.all()[0]
    here = url(in_acme, "item", three, item.pk)

    mine = words(alices.get(here, headers=HTMX))
    hers = words(client_for(carol).get(here, headers=HTMX))

    for text in (mine, hers):
        assert "This image waits for its turn" in text
    assert f'data-stop-item="{item.pk}"' in mine
    assert "data-stop-item" not in hers


def test_one_failed_picture_is_tried_again_from_its_large_view(
    in_acme: Workspace, three: Job, alices: Client
) -> None:
    first, second, third = three.items.all()
    for item in (first, second):
        made.fail(item)
    made.fail(third, "image.cutout_refused.glass")
    again = url(in_acme, "item_retry", three, first.pk)

    large = words(alices.get(url(in_acme, "item", three, first.pk), headers=HTMX))
    hopeless = words(alices.get(url(in_acme, "item", three, third.pk), headers=HTMX))
    answer = alices.post(again, headers=HTMX)

    assert f'hx-post="{again}?state="' in large
    assert "Try again" not in hopeless
    assert f'id="tile-{first.pk}"' in words(answer)
    assert [item.state for item in items_of(in_acme, three)] == ["queued", "failed", "failed"]
    assert "This one has not failed." in words(alices.post(again, headers=HTMX))


def test_a_text_is_stopped_and_tried_again_where_it_stands(
    in_acme: Workspace, alice: User, alices: Client
) -> None:
    job = copy.submit(in_acme, alice, languages=("en",))
    first, second = job.items.all()
    made.fail(first, "provider.server_error")

    text = words(alices.get(url(in_acme, "job", job)))

    assert f'data-stop-item="{second.pk}"' in text
    assert url(in_acme, "item_retry", job, first.pk) in text


@pytest.mark.parametrize("name", ["item_cancel", "item_retry"])
def test_an_item_that_is_not_there_is_not_found(
    name: str, in_acme: Workspace, three: Job, alices: Client
) -> None:
    assert alices.post(url(in_acme, name, three, uuid4())).status_code == 404


# --- the whole job, once it has ended -----------------------------------------------------------


def test_an_ended_job_offers_to_be_made_again_and_deleted(
    in_acme: Workspace,
    alice: User,
    carol: User,
    three: Job,
    alices: Client,
    client_for: Callable[[User], Client],
) -> None:
    before = words(alices.get(url(in_acme, "job", three)))
    with tenancy.inside(in_acme.schema_name):
        services.cancel(access_to(in_acme), three.pk, by=alice)

    after = words(alices.get(url(in_acme, "job", three)))
    viewer = words(client_for(carol).get(url(in_acme, "job", three)))

    for name in ("job_duplicate", "job_hide"):
        assert url(in_acme, name, three) not in before
        assert url(in_acme, name, three) in after
        assert url(in_acme, name, three) not in viewer
    assert 'data-confirm="Delete this job from the history?"' in after


def test_making_again_leads_to_the_new_job(
    in_acme: Workspace, alice: User, three: Job, alices: Client
) -> None:
    services.cancel(access_to(in_acme), three.pk, by=alice)

    answer = alices.post(url(in_acme, "job_duplicate", three))

    with tenancy.inside(in_acme.schema_name):
        new = Job.objects.exclude(pk=three.pk).get()
    assert (answer.status_code, answer.headers["Location"]) == (302, url(in_acme, "job", new))


def test_what_cannot_be_made_again_says_why_and_stays(
    in_acme: Workspace, alice: User, three: Job, alices: Client
) -> None:
    services.cancel(access_to(in_acme), three.pk, by=alice)
    QuotaPeriod.objects.filter(workspace=in_acme).update(limit_units=2, used=0, reserved=0)
    over = alices.post(url(in_acme, "job_duplicate", three), follow=True)
    with tenancy.inside(in_acme.schema_name):
        Asset.objects.filter(pk=three.params["photos"][0]).update(deleted_at=Now())
    gone = alices.post(url(in_acme, "job_duplicate", three), follow=True)

    assert "This would use 3, but 2 are left until" in words(over)
    assert "was deleted, so it cannot be made again" in words(gone)
    assert gone.redirect_chain == [(url(in_acme, "job", three), 302)]


def test_deleting_leads_to_the_list_and_the_job_is_not_found_any_more(
    in_acme: Workspace, alice: User, three: Job, alices: Client
) -> None:
    early = alices.post(url(in_acme, "job_hide", three), follow=True)
    with tenancy.inside(in_acme.schema_name):
        services.cancel(access_to(in_acme), three.pk, by=alice)

    page = alices.post(url(in_acme, "job_hide", three), follow=True)

    assert "Stop it first, then delete it from the history." in words(early)
    assert "Deleted from the history. What was made stays in the library." in words(page)
    assert f'id="job-{three.pk}"' not in words(page)
    assert alices.get(url(in_acme, "job", three)).status_code == 404
    assert alices.post(url(in_acme, "job_hide", three)).status_code == 404


# --- attempts -----------------------------------------------------------------------------------


def test_every_member_sees_what_was_tried_and_why_it_failed(
    in_acme: Workspace, three: Job, carol: User, client_for: Callable[[User], Client]
) -> None:
    first, second, _third = three.items.all()
    lifecycle.try_again(
        first.pk, attempt=made.begin(first), code="storage.unavailable", detail="x", wait=0
    )
    made.begin(first)
    made.fail(second)
    client, here = client_for(carol), url(in_acme, "job_attempts", three)

    rows, page = words(client.get(here, headers=HTMX)), words(client.get(here))

    for text in (rows, page):
        assert text.count('id="attempt-') == 3
        assert "Photo 1, Sky" in text
        assert "Attempt 2" in text
        assert "Tried again" in text
        assert "The files could not be reached." in text
        assert "Trying again helps once it does." not in text, "it was, by itself"
        assert "The picture took too long. " in text
        assert "Trying again often helps." in text
        assert 'title="w1">w1</span>' in text
    assert "<html" not in rows
    assert "<html" in page
    assert 'hx-trigger="toggle once, refresh"' in words(client.get(url(in_acme, "job", three)))


def test_a_job_nobody_has_begun_says_so(in_acme: Workspace, three: Job, alices: Client) -> None:
    assert "Nothing was tried yet." in words(alices.get(url(in_acme, "job_attempts", three)))


@pytest.mark.parametrize("extra", [1, screen.PAGE])
def test_attempts_come_page_by_page_in_two_questions(
    extra: int, three: Job, django_assert_num_queries: Any
) -> None:
    item = three.items.all()[0]
    Attempt.objects.bulk_create(
        Attempt(item=item, number=number, worker="w", outcome=outcome, ended_at=Now())
        for number, outcome in zip(
            range(1, screen.PAGE + extra + 1), [*Attempt.Outcome] * 20, strict=False
        )
    )

    with django_assert_num_queries(2):
        first = screen.attempts(three.pk)
    rest = screen.attempts(three.pk, before=first.following)

    numbers = [one.attempt.number for one in (*first.tries, *rest.tries)]
    assert numbers == list(range(screen.PAGE + extra, 0, -1))
    assert rest.following is None
    assert all(one.icon and one.tone and one.outcome for one in first.tries)


def test_attempts_before_what_is_no_number_are_not_found(
    in_acme: Workspace, three: Job, alices: Client
) -> None:
    assert alices.get(url(in_acme, "job_attempts", three), {"before": "x"}).status_code == 404


def test_a_failed_item_in_any_state_of_its_job_keeps_its_words(
    in_acme: Workspace, three: Job, alices: Client
) -> None:
    made.fail(three.items.all()[0], "image.unheard_of")

    text = words(alices.get(url(in_acme, "job_attempts", three)))

    assert "It could not be made." in text
    assert ItemState.FAILED in {item.state for item in items_of(in_acme, three)}
