"""What workers record: by the system, for who asked last, as caused by the request they asked in."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from celery.app.trace import build_tracer

from accounts.models import User
from assets.models import Asset
from audit import services as audit
from audit.models import AuditEvent
from generation import services, staff_dead, tasks
from generation.models import ItemState, Job, JobItem
from generation.providers.base import ProviderError
from generation.services import ImageOrder
from tests.factories import people
from tests.factories.jobs import access_to
from tests.factories.providers import ScriptedProvider
from tests.integration.generation.conftest import Place
from workspaces import task as carried
from workspaces import tenancy
from workspaces.roles import Role

pytestmark = pytest.mark.usefixtures("alone")
Said = tuple[str, str, str, str, str]


@pytest.fixture
def member(place: Place) -> User:
    with tenancy.outside():
        user = people.person("Mika")
        people.join(user, place.workspace, Role.EDITOR)
    return user


@pytest.fixture
def staff(place: Place) -> User:
    with tenancy.outside():
        user = people.person("Stefa")
        User.objects.filter(pk=user.pk).update(is_staff=True, is_superuser=True)
    user.refresh_from_db()
    return user


@contextmanager
def requested(request_id: str, session_id: str = "") -> Iterator[None]:
    """Do something as a request does."""
    audit.set_origin(
        request_id=request_id, session_id=session_id, address="203.0.113.9", user_agent="Browser"
    )
    try:
        yield
    finally:
        audit.clear_origin()


def ordered(place: Place, photo: Asset) -> JobItem:
    order = ImageOrder([photo.pk], ["pure-white"], long_side_px=640)
    job = services.submit(access_to(place.workspace), order, by=place.owner)
    return job.items.get()


def run(task: Any, *args: str, headers: dict[str, Any] | None = None) -> str:
    """Run a task as a worker does, from its message on; return the task's id."""
    task_id = uuid.uuid4().hex
    message = {"id": task_id, "is_eager": False, "hostname": "w", "args": args, **(headers or {})}
    trace = build_tracer(task.name, task, app=task.app)
    # Outside the workspace: nothing but the message says where it works.
    with tenancy.outside():
        outcome = trace(task_id, args, {}, message)
    assert outcome.retval is None, outcome
    return task_id


def said(*about: Any) -> list[Said]:
    """Return of each event who acted, for whom, in which request and session."""
    events = AuditEvent.objects.filter(target_id__in=[str(one.pk) for one in about]).order_by("id")
    return [
        (one.action.partition(".")[2], one.actor_type, one.on_behalf_of, one.request_id, one.session_id)
        for one in events
    ]  # fmt: skip


def test_an_item_is_finished_for_who_ordered_it_in_their_request(
    place: Place, photo: Asset
) -> None:
    with requested("order-1", "session-1"):
        item = ordered(place, photo)

    run(tasks.run_image, place.schema_name, str(item.pk))

    item.refresh_from_db()
    made = item.outputs.get().asset
    owner = str(place.owner.pk)
    assert item.state == ItemState.SUCCEEDED
    assert said(item.job) == [("job.submitted", "user", "", "order-1", "session-1")]
    assert said(item) == [("item.finished", "system", owner, "order-1", "session-1")]
    assert said(made) == [("asset.created", "system", owner, "order-1", "session-1")]
    finished = AuditEvent.objects.get(target_id=str(item.pk))
    assert (finished.address, finished.user_agent) == (None, "")


def test_what_a_second_member_has_tried_again_is_done_for_them(
    place: Place, photo: Asset, member: User, provider: type[ScriptedProvider]
) -> None:
    with requested("order-1"):
        item = ordered(place, photo)
    provider.script = [ProviderError("vendor.refused", retryable=False)]
    run(tasks.run_image, place.schema_name, str(item.pk))

    with requested("retry-1", "session-2"):
        services.retry_item(
            access_to(place.workspace, Role.EDITOR), item.job_id, item.pk, by=member
        )
    run(tasks.run_image, place.schema_name, str(item.pk))

    item.refresh_from_db()
    made = item.outputs.get().asset
    assert said(item) == [
        ("item.failed", "system", str(place.owner.pk), "order-1", ""),
        ("item.finished", "system", str(member.pk), "retry-1", "session-2"),
    ]
    assert said(made) == [("asset.created", "system", str(member.pk), "retry-1", "session-2")]
    retried = AuditEvent.objects.get(target_id=str(item.job_id), action="generation.job.retried")
    assert (retried.actor_type, retried.actor_id) == ("user", str(member.pk))


def test_what_staff_have_tried_again_says_so(
    place: Place, photo: Asset, staff: User, provider: type[ScriptedProvider]
) -> None:
    with requested("order-1"):
        item = ordered(place, photo)
    provider.script = [ProviderError("vendor.refused", retryable=False)]
    run(tasks.run_image, place.schema_name, str(item.pk))

    with requested("staff-1"), tenancy.outside():
        staff_dead.replay(place.workspace, item.job_id, by=staff)
    run(tasks.run_image, place.schema_name, str(item.pk))

    retried = AuditEvent.objects.get(target_id=str(item.job_id), action="generation.job.retried")
    assert (retried.actor_type, retried.actor_id) == ("staff", str(staff.pk))
    assert said(item)[-1] == ("item.finished", "system", str(staff.pk), "staff-1", "")


def test_an_item_of_before_this_was_noted_is_done_for_its_jobs_maker(
    place: Place, photo: Asset
) -> None:
    item = ordered(place, photo)
    JobItem.objects.filter(pk=item.pk).update(asked={})

    task_id = run(tasks.run_image, place.schema_name, str(item.pk))

    assert said(item) == [("item.finished", "system", str(place.owner.pk), task_id, "")]


def test_a_request_travels_with_the_message_and_ends_with_the_task(
    place: Place, photo: Asset
) -> None:
    headers: dict[str, Any] = {}
    with requested("request-1", "session-1"):
        carried.send_origin(headers=headers)
    item = ordered(place, photo)
    JobItem.objects.filter(pk=item.pk).update(asked={})

    run(tasks.run_image, place.schema_name, str(item.pk), headers=headers)

    assert said(item)[-1][3:] == ("request-1", "session-1")
    assert audit.origin() == audit.Origin()


def test_what_is_sent_outside_a_request_carries_none() -> None:
    headers: dict[str, Any] = {}
    carried.send_origin(headers=headers)

    assert headers == {}


def test_every_row_of_a_job_names_who_acts(place: Place, photo: Asset) -> None:
    with requested("order-1"):
        item = ordered(place, photo)
    run(tasks.run_image, place.schema_name, str(item.pk))

    rows = AuditEvent.objects.filter(workspace_id=place.workspace.pk, request_id="order-1")
    assert {row.actor_type for row in rows} == {"user", "system"}
    assert all(row.actor_id if row.actor_type == "user" else row.on_behalf_of for row in rows)
    assert Job.objects.filter(pk=item.job_id, succeeded=1).exists()
