"""Tags and the library's orders for programs."""

import pytest
from rest_framework.test import APIClient

from assets.models import Tag
from assets.screens.library import SORTS
from tests.factories import stock
from workspaces import tenancy

LIST = "/api/v1/assets"


@pytest.fixture
def api(api_for, alice, acme) -> APIClient:
    return api_for(alice, acme)


@pytest.fixture
def stand(acme):
    return lambda: tenancy.inside(acme.schema_name)


def test_many_files_are_tagged_at_once_and_found_by_it(api: APIClient, stand) -> None:
    with stand():
        ids = [str(stock.asset(name=f"Mug {number}").pk) for number in range(3)]

    put = api.post(f"{LIST}/tags", {"asset_ids": ids, "add": ["Summer", "红色"]}, format="json")
    taken = api.post(f"{LIST}/tags", {"asset_ids": ids[:1], "remove": ["SUMMER"]}, format="json")

    assert (put.json(), taken.json()) == ({"changed": 3}, {"changed": 1})
    assert api.get("/api/v1/tags").json() == [
        {"name": "红色", "files": 3},
        {"name": "Summer", "files": 2},
    ]
    assert [tag["name"] for tag in api.get("/api/v1/tags", {"q": "sum"}).json()] == ["Summer"]
    found = api.get(f"{LIST}?tag=summer&tag=红色").json()["results"]
    assert {row["id"] for row in found} == set(ids[1:])
    assert found[0]["tags"] == ["Summer", "红色"]


def test_a_file_is_given_all_its_tags(api: APIClient, stand) -> None:
    with stand():
        asset = stock.asset()
    address = f"{LIST}/{asset.pk}"
    api.patch(address, {"tags": ["Red", "Blue"]}, format="json")

    answer = api.patch(address, {"tags": ["blue"], "name": "Front"}, format="json")

    assert (answer.json()["tags"], answer.json()["name"]) == (["Blue"], "Front")
    with stand():
        assert list(Tag.objects.values_list("name", flat=True)) == ["Blue"]


def test_tags_that_cannot_be_are_refused(api: APIClient, stand) -> None:
    with stand():
        asset = stock.asset(name="Mug")

    long = api.patch(f"{LIST}/{asset.pk}", {"tags": ["x" * 41]}, format="json")
    many = api.patch(f"{LIST}/{asset.pk}", {"tags": [str(n) for n in range(21)]}, format="json")
    nothing = api.post(f"{LIST}/tags", {"asset_ids": []}, format="json")

    assert (long.status_code, many.status_code, nothing.status_code) == (422, 422, 400)
    assert many.json()["code"] == "tags-too-many"
    assert "“Mug” would have more than 20 tags" in many.json()["detail"]


def test_who_may_not_upload_tags_nothing(api_for, carol, acme, stand) -> None:
    with stand():
        asset = stock.asset()

    answer = api_for(carol, acme).post(
        f"{LIST}/tags", {"asset_ids": [str(asset.pk)], "add": ["Red"]}, format="json"
    )

    assert answer.status_code == 403


@pytest.mark.parametrize("sort", SORTS)
def test_pages_lead_on_and_back_in_every_order(sort: str, api: APIClient, stand) -> None:
    with stand():
        for number in range(7):
            stock.asset(name=f"Mug_{number % 2}", size_bytes=number % 3, days_old=number)
    everything = [row["id"] for row in api.get(LIST, {"sort": sort, "limit": 50}).json()["results"]]

    first = api.get(LIST, {"sort": sort, "limit": 3}).json()
    with stand():
        stock.asset(name="Mug_0", size_bytes=1, days_old=3)
    second = api.get(first["next"]).json()
    again = api.get(second["previous"]).json()

    assert first["previous"] is None
    assert [row["id"] for row in first["results"]] == everything[:3]
    seen = [row["id"] for row in second["results"] if row["id"] in everything]
    assert seen == everything[3 : 3 + len(seen)]
    assert len(seen) >= 2
    before = [row["id"] for row in again["results"] if row["id"] in everything]
    assert before == everything[3 - len(before) : 3]


def test_an_order_or_a_cursor_that_is_none_is_told(api: APIClient, stand) -> None:
    with stand():
        stock.asset()

    assert api.get(LIST, {"sort": "colour"}).status_code == 400
    for cursor in ("x", "====", "bm8", "bg"):
        assert api.get(LIST, {"cursor": cursor}).status_code == 404
