"""Versions, uses, copies and files to take home, for programs."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from assets import queue
from assets.models import Asset, AssetVersion, Export
from tests.factories import copy, stock
from workspaces import tenancy
from workspaces.models import Workspace

Put = Callable[..., Asset]


@pytest.fixture
def api(api_for: Any, alice: User, acme: Workspace) -> APIClient:
    client: APIClient = api_for(alice, acme)
    return client


@pytest.fixture
def put(acme: Workspace) -> Put:
    def keep(name: str = "Front", *, sha256: str = "") -> Asset:
        with tenancy.inside(acme.schema_name):
            asset = stock.asset(name=name)
            if sha256:
                AssetVersion.objects.filter(asset=asset).update(sha256=sha256)
            return asset

    return keep


@pytest.fixture
def twice(acme: Workspace, put: Put) -> Asset:
    """A file of two versions, the second of which is shown."""
    asset = put()
    with tenancy.inside(acme.schema_name):
        asset.current = AssetVersion.objects.create(
            asset=asset, number=2, key=f"ws/clean/{uuid4()}", sha256="b" * 64, width_px=10,
            content_type="image/jpeg", size_bytes=5, height_px=10, filename="b.jpg",
        )  # fmt: skip
        asset.save(update_fields=["current"])
    return asset


@pytest.fixture(autouse=True)
def _nobody_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "do", lambda *_given: None)


def test_versions_are_listed_newest_first(api: APIClient, twice: Asset) -> None:
    here = f"/api/v1/assets/{twice.pk}/versions"

    rows = api.get(here).json()["results"]

    assert [(row["number"], row["is_current"]) for row in rows] == [(2, True), (1, False)]
    assert api.get(f"{here}/1").json() == rows[1]
    assert rows[0]["filename"] == "b.jpg"
    assert api.get(f"/api/v1/assets/{uuid4()}/versions").status_code == 404


def test_a_list_of_versions_takes_few_questions(
    api: APIClient, twice: Asset, asked: Any, acme: Workspace
) -> None:
    with tenancy.inside(acme.schema_name):
        for number in range(3, 30):
            AssetVersion.objects.create(
                asset=twice, number=number, key=f"v{number}", sha256="c" * 64, width_px=1,
                content_type="image/jpeg", size_bytes=5, height_px=1,
            )  # fmt: skip
    here = f"/api/v1/assets/{twice.pk}/versions"
    api.get(here)

    questions = asked(lambda: api.get(here))

    assert len(questions) <= 3, questions


def test_an_older_version_is_chosen_and_the_other_deleted(api: APIClient, twice: Asset) -> None:
    here = f"/api/v1/assets/{twice.pk}/versions"

    chosen = api.post(f"{here}/1/choose")
    refused = api.delete(f"{here}/1")
    deleted = api.delete(f"{here}/2")

    assert (chosen.status_code, chosen.json()["version"]) == (200, 1)
    assert (refused.status_code, refused.json()["code"]) == (409, "version-current")
    assert deleted.status_code == 204
    assert api.post(f"{here}/2/choose").status_code == 404
    assert api.delete(f"{here}/2").status_code == 404


def test_a_version_is_saved_as_an_attachment(api: APIClient, twice: Asset) -> None:
    here = f"/api/v1/assets/{twice.pk}/versions/1/download"

    told = api.get(here, {"redirect": "false"}).json()["url"]

    assert "response-content-disposition=attachment" in told
    assert api.get(here).status_code == 307
    assert api.get(here.replace("/1/", "/7/")).status_code == 404


def test_a_viewer_reads_and_saves_versions_and_changes_none(
    api_for: Any, carol: User, mallory: User, acme: Workspace, twice: Asset
) -> None:
    here, carols = f"/api/v1/assets/{twice.pk}/versions", api_for(carol, acme)

    assert carols.get(here).status_code == 200
    assert carols.get(f"{here}/1/download").status_code == 307
    assert carols.post(f"{here}/1/choose").status_code == 403
    assert carols.delete(f"{here}/1").status_code == 403
    assert api_for(mallory, acme).get(here).status_code == 404


def test_files_that_are_there_twice_are_filtered_in_two_questions(
    api: APIClient, put: Put, asked: Any
) -> None:
    put("One", sha256="d" * 64)
    put("Other", sha256="d" * 64)
    put("Lone")
    found: list[Any] = []

    def ask() -> None:
        found.append(api.get("/api/v1/assets", {"duplicates": "true"}))

    ask()
    questions = asked(ask)

    assert sorted(row["name"] for row in found[1].json()["results"]) == ["One", "Other"]
    assert len(questions) <= 3, questions
    rest = api.get("/api/v1/assets", {"duplicates": "false"}).json()["results"]
    assert len(rest) == 3


def test_where_a_file_is_used_is_told(
    api: APIClient, put: Put, acme: Workspace, alice: User
) -> None:
    photo, other = put(), put("Other")
    with tenancy.inside(acme.schema_name):
        product = stock.product(alice, name="Speckled mug")
        Asset.objects.filter(pk=photo.pk).update(product=product)
        project = copy.project(alice, copy.script(photo))

    uses = api.get(f"/api/v1/assets/{photo.pk}/uses").json()

    assert uses["product"] == {"id": str(product.pk), "name": "Speckled mug"}
    assert uses["is_main_photo"]
    assert uses["videos"] == {
        "count": 1,
        "results": [{"id": str(project.pk), "title": project.title}],
    }
    assert (uses["jobs"]["count"], uses["facts"], uses["is_logo"]) == (0, 0, False)
    assert api.get(f"/api/v1/assets/{other.pk}/uses").json()["videos"]["count"] == 0
    assert api.get(f"/api/v1/assets/{uuid4()}/uses").status_code == 404


def test_a_zip_is_asked_for_once_however_often_it_is_sent(
    api: APIClient, put: Put, acme: Workspace
) -> None:
    body = {"asset_ids": [str(put().pk), str(put("Back").pk)]}
    key = {"HTTP_IDEMPOTENCY_KEY": "take-home-1"}

    first = api.post("/api/v1/assets/exports", body, format="json", **key)
    again = api.post("/api/v1/assets/exports", body, format="json", **key)

    assert (first.status_code, again.status_code) == (202, 202)
    assert first.json()["id"] == again.json()["id"]
    assert first.json()["state"] == "waiting"
    assert first.json()["download_url"] is None
    where = first.headers["Location"]
    assert api.get(where).json()["total"] == 2
    assert api.get(f"{where}/download").json()["code"] == "export-not-ready"
    assert len(api.get("/api/v1/assets/exports").json()["results"]) == 1
    with tenancy.inside(acme.schema_name):
        Export.objects.update(state="failed", problem="work-given-up")
    assert api.get(f"{where}/download").status_code == 410
    assert api.get(where).json()["problem"] == "work-given-up"


def test_too_many_files_for_one_zip_are_refused(api: APIClient, put: Put) -> None:
    ids = [str(uuid4()) for _ in range(1001)]

    answer = api.post("/api/v1/assets/exports", {"asset_ids": ids}, format="json")

    assert (answer.status_code, answer.json()["code"]) == (422, "export-too-many-files")
    assert "1,001" in answer.json()["detail"]
    none = api.post("/api/v1/assets/exports", {"asset_ids": []}, format="json")
    assert none.status_code == 400


def test_tags_are_replaced_and_shown(api: APIClient, put: Put) -> None:
    here = f"/api/v1/assets/{put().pk}"

    changed = api.patch(here, {"tags": ["shop", "home"]}, format="json")

    assert sorted(changed.json()["tags"]) == ["home", "shop"]
    assert api.patch(here, {"tags": []}, format="json").json()["tags"] == []
