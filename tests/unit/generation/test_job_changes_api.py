"""The same over the API, for every kind of job; and what an order would use."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from billing.models import LedgerEntry, QuotaPeriod, Reservation
from generation import services
from generation.models import Job, JobItem, VideoProject
from tests.factories import copy, stock
from tests.factories.jobs import access_to
from tests.unit.generation import made
from workspaces import tenancy
from workspaces.models import Workspace

pytestmark = pytest.mark.usefixtures("sent")
Api = Callable[..., APIClient]


@pytest.fixture(params=["images", "copy", "video"])
def address(
    request: pytest.FixtureRequest, acme: Workspace, alice: User, project: VideoProject
) -> str:
    """Return the address of a job of each kind."""
    family: str = request.param
    with tenancy.inside(acme.schema_name):
        if family == "images":
            job = made.job(acme, alice, styles=("sky", "kitchen"))
        elif family == "copy":
            job = copy.submit(acme, alice)
        else:
            job = services.submit(access_to(acme), services.VideoOrder(project.pk), by=alice)
    return f"/api/v1/{family}/{job.pk}"


def stored(place: Workspace, address: str) -> Job:
    with tenancy.inside(place.schema_name):
        return Job.objects.get(pk=address.rpartition("/")[2])


def fail_all(place: Workspace, address: str) -> None:
    with tenancy.inside(place.schema_name):
        for item in JobItem.objects.filter(job=address.rpartition("/")[2]):
            made.fail(item)


def test_one_item_of_any_job_is_stopped_and_tried_again(
    address: str, acme: Workspace, alice: User, api_for: Api
) -> None:
    api = api_for(alice, acme)
    item = f"{address}/items/{api.get(address).json()['items'][0]['id']}"

    stopped = api.post(f"{item}/cancel")
    twice = api.post(f"{item}/cancel")
    never = api.post(f"{item}/retry")
    unknown = api.post(f"{address}/items/{uuid4()}/cancel")

    assert (stopped.status_code, stopped.json()["counts"]["cancelled"]) == (200, 1)
    assert (twice.status_code, twice.json()["code"]) == (409, "nothing-to-do")
    assert (never.status_code, never.json()["code"]) == (409, "nothing-to-do")
    assert unknown.status_code == 404


def test_one_failed_item_of_any_job_is_tried_again(
    address: str, acme: Workspace, alice: User, api_for: Api
) -> None:
    fail_all(acme, address)
    api = api_for(alice, acme)
    item = api.get(address).json()["items"][0]["id"]

    again = api.post(f"{address}/items/{item}/retry")

    assert (again.status_code, again.json()["counts"]["queued"]) == (200, 1)


def test_any_job_is_made_again_once_for_one_key(
    address: str, acme: Workspace, alice: User, api_for: Api
) -> None:
    fail_all(acme, address)
    api, key = api_for(alice, acme), {"Idempotency-Key": "again-1"}

    first = api.post(f"{address}/duplicate", headers=key)
    second = api.post(f"{address}/duplicate", headers=key)

    assert first.status_code == 202
    assert first.json()["id"] == second.json()["id"] != address.rpartition("/")[2]
    assert first.headers["Location"] == f"{address.rpartition('/')[0]}/{first.json()['id']}"
    assert first.json()["counts"]["queued"] == stored(acme, address).total


def test_any_ended_job_is_deleted_from_the_history_and_an_open_one_is_not(
    address: str, acme: Workspace, alice: User, api_for: Api
) -> None:
    api = api_for(alice, acme)

    early = api.delete(address)
    fail_all(acme, address)
    gone = api.delete(address)

    assert (early.status_code, early.json()["code"]) == (409, "job-open")
    assert gone.status_code == 204
    assert api.get(address).status_code == api.delete(address).status_code == 404
    assert stored(acme, address).hidden_at is not None


@pytest.mark.parametrize("what", ["cancel_item", "retry_item", "duplicate", "delete"])
def test_a_viewer_changes_no_job_and_a_stranger_finds_none(
    what: str,
    address: str,
    acme: Workspace,
    alice: User,
    carol: User,
    mallory: User,
    beta: Workspace,
    api_for: Api,
) -> None:
    item = api_for(alice, acme).get(address).json()["items"][0]["id"]
    parts = {
        "cancel_item": f"/items/{item}/cancel",
        "retry_item": f"/items/{item}/retry",
        "duplicate": "/duplicate",
    }

    def ask(api: APIClient) -> int:
        if what == "delete":
            return int(api.delete(address).status_code)
        return int(api.post(address + parts[what]).status_code)

    assert ask(api_for(carol, acme)) == 403
    assert ask(api_for(mallory, beta)) == 404
    assert stored(acme, address).version == 1


# --- what an order would use --------------------------------------------------------------------


@pytest.fixture
def order(
    request: pytest.FixtureRequest, acme: Workspace, alice: User, project: VideoProject
) -> tuple[str, dict[str, Any], str, int]:
    """Return what is asked for at which address, of which meter, and how much it takes."""
    with tenancy.inside(acme.schema_name):
        row = copy.product(alice)
        photo = stock.asset(name="Front", product=row)
    images = {"asset_ids": [str(photo.pk)], "styles": ["sky", "kitchen"]}
    texts = {"product_ids": [str(row.pk)], "kinds": ["title"], "languages": ["en", "zh-hans"]}
    orders: dict[str, tuple[str, dict[str, Any], str, int]] = {
        "images": ("/api/v1/images/generate", images, "images", 2),
        "copy": ("/api/v1/copy/generate", texts, "copies", 2),
        "script": ("/api/v1/video/script", {"product_id": str(row.pk)}, "copies", 1),
        "video": ("/api/v1/video/generate", {"project_id": str(project.pk)}, "video_seconds", 6),
    }
    return orders[request.param]


EVERY_ORDER = pytest.mark.parametrize("order", ["images", "copy", "script", "video"], indirect=True)


@EVERY_ORDER
def test_a_dry_run_says_what_an_order_would_use_and_writes_nothing(
    order: tuple[str, dict[str, Any], str, int], acme: Workspace, alice: User, api_for: Api
) -> None:
    address, body, meter, units = order
    api = api_for(alice, acme)

    before = api.post(f"{address}?dry_run=true", body, format="json")
    limit = before.json()["limit"]
    QuotaPeriod.objects.filter(workspace=acme, meter=meter).update(limit_units=units - 1)
    over = api.post(f"{address}?dry_run=1", body, format="json")

    assert before.status_code == over.status_code == 200
    assert before.json() == {
        "meter": meter,
        "units": units,
        "limit": limit,
        "used": 0,
        "reserved": 0,
        "left": limit,
        "remaining_after": limit - units,
        "would_fit": True,
        "beyond": 0,
        "price": 0,
        "currency": "USD",
    }
    assert (over.json()["remaining_after"], over.json()["would_fit"]) == (-1, False)
    with tenancy.inside(acme.schema_name):
        assert not Job.objects.exists()
        assert VideoProject.objects.count() == 1
    assert not Reservation.objects.filter(workspace=acme, meter=meter).exists()
    assert not LedgerEntry.objects.filter(
        workspace_id=acme.pk, kind="reserve", meter=meter
    ).exists()


@EVERY_ORDER
def test_an_order_without_it_is_made(
    order: tuple[str, dict[str, Any], str, int], acme: Workspace, alice: User, api_for: Api
) -> None:
    address, body, _meter, _units = order

    answer = api_for(alice, acme).post(f"{address}?dry_run=false", body, format="json")

    assert answer.status_code == 202
    family = "copy" if address.endswith("script") else address.split("/")[3]
    assert answer.headers["Location"] == f"/api/v1/{family}/{answer.json()['id']}"


def test_a_dry_run_refuses_what_the_order_would(
    acme: Workspace, alice: User, carol: User, api_for: Api
) -> None:
    address = "/api/v1/images/generate"
    body = {"asset_ids": [str(uuid4())], "styles": ["sky"]}
    api = api_for(alice, acme)

    gone = api.post(f"{address}?dry_run=true", body, format="json")
    unclear = api.post(f"{address}?dry_run=perhaps", body, format="json")
    project = api.post(
        "/api/v1/video/generate?dry_run=true", {"project_id": str(uuid4())}, format="json"
    )
    viewer = api_for(carol, acme).post(f"{address}?dry_run=true", body, format="json")

    assert (gone.status_code, gone.json()["code"]) == (422, "asset-unknown")
    assert unclear.status_code == 400
    assert project.status_code == 404
    assert viewer.status_code == 403
