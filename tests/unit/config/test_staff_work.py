"""Staff see what is open in every workspace and whether it is taken; who may not, sees nothing."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import User
from generation import pulse, sql
from generation.models import Attempt, Job, JobItem
from tests.unit.config.test_staff import page
from workspaces import tenancy
from workspaces.models import OpenWork, Workspace

PAGES = ("generation_work", "generation_dead", "generation_ai", "generation_job_changelist")


def open_work(place: Workspace, *, late: timedelta) -> Job:
    """Return a job of one running and two waiting items, due since then."""
    with tenancy.inside(place.schema_name):
        job = Job.objects.create(
            kind="image", title="Spring", total=3, running=1, queued=2, state="running"
        )
        JobItem.objects.create(
            job=job, position=0, state="running", attempt=1, leased_by="w", lease_until=now()
        )
        for position in (1, 2):
            JobItem.objects.create(job=job, position=position, next_run_at=now() - late)
    OpenWork.objects.update_or_create(
        workspace=place, defaults={"items": 3, "oldest_due_at": now() - late}
    )
    return job


def test_open_work_stands_workspace_by_workspace_the_latest_first(
    staff: Client, acme: Workspace, beta: Workspace
) -> None:
    open_work(beta, late=timedelta(seconds=3))
    open_work(acme, late=timedelta(minutes=5))

    for name in ("generation_work", "index"):
        text = " ".join(page(staff, name).split())
        assert text.index(acme.name) < text.index(beta.name)
        assert f"?workspace={acme.slug}" in text
        assert "5 min" in text
        assert text.count("Running") >= 1


def test_nothing_open_says_so(staff: Client) -> None:
    text = page(staff, "generation_work")

    assert "Nothing is waiting or running." in text
    assert "Nothing is due" in text


@pytest.mark.parametrize(
    ("late", "claimed", "words"),
    [
        (None, None, "Work is taken"),
        (300.0, 2.0, "Work is taken"),
        (300.0, 200.0, "Nobody takes what is due"),
        (300.0, None, "Nobody takes what is due"),
    ],
)
def test_health_is_told_by_the_last_claim(
    late: float | None,
    claimed: float | None,
    words: str,
    staff: Client,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pulse, "feel", lambda: pulse.Pulse(late=late, claimed=claimed))

    text = page(staff, "generation_work")

    assert words in text
    assert ("2.0 s ago" in text) == (claimed == 2.0)


def test_nothing_is_due_while_all_that_is_open_is_worked_on(staff: Client, acme: Workspace) -> None:
    job = open_work(acme, late=timedelta(minutes=5))
    with tenancy.inside(acme.schema_name):
        JobItem.objects.filter(job=job).exclude(position=0).delete()
        JobItem.objects.filter(job=job).update(lease_until=now() + timedelta(seconds=50))

    text = page(staff, "generation_work")

    assert "Nothing is due" in text


def test_open_work_costs_the_same_however_much_a_workspace_has(
    staff: Client, acme: Workspace, django_assert_max_num_queries: Any
) -> None:
    open_work(acme, late=timedelta(minutes=5))
    with tenancy.inside(acme.schema_name):
        job = Job.objects.get()
        JobItem.objects.bulk_create(JobItem(job=job, position=at) for at in range(3, 103))
    page(staff, "generation_work")

    with django_assert_max_num_queries(12):
        page(staff, "generation_work")


def test_a_workspace_that_is_going_is_not_looked_into(
    staff: Client, acme: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_work(acme, late=timedelta(0))
    monkeypatch.setattr(pulse, "SERVED", ())
    monkeypatch.setattr(tenancy, "inside", None)

    assert acme.name in page(staff, "generation_work")


def test_only_the_newest_tries_are_shown_and_the_rest_counted(
    staff: Client, acme: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("generation.admin.TRIES_SHOWN", 3)
    job = open_work(acme, late=timedelta(0))
    with tenancy.inside(acme.schema_name):
        item = JobItem.objects.get(job=job, position=0)
        Attempt.objects.bulk_create(
            Attempt(item=item, number=number, worker=f"w{number}", outcome="lost")
            for number in range(1, 6)
        )

    text = page(staff, "generation_job_detail", acme.slug, job.pk)

    assert "Tries: the newest 3 of 5" in text
    assert ">w5<" in text
    assert ">w2<" not in text


def test_a_job_of_a_hundred_items_costs_what_one_of_three_does(
    staff: Client, acme: Workspace, django_assert_max_num_queries: Any
) -> None:
    job = open_work(acme, late=timedelta(0))
    with tenancy.inside(acme.schema_name):
        items = JobItem.objects.bulk_create(JobItem(job=job, position=at) for at in range(3, 103))
        Attempt.objects.bulk_create(Attempt(item=item, number=1, worker="w") for item in items)
    page(staff, "generation_job_detail", acme.slug, job.pk)

    with django_assert_max_num_queries(14):
        page(staff, "generation_job_detail", acme.slug, job.pk)


@pytest.mark.parametrize("name", PAGES)
def test_people_who_are_no_staff_never_see_them(name: str, alice: User, client_for: Any) -> None:
    answer = client_for(alice).get(reverse(f"admin:{name}"))

    assert answer.status_code in {302, 403}


def test_staff_without_the_right_see_and_do_nothing(
    boss: User, staff: Client, acme: Workspace
) -> None:
    job = open_work(acme, late=timedelta(0))
    with tenancy.inside(acme.schema_name):
        JobItem.objects.filter(job=job, position=1).update(
            state="failed", error_code="job.unforeseen", finished_at=now()
        )
    User.objects.filter(pk=boss.pk).update(is_superuser=False)
    detail = reverse("admin:generation_job_detail", args=[acme.slug, job.pk])
    addresses = [detail, *(reverse(f"admin:{name}") for name in PAGES)]

    answers = [staff.get(address).status_code for address in addresses]
    changes = [staff.post(address).status_code for address in (detail, addresses[3])]

    assert set(answers) == {403}
    assert set(changes) == {403}
    assert acme.name not in page(staff, "index")
    with tenancy.inside(acme.schema_name):
        assert JobItem.objects.get(job=job, position=1).state == "failed"


def test_who_may_only_see_jobs_tries_none_again(boss: User, staff: Client, acme: Workspace) -> None:
    job = open_work(acme, late=timedelta(0))
    with tenancy.inside(acme.schema_name):
        JobItem.objects.filter(job=job, position=1).update(
            state="failed", error_code="job.unforeseen", finished_at=now()
        )
        sql.recount(job.pk)
    User.objects.filter(pk=boss.pk).update(is_superuser=False)
    boss.user_permissions.add(Permission.objects.get(codename="view_job"))
    detail = reverse("admin:generation_job_detail", args=[acme.slug, job.pk])

    seen, tried = staff.get(detail), staff.post(detail)

    assert (seen.status_code, tried.status_code) == (200, 403)
    assert not seen.context["can_replay"]
    with tenancy.inside(acme.schema_name):
        assert JobItem.objects.get(job=job, position=1).state == "failed"


def test_jobs_are_read_and_never_added_changed_or_deleted(staff: Client, acme: Workspace) -> None:
    job = open_work(acme, late=timedelta(0))

    assert staff.get(reverse("admin:generation_job_add")).status_code == 403
    for action in ("change", "delete", "history"):
        address = reverse(f"admin:generation_job_{action}", args=[job.pk])
        assert (staff.get(address).status_code, staff.post(address).status_code) == (404, 404)
    with tenancy.inside(acme.schema_name):
        assert Job.objects.filter(pk=job.pk).exists()


@pytest.mark.parametrize("count", [1, 50])
def test_a_list_of_jobs_costs_the_same_however_long_it_is(
    count: int, staff: Client, acme: Workspace, django_assert_num_queries: Any
) -> None:
    with tenancy.inside(acme.schema_name):
        Job.objects.bulk_create(
            Job(kind="image", title=f"Job {at}", total=0, state="queued") for at in range(count)
        )
    page(staff, "generation_job_changelist", workspace=acme.slug)

    # Eleven for who asks, where, and that it is recorded; two for the jobs.
    with django_assert_num_queries(13):
        page(staff, "generation_job_changelist", workspace=acme.slug)
