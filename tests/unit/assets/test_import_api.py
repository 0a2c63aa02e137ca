"""Imports of products for programs."""

import uuid

import pytest
from rest_framework.test import APIClient

from assets.models import Export, ImportRow, Product
from tests.factories.sheets import MUGS, Desk
from tests.unit.assets.imports import desk
from workspaces import tenancy

__all__ = ["desk"]
IMPORTS = "/api/v1/products/imports"


@pytest.fixture
def api(api_for, alice, acme) -> APIClient:
    return api_for(alice, acme)


@pytest.fixture
def step(desk: Desk, acme):
    """Do the step an import is at, as its worker does."""

    def do(address: str) -> None:
        with tenancy.inside(acme.schema_name):
            from assets import services  # noqa: PLC0415 - after the desk has stood in

            services.import_step(uuid.UUID(address.rsplit("/", 1)[1]), schema_name=acme.schema_name)

    return do


def test_a_program_imports_a_sheet(api: APIClient, desk: Desk, step, acme) -> None:
    rows = [list(row) for row in MUGS]
    rows[1][3] = "cheap"
    sheet = desk.sheet(rows)

    begun = api.post(IMPORTS, {"asset_id": str(sheet.pk), "currency": "USD"}, format="json")
    where = begun["Location"]
    assert begun.status_code == 202
    assert begun.json()["stage"] == "reading"
    step(where)
    read = api.get(where).json()
    assert (read["stage"], read["total"], read["mapping"]["0"]) == ("mapping", 3, {"means": "sku"})
    changed = api.patch(
        where, {"version": read["version"], "mapping": read["mapping"]}, format="json"
    )
    assert changed.status_code == 200, changed.json()
    assert api.post(f"{where}/check").status_code == 202
    step(where)
    assert api.get(where).json()["counts"] == {"new": 2, "invalid": 1}

    wrong = api.get(f"{where}/rows", {"state": "invalid"}).json()["results"]
    assert wrong[0]["problems"][0]["cell"] == "D2"
    assert "no price" in wrong[0]["problems"][0]["detail"]
    mended = api.patch(f"{where}/rows/2", {"cells": {"3": "24.50"}}, format="json").json()
    assert (mended["state"], mended["values"]["fields"]["price_minor"]) == ("new", 2450)

    assert api.post(f"{where}/run").status_code == 202
    step(where)
    done = api.get(where).json()
    assert (done["stage"], done["counts"]) == ("done", {"imported": 3})
    assert api.get("/api/v1/products").json()["results"][0]["sku"].startswith("MUG-")
    assert [one["id"] for one in api.get(IMPORTS).json()["results"]] == [done["id"]]


def test_a_change_on_an_older_version_is_a_conflict_with_both(api, desk: Desk) -> None:
    run = desk.begin()
    body = {"version": run.version, "currency": "EUR"}
    assert api.patch(f"{IMPORTS}/{run.pk}", body, format="json").json()["options"] == {
        "existing": "update", "currency": "EUR", "photos_by_sku": True,
    }  # fmt: skip

    again = api.patch(f"{IMPORTS}/{run.pk}", body, format="json")

    assert again.status_code == 409
    assert (again.json()["current_version"], again.json()["your_version"]) == (
        run.version + 1, run.version,
    )  # fmt: skip


def test_a_refusal_says_what_to_do(api, desk: Desk) -> None:
    run = desk.begin()
    mapping = {"0": {"means": "name"}}

    refused = api.patch(
        f"{IMPORTS}/{run.pk}", {"version": run.version, "mapping": mapping}, format="json"
    )

    assert (refused.status_code, refused.json()["code"]) == (422, "import-no-sku")
    assert api.post(IMPORTS, {}, format="json").status_code == 400
    assert api.post(IMPORTS, {"asset_id": str(uuid.uuid4())}, format="json").status_code == 404
    assert api.post(IMPORTS, {"upload_id": str(uuid.uuid4())}, format="json").status_code == 404


def test_an_import_begins_once_for_one_key(api, desk: Desk) -> None:
    sheet, key = desk.sheet(MUGS), {"HTTP_IDEMPOTENCY_KEY": "once"}
    body = {"asset_id": str(sheet.pk)}

    first = api.post(IMPORTS, body, format="json", **key)
    again = api.post(IMPORTS, body, format="json", **key)

    assert first.json()["id"] == again.json()["id"]
    assert api.get(IMPORTS).json()["results"][1:] == []


def test_an_import_is_stopped(api, desk: Desk) -> None:
    run = desk.checked()

    assert api.post(f"{IMPORTS}/{run.pk}/cancel").json()["stage"] == "cancelled"
    assert api.post(f"{IMPORTS}/{run.pk}/run").status_code == 422


def test_viewers_look_and_strangers_find_nothing(api_for, carol, mallory, acme, beta, desk) -> None:
    run = desk.checked()
    viewer, stranger = api_for(carol, acme), api_for(mallory, beta)

    assert viewer.get(f"{IMPORTS}/{run.pk}/rows").status_code == 200
    assert viewer.post(f"{IMPORTS}/{run.pk}/run").status_code == 403
    assert viewer.patch(f"{IMPORTS}/{run.pk}/rows/2", {"skip": True}).status_code == 403
    for address in ("", "/rows"):
        assert stranger.get(f"{IMPORTS}/{run.pk}{address}").status_code == 404
    assert stranger.post(f"{IMPORTS}/{run.pk}/cancel").status_code == 404


def test_rows_come_a_page_at_a_time(api, desk: Desk) -> None:
    rows = [["SKU", "Name"], *([f"M-{at:03}", "Mug"] for at in range(120))]
    run = desk.checked(rows)

    first = api.get(f"{IMPORTS}/{run.pk}/rows", {"limit": 100}).json()
    rest = api.get(first["next"]).json()

    assert (len(first["results"]), len(rest["results"])) == (100, 20)
    assert rest["results"][0]["number"] == 102


def test_without_products_there_is_no_sheet(api) -> None:
    empty = api.post("/api/v1/products/export", {}, format="json")

    assert (empty.status_code, empty.json()["code"]) == (422, "export-no-products")


def test_products_are_asked_for_as_a_sheet(api, desk: Desk, acme) -> None:
    desk.imported()

    asked = api.post("/api/v1/products/export", {"format": "csv", "q": "tall"}, format="json")

    with tenancy.inside(acme.schema_name):
        export = Export.objects.get()
    assert asked.status_code == 202
    assert asked["Location"] == f"/api/v1/assets/exports/{export.pk}"
    assert (export.total, export.filename[-4:]) == (1, ".csv")


def test_the_rows_left_over_are_asked_for_as_a_sheet(api, desk: Desk, acme) -> None:
    rows = [list(row) for row in MUGS]
    rows[1][3] = "cheap"
    run = desk.imported(rows)

    assert api.post(f"{IMPORTS}/{run.pk}/export").status_code == 202
    with tenancy.inside(acme.schema_name):
        assert Export.objects.get().total == 1
        assert Product.objects.count() == 2
        assert ImportRow.objects.filter(state="invalid").count() == 1
