"""Who is told of a job's end, of what, and how often: at most one notice for one end."""

from typing import Any

import pytest

from accounts import services as accounts
from accounts.models import Notification, User
from billing.models import QuotaPeriod
from generation import kinds, news, services, work
from generation.models import ItemState, Job
from generation.providers.base import ProviderError
from generation.screens.notices import pictures
from tests.factories.jobs import access_to
from tests.unit.generation.conftest import Sent
from tests.unit.generation.made import succeed
from tests.unit.generation.test_finishing import Made
from workspaces.models import Membership, Workspace

pytestmark = pytest.mark.usefixtures("sent")


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Made:
    delivery = Made()
    monkeypatch.setattr(kinds, "of", lambda _kind: delivery)
    return delivery


def work_off(place: Workspace, job: Job) -> None:
    """Work on every item that waits."""
    for item in job.items.filter(state=ItemState.QUEUED):
        assert work.run(place.schema_name, item.pk, worker="here")


def told(person: User) -> list[Notification]:
    return list(accounts.notices_of(person.pk))


def failing(*_args: Any) -> None:
    raise ProviderError("image.refused", retryable=False)


def test_a_job_of_many_is_told_once_when_the_last_has_ended(
    in_acme: Workspace, job: Job, alice: User, made: Made
) -> None:
    first, *_rest = job.items.all()
    work.run(in_acme.schema_name, first.pk, worker="here")
    assert told(alice) == []

    work_off(in_acme, job)

    [notice] = told(alice)
    assert (notice.kind, notice.workspace_id) == ("job_finished", in_acme.pk)
    assert notice.data == {
        "of": "image", "made": 3, "total": 3, "failed": 0, "stopped": 0, "title": job.title,
    }  # fmt: skip
    assert notice.path == f"/w/{in_acme.slug}/jobs/{job.pk}"
    assert notice.subject == f"job:{job.pk}"


def test_what_failed_is_told_and_told_again_when_it_was_tried_again(
    in_acme: Workspace, job: Job, alice: User, made: Made
) -> None:
    made.happens = failing
    work_off(in_acme, job)
    assert [one.kind for one in told(alice)] == ["job_failed"]

    made.happens = lambda _run: None
    services.retry_item(access_to(in_acme), job.pk, job.items.all()[0].pk, by=alice)
    work_off(in_acme, job)

    assert [one.kind for one in told(alice)] == ["job_partly", "job_failed"]
    assert told(alice)[0].data["failed"] == 2


def test_what_a_person_stopped_themselves_they_are_not_told(
    in_acme: Workspace, job: Job, alice: User, made: Made
) -> None:
    work.run(in_acme.schema_name, job.items.all()[0].pk, worker="here")

    services.cancel(access_to(in_acme), job.pk, by=alice)

    assert told(alice) == []


def test_what_somebody_else_stopped_is_told_once(
    in_acme: Workspace, job: Job, alice: User, bob: User
) -> None:
    services.cancel(access_to(in_acme), job.pk, by=bob)

    [notice] = told(alice)
    assert (notice.kind, notice.data["person"]) == ("job_stopped", bob.label)
    assert told(bob) == []


def test_who_is_in_the_workspace_no_more_hears_nothing_of_it(
    in_acme: Workspace, job: Job, alice: User, made: Made
) -> None:
    Membership.objects.filter(user=alice, workspace=in_acme).delete()

    work_off(in_acme, job)

    assert told(alice) == []


def test_a_notice_shares_the_fate_of_the_end(
    in_acme: Workspace, job: Job, alice: User, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, third = job.items.all()
    for item in (first, second):
        work.run(in_acme.schema_name, item.pk, worker="here")

    def broken(*_args: Any, **_more: Any) -> None:
        raise RuntimeError("settling fails")

    with monkeypatch.context() as patch:
        patch.setattr("generation.finishing._settle", broken)
        with pytest.raises(RuntimeError):
            work.run(in_acme.schema_name, third.pk, worker="here")

    assert told(alice) == []


def test_the_workspaces_pages_hear_of_it_after_the_commit(
    in_acme: Workspace,
    job: Job,
    alice: User,
    made: Made,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    heard: list[Any] = []
    monkeypatch.setattr(
        "generation.progress.publish_notice",
        lambda schemas, user_id: heard.append((list(schemas), user_id)),
    )

    with django_capture_on_commit_callbacks(execute=True):
        work_off(in_acme, job)

    assert heard == [([in_acme.schema_name], alice.pk)]


def test_what_belongs_to_no_workspace_is_heard_in_all_of_a_persons(
    acme: Workspace, beta: Workspace, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[str] = []
    monkeypatch.setattr(
        "generation.progress.publish_notice", lambda schemas, _user_id: heard.extend(schemas)
    )
    Membership.objects.create(user=alice, workspace=beta, role="viewer")

    news.publish(user_id=alice.pk)

    assert set(heard) == {acme.schema_name, beta.schema_name}


# --- units that run low -------------------------------------------------------------------------
def _left(place: Workspace, left: int, *, limit: int = 100) -> None:
    QuotaPeriod.objects.filter(workspace=place, meter="images").update(
        limit_units=limit, used=limit - left, reserved=0
    )


@pytest.mark.parametrize(
    ("left", "level"), [(24, None), (22, 80), (8, 95), (5, None), (3, 100), (90, None)]
)
def test_owners_and_admins_are_told_when_units_run_low(
    in_acme: Workspace, alice: User, bob: User, job: Job, left: int, level: int | None
) -> None:
    _left(in_acme, left)

    services.duplicate(access_to(in_acme), job.pk, by=bob)

    notices = told(alice)
    assert [one.data["level"] for one in notices] == ([level] if level else [])
    assert told(bob) == [], "an editor does not run the workspace"
    if level:
        assert notices[0].data["used"] == 100 - left + 3
        assert notices[0].data["limit"] == 100


def test_a_level_is_told_once_a_period(
    in_acme: Workspace, alice: User, job: Job, sent: Sent
) -> None:
    for _twice in range(2):
        _left(in_acme, 22)
        services.duplicate(access_to(in_acme), job.pk, by=alice)

    assert [one.kind for one in told(alice)] == ["quota_warning"]


# --- pictures -----------------------------------------------------------------------------------
def test_a_job_is_shown_by_its_first_picture_to_who_may_see_it(
    in_acme: Workspace, job: Job, alice: User, mallory: User, django_assert_num_queries: Any
) -> None:
    first, second, _third = job.items.all()
    for item in (second, first):
        succeed(item)
    asked = [(in_acme.pk, f"job:{job.pk}"), (in_acme.pk, "members:1")]

    with django_assert_num_queries(3):
        found = pictures(user_id=alice.pk, subjects=asked, origin="http://here")

    shown = first.outputs.get().asset
    assert list(found) == [f"job:{job.pk}"]
    assert shown is not None
    assert shown.current is not None
    assert any(key in found[f"job:{job.pk}"] for key in shown.current.thumbs.values())
    assert pictures(user_id=mallory.pk, subjects=asked, origin="http://here") == {}
