"""Conversions for programs: asked for, looked at, listed; each wrong wish named by its field."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from assets import queue
from assets.models import Asset, Derivative
from tests.factories import stock
from workspaces import tenancy
from workspaces.models import Workspace


@pytest.fixture(autouse=True)
def _nobody_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "do", lambda *_given: None)


@pytest.fixture
def api(api_for: Callable[..., APIClient], alice: User, acme: Workspace) -> APIClient:
    return api_for(alice, acme)


@pytest.fixture
def photo(acme: Workspace) -> Asset:
    with tenancy.inside(acme.schema_name):
        return stock.asset(name="Mug front")


def where(asset: Asset, made: str = "") -> str:
    return f"/api/v1/assets/{asset.pk}/derivatives" + (f"/{made}" if made else "")


def ready(acme: Workspace, made: str) -> None:
    with tenancy.inside(acme.schema_name):
        row = Derivative.objects.get(pk=made)
        Derivative.objects.filter(pk=made).update(
            state="ready",
            key=f"{acme.schema_name}/derived/x.webp",
            content_type="image/webp",
            size_bytes=12_345,
            width_px=320,
            height_px=240,
            parameters={**row.parameters, "written_quality": 61},
        )


def test_it_is_accepted_then_answered_with_its_address(
    api: APIClient, photo: Asset, acme: Workspace
) -> None:
    wish = {"format": "webp", "quality": 80, "max_px": 320, "max_bytes": 50_000}

    asked = api.post(where(photo), wish, format="json")
    ready(acme, asked.json()["id"])
    again = api.post(where(photo), wish, format="json")
    shown = api.get(where(photo, asked.json()["id"]))

    assert (asked.status_code, asked.json()["state"], asked.json()["url"]) == (202, "waiting", None)
    assert asked["Location"] == where(photo, asked.json()["id"])
    assert (again.status_code, again.json()["id"]) == (200, asked.json()["id"])
    body = shown.json()
    assert (body["format"], body["quality"], body["written_quality"]) == ("webp", 80, 61)
    assert (body["max_px"], body["max_bytes"], body["size_bytes"]) == (320, 50_000, 12_345)
    assert "x.webp" in body["url"]
    assert "attachment" in body["url"]


def test_the_same_key_makes_nothing_twice(api: APIClient, photo: Asset, acme: Workspace) -> None:
    key = {"HTTP_IDEMPOTENCY_KEY": uuid.uuid4().hex}

    first = api.post(where(photo), {"format": "avif"}, format="json", **key)
    second = api.post(where(photo), {"format": "avif"}, format="json", **key)

    assert first.json()["id"] == second.json()["id"]
    with tenancy.inside(acme.schema_name):
        assert Derivative.objects.count() == 1


def test_they_are_listed_newest_first_and_only_of_the_present_version(
    api: APIClient, photo: Asset, acme: Workspace
) -> None:
    ids = [
        api.post(where(photo), {"format": name}, format="json").json()["id"]
        for name in ("webp", "jpeg")
    ]

    assert [row["id"] for row in api.get(where(photo)).json()["results"]] == ids[::-1]
    with tenancy.inside(acme.schema_name):
        other = stock.asset(name="newer")
        Asset.objects.filter(pk=other.pk).update(current=None)
        other.file.__class__.objects.filter(pk=other.current_id).update(asset=photo, number=2)
        Asset.objects.filter(pk=photo.pk).update(current=other.current_id)
    assert api.get(where(photo)).json()["results"] == []


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({}, "format"),
        ({"format": "bmp"}, "format"),
        ({"format": "webp", "quality": 0}, "quality"),
        ({"format": "webp", "quality": 101}, "quality"),
        ({"format": "webp", "quality": "good"}, "quality"),
        ({"format": "webp", "max_px": 15}, "max_px"),
        ({"format": "webp", "max_px": 5000}, "max_px"),
        ({"format": "webp", "max_bytes": 999}, "max_bytes"),
    ],
)
def test_a_wrong_wish_is_told_by_its_field(
    wish: dict[str, Any], field: str, api: APIClient, photo: Asset
) -> None:
    answer = api.post(where(photo), wish, format="json")

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [field]


def test_a_failure_is_told_with_its_code_and_in_words(
    api: APIClient, photo: Asset, acme: Workspace
) -> None:
    made = api.post(where(photo), {"format": "png"}, format="json").json()["id"]
    with tenancy.inside(acme.schema_name):
        Derivative.objects.filter(pk=made).update(
            state="failed",
            problem="conversion-not-so-small",
            problem_data={"asked": 1000, "least": 7879},
        )

    body = api.get(where(photo, made)).json()

    assert (body["state"], body["problem"]) == ("failed", "conversion-not-so-small")
    assert "1000" in body["detail"]
    assert "7.7" in body["detail"]


def test_a_video_is_not_converted(api: APIClient, photo: Asset, acme: Workspace) -> None:
    with tenancy.inside(acme.schema_name):
        Asset.objects.filter(pk=photo.pk).update(kind=Asset.Kind.VIDEO)

    answer = api.post(where(photo), {"format": "webp"}, format="json")

    assert (answer.status_code, answer.json()["code"]) == (422, "not-a-picture")


def test_what_is_not_theirs_is_not_found(
    api: APIClient, api_for: Callable[..., APIClient], mallory: User, beta: Workspace, photo: Asset
) -> None:
    made = api.post(where(photo), {"format": "webp"}, format="json").json()["id"]
    stranger = api_for(mallory, beta)

    answers = [
        stranger.get(where(photo)),
        stranger.get(where(photo, made)),
        stranger.post(where(photo), {"format": "webp"}, format="json"),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]


def test_what_lies_in_the_bin_is_not_found(api: APIClient, photo: Asset) -> None:
    made = api.post(where(photo), {"format": "webp"}, format="json").json()["id"]
    api.delete(f"/api/v1/assets/{photo.pk}")

    assert api.get(where(photo, made)).status_code == 404
    assert api.get(where(photo)).status_code == 404
    assert api.post(where(photo), {"format": "webp"}, format="json").status_code == 404
