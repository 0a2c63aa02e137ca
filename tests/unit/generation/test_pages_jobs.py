"""The list of jobs: running, waiting, earlier; page by page; one person's."""

import json
import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from billing.models import QuotaPeriod
from generation import services
from generation.models import Job
from generation.screens import jobs as screen
from generation.screens.pictures import Pictures
from tests.factories import stock
from tests.factories.jobs import access_to
from tests.unit.generation import made
from workspaces import tenancy
from workspaces.models import Workspace

PICTURES = Pictures("https://shop.example")
pytestmark = pytest.mark.usefixtures("sent")


def ended(place: Workspace, by: User, count: int) -> list[Job]:
    jobs = [made.job(place, by) for _number in range(count)]
    for job in jobs:
        services.cancel(access_to(place), job.pk, by=by)
    return jobs


def test_jobs_stand_in_three_groups(in_acme: Workspace, alice: User) -> None:
    running, waiting = made.job(in_acme, alice), made.job(in_acme, alice)
    made.begin(running.items.get())
    (done,) = ended(in_acme, alice, 1)

    found = screen.listing(pictures=PICTURES)

    groups = (found.running, found.waiting, found.earlier)
    assert [[row.job.pk for row in group] for group in groups] == [
        [running.pk],
        [waiting.pk],
        [done.pk],
    ]


def test_a_row_shows_its_first_finished_picture_else_its_first_photo(
    in_acme: Workspace, alice: User
) -> None:
    photo = stock.asset()
    job = made.job(in_acme, alice, photos=[photo], styles=("sky", "kitchen"))
    (before,) = screen.unended(pictures=PICTURES).waiting
    picture = made.succeed(job.items.all()[1])
    (after,) = screen.unended(pictures=PICTURES).running

    assert str(photo.pk) in before.thumb
    assert str(picture.pk) in after.thumb
    assert (after.done, after.failed) == (50, 0)


@pytest.mark.slow
def test_pages_of_ended_jobs_show_each_once_and_end(
    in_acme: Workspace, alice: User, client_for: Callable[[User], Client]
) -> None:
    expected = {job.pk for job in ended(in_acme, alice, screen.PAGE * 2 + 1)}

    seen, cursor, pages = [], "", 0
    while pages == 0 or cursor:
        found = screen.listing(pictures=PICTURES, cursor=cursor)
        seen += [row.job.pk for row in found.earlier]
        cursor, pages = found.cursor, pages + 1

    assert pages == 3
    assert len(seen) == len(expected)
    assert set(seen) == expected


@pytest.mark.slow
def test_the_next_page_comes_as_rows_with_the_address_of_the_one_after(
    in_acme: Workspace, alice: User, client_for: Callable[[User], Client]
) -> None:
    ended(in_acme, alice, screen.PAGE * 2 + 1)
    cursor = screen.listing(pictures=PICTURES).cursor
    here = reverse("generation:jobs", args=[in_acme.slug])

    text = client_for(alice).get(
        here, {"cursor": cursor, "by": "me"}, headers={"HX-Request": "true"}
    )

    assert text.content.decode().count('id="job-') == screen.PAGE
    assert "<html" not in text.content.decode()
    assert 'hx-trigger="near once"' in text.content.decode()
    assert "by=me" in text.content.decode()


@pytest.mark.parametrize("cursor", ["x", "2026-01-01T00:00:00+00:00_x", f"2026-01-01_{uuid4()}"])
def test_a_cursor_that_is_none_of_ours_is_not_found(
    cursor: str, in_acme: Workspace, alice: User, client_for: Callable[[User], Client]
) -> None:
    here = reverse("generation:jobs", args=[in_acme.slug])

    assert client_for(alice).get(here, {"cursor": cursor}).status_code == 404


def test_the_list_narrows_to_what_one_person_started(
    in_acme: Workspace, alice: User, bob: User, client_for: Callable[[User], Client]
) -> None:
    mine, other = made.job(in_acme, alice), made.job(in_acme, bob)
    here = reverse("generation:jobs", args=[in_acme.slug])

    text = client_for(alice).get(here, {"by": "me"}).content.decode()

    assert str(mine.pk) in text
    assert str(other.pk) not in text


def test_the_list_narrows_to_a_kind_a_state_and_a_person_at_once(
    in_acme: Workspace, alice: User, bob: User, client_for: Callable[[User], Client]
) -> None:
    running, other = made.job(in_acme, bob), made.job(in_acme, alice)
    for job in (running, other):
        made.begin(job.items.get())
    (done,) = ended(in_acme, bob, 1)
    here = reverse("generation:jobs", args=[in_acme.slug])
    client = client_for(alice)

    asked = {"kind": "image", "state": "running", "by": str(bob.pk)}
    text = client.get(here, asked).content.decode()
    board = client.get(f"{here}/board", {**asked, "ended": str(done.pk)}).content.decode()
    stopped = client.get(here, {"state": "cancelled"}).content.decode()
    odd = client.get(here, {"state": "odd", "by": "somebody", "kind": "x"}).content.decode()

    for shown in (text, board):
        assert f'id="job-{running.pk}"' in shown
        assert f'id="job-{other.pk}"' not in shown
        assert f'id="job-{done.pk}"' not in shown
    query = f"kind=image&amp;state=running&amp;by={bob.pk}"
    assert f'href="{here}?{query}" aria-checked="true">{bob.label}' in text
    assert f'data-url="{here}/board?{query}"' in text
    assert f'id="job-{done.pk}"' in stopped
    assert f'id="job-{running.pk}"' not in stopped
    assert all(f'id="job-{job.pk}"' in odd for job in (running, other, done))


def test_one_can_ask_for_everybody_who_started_a_job(
    in_acme: Workspace, alice: User, bob: User
) -> None:
    for by in (bob, alice, bob):
        made.job(in_acme, by)

    assert screen.people() == [(alice.pk, alice.label), (bob.pk, bob.label)]


def test_a_list_without_jobs_says_what_will_stand_there(
    acme: Workspace, alice: User, carol: User, client_for: Callable[[User], Client]
) -> None:
    here = reverse("generation:jobs", args=[acme.slug])

    assert "No jobs yet" in client_for(alice).get(here).content.decode()
    assert "When someone makes images" in client_for(carol).get(here).content.decode()
    assert "No job matches" in client_for(carol).get(here, {"by": "me"}).content.decode()
    assert "No job matches" in client_for(alice).get(here, {"kind": "copy"}).content.decode()


def test_a_job_that_ends_moves_down_to_earlier(
    in_acme: Workspace, alice: User, client_for: Callable[[User], Client]
) -> None:
    running = made.job(in_acme, alice)
    (done,) = ended(in_acme, alice, 1)
    here = reverse("generation:jobs_board", args=[in_acme.slug])

    text = client_for(alice).get(here, {"ended": [str(done.pk), str(running.pk)]}).content.decode()

    open_part, earlier = text.split('hx-swap-oob="afterbegin:#earlier"')
    assert f'id="job-{running.pk}"' in open_part
    assert f'id="job-{done.pk}"' in earlier
    assert str(running.pk) not in earlier


def test_asking_for_no_job_in_particular_is_not_found(
    in_acme: Workspace, alice: User, client_for: Callable[[User], Client]
) -> None:
    here = reverse("generation:jobs_board", args=[in_acme.slug])

    assert client_for(alice).get(here, {"ended": "all"}).status_code == 404


# --- several at once ----------------------------------------------------------------------------


def told(answer: Any) -> dict[str, Any]:
    """Return what htmx is told to do."""
    found: dict[str, Any] = json.loads(answer.headers["HX-Trigger"])
    return found


def test_rows_say_what_can_be_done_with_them_to_who_may_do_it(
    in_acme: Workspace, alice: User, carol: User, client_for: Callable[[User], Client]
) -> None:
    made.job(in_acme, alice)
    made.fail(made.job(in_acme, alice).items.get())
    ended(in_acme, alice, 1)
    here = reverse("generation:jobs", args=[in_acme.slug])

    owner, viewer = (client_for(who).get(here).content.decode() for who in (alice, carol))

    assert re.findall(r'data-verbs="([a-z ]+)"', owner) == ["stop", "hide", "hide retry"]
    assert "data-selection-bar" in owner
    assert "data-verbs=" not in viewer
    assert "data-selection-bar" not in viewer


def test_several_jobs_are_stopped_tried_again_and_deleted_in_one_go(
    in_acme: Workspace, alice: User, client_for: Callable[[User], Client]
) -> None:
    first, second = made.job(in_acme, alice), made.job(in_acme, alice)
    made.fail(second.items.get())
    jobs = {"job": [str(first.pk), str(second.pk)]}
    client = client_for(alice)

    def ask(name: str) -> dict[str, Any]:
        here = reverse(f"generation:{name}", args=[in_acme.slug])
        return told(client.post(here, jobs, headers={"HX-Request": "true"}))

    again, stopped, gone, never = (
        ask(name) for name in ("jobs_retry", "jobs_cancel", "jobs_hide", "jobs_hide")
    )

    assert again["toast"] == {
        "text": "1 job is tried again. 1 stayed as it was. Nothing in this job has failed."
        " There is nothing to try again.",
        "tone": "ok",
    }
    assert stopped["toast"] == {"text": "2 jobs are stopping.", "tone": "ok"}
    assert gone["toast"] == {"text": "2 jobs are deleted from the history.", "tone": "ok"}
    assert never["toast"] == {"text": "It is no longer in the history.", "tone": "bad"}
    assert (again["jobs:changed"], gone["jobs:changed"]) == ({}, {"gone": True})
    with tenancy.inside(in_acme.schema_name):
        assert not services.jobs().exists()


def test_several_at_once_without_scripts_leads_back_to_the_list(
    in_acme: Workspace, alice: User, client_for: Callable[[User], Client]
) -> None:
    job = made.job(in_acme, alice)
    QuotaPeriod.objects.filter(workspace=in_acme).update(limit_units=1, used=1, reserved=0)
    made.fail(job.items.get())
    client = client_for(alice)
    here = reverse("generation:jobs_retry", args=[in_acme.slug])

    page = client.post(here, {"job": str(job.pk)}, follow=True)

    assert "This would use 1, but" in page.content.decode()
    assert client.post(here, {"job": "all"}).status_code == 404


@pytest.mark.parametrize("name", ["jobs_cancel", "jobs_retry", "jobs_hide"])
def test_who_may_not_change_jobs_changes_none_of_several(
    name: str,
    in_acme: Workspace,
    alice: User,
    carol: User,
    mallory: User,
    client_for: Callable[[User], Client],
) -> None:
    job = made.job(in_acme, alice)
    here = reverse(f"generation:{name}", args=[in_acme.slug])

    answers = [client_for(who).post(here, {"job": str(job.pk)}) for who in (carol, mallory)]

    assert [answer.status_code for answer in answers] == [403, 404]


@pytest.mark.parametrize("count", [1, 5])
def test_the_list_asks_as_few_questions_for_many_jobs_as_for_one(
    count: int,
    in_acme: Workspace,
    alice: User,
    client_for: Callable[[User], Client],
    django_assert_num_queries: Any,
) -> None:
    for _number in range(count):
        made.succeed(made.job(in_acme, alice).items.get())
        made.begin(made.job(in_acme, alice).items.get())
    client = client_for(alice)
    here = reverse("generation:jobs", args=[in_acme.slug])
    client.get(here)

    # Two schema switches, session, person, three of the frame; jobs (2), their pictures (2), people.
    with django_assert_num_queries(13):
        client.get(here)
    with tenancy.inside(in_acme.schema_name), django_assert_num_queries(4):
        screen.unended(pictures=PICTURES)
