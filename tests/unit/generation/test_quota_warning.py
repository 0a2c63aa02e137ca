"""An order that leaves a meter near its limit is told so with its answer, whatever its kind."""

from typing import Any

import pytest

from accounts.models import User
from billing import services as billing
from billing.models import QuotaPeriod, Reservation
from tests.factories import copy, plans
from tests.unit.generation import billed
from tests.unit.generation.billed import Asked
from workspaces import tenancy
from workspaces.models import Workspace

pytestmark = pytest.mark.usefixtures("sent")
HEADER = "Quota-Warning"
UPLOADS = "/api/v1/assets/uploads"


def taken(asked: Asked, place: Workspace, units: int) -> None:
    """Let so many of a hundred units be used and held once this has been ordered."""
    with tenancy.outside():
        reserved = billing.usage(workspace_id=place.pk, meter=asked.meter).reserved
    QuotaPeriod.objects.filter(workspace=place, meter=asked.meter).update(
        limit_units=100, used=units - asked.units - reserved
    )


@pytest.mark.parametrize(("units", "level"), [(80, 80), (94, 80), (95, 95), (100, 100)])
def test_a_level_that_is_reached_is_told(
    acme: Workspace, alice: User, send: Any, units: int, level: int
) -> None:
    asked = billed.prepared("/api/v1/images/generate", acme, alice)
    taken(asked, acme, units)

    answer = send(asked)

    assert (answer.status_code, answer[HEADER]) == (202, f'meter="images";level={level}')


def test_every_order_near_a_limit_says_so(asked: Asked, acme: Workspace, send: Any) -> None:
    taken(asked, acme, 80)

    answer = send(asked)

    assert answer.status_code == asked.status
    assert answer[HEADER] == f'meter="{asked.meter}";level=80'


def test_no_order_far_from_a_limit_does(asked: Asked, acme: Workspace, send: Any) -> None:
    taken(asked, acme, 79)

    assert HEADER not in send(asked)


def test_what_is_only_priced_or_refused_says_nothing(
    acme: Workspace, alice: User, send: Any
) -> None:
    asked = billed.prepared("/api/v1/images/generate", acme, alice)
    taken(asked, acme, 100)
    assert HEADER not in send(asked, "?dry_run=true")

    taken(asked, acme, 101)
    answer = send(asked)

    assert (answer.status_code, HEADER in answer) == (402, False)


def test_one_request_leaves_nothing_to_the_next(acme: Workspace, alice: User, send: Any) -> None:
    asked = billed.prepared("/api/v1/images/generate", acme, alice)
    taken(asked, acme, 90)
    assert HEADER in send(asked)

    assert HEADER not in send(asked, "?dry_run=true")


def test_a_file_that_fills_the_room_says_so(in_acme: Workspace, alice: User, api_for: Any) -> None:
    plans.limit(in_acme.pk, "storage_bytes", 1000)
    api = api_for(alice, in_acme)
    body = {"filename": "mug.jpg", "content_type": "image/jpeg", "size_bytes": 400}

    first, second = (api.post(UPLOADS, body, format="json") for _ in range(2))

    assert (first.status_code, HEADER in first) == (201, False)
    assert second[HEADER] == 'meter="storage_bytes";level=80'


@pytest.mark.parametrize("address", [*sorted(billed.CASES), UPLOADS, "/api/v1/assets/upload"])
def test_the_document_tells_of_it(address: str) -> None:
    answers = billed.posts()[address]["responses"]
    done = next(status for status in ("202", "201", "200") if status in answers)

    assert HEADER in answers[done]["headers"]
    assert not [
        other
        for other, answer in answers.items()
        if other != done and HEADER in answer.get("headers", {})
    ]


def test_the_product_of_an_order_travels_to_what_was_used(in_acme: Workspace, alice: User) -> None:
    mug, lamp = copy.product(alice, name="Mug"), copy.product(alice, name="Lamp")
    job = copy.submit(in_acme, alice, products=(mug, lamp), kinds=("title",), languages=("en",))

    held = Reservation.objects.filter(job_id=job.pk)

    assert sorted(held.values_list("product", flat=True)) == ["Lamp", "Mug"]
