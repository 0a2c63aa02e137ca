"""Products for programs."""

import uuid

import pytest
from rest_framework.test import APIClient

from assets.models import Product
from tests.factories import stock
from workspaces import tenancy
from workspaces.models import Workspace

MUG = {"sku": "MUG-1", "name": "Speckled mug", "price_minor": 2400, "currency": "USD"}


@pytest.fixture
def api(api_for, alice, acme) -> APIClient:
    return api_for(alice, acme)


@pytest.fixture
def mug(api: APIClient) -> dict[str, object]:
    return api.post("/api/v1/products", MUG, format="json").json()


def test_create_show_change_delete(api: APIClient) -> None:
    made = api.post("/api/v1/products", MUG, format="json")
    address = made["Location"]
    assert made.status_code == 201
    assert made.json()["version"] == 1

    changed = api.patch(address, {"name": "Tall mug", "version": 1}, format="json")
    assert (changed.json()["name"], changed.json()["version"]) == ("Tall mug", 2)
    assert changed.json()["sku"] == "MUG-1"

    assert api.get(address).json() == changed.json()
    assert api.delete(address).status_code == 204
    assert api.get(address).status_code == 404


def test_a_product_is_added_with_what_is_known_of_it(api: APIClient) -> None:
    facts = [
        {"attribute": "Capacity", "value": "350", "unit": "ml"},
        {"attribute": "材质", "value": "粗陶", "language": "zh-hans"},
    ]

    made = api.post("/api/v1/products", {**MUG, "facts": facts}, format="json")

    assert made.status_code == 201
    known = api.get(f"{made['Location']}/facts").json()
    assert [(row["attribute"], row["value"], row["unit"]) for row in known["facts"]] == [
        ("Capacity", "350", "ml"),
        ("材质", "粗陶", ""),
    ]


def test_a_product_whose_facts_are_wrong_is_not_added(api: APIClient, acme: Workspace) -> None:
    twice = [{"attribute": "Capacity", "value": value} for value in ("350 ml", "330 ml")]

    refused = api.post("/api/v1/products", {**MUG, "facts": twice}, format="json")
    bare = api.post("/api/v1/products", {**MUG, "facts": [{"value": "350"}]}, format="json")

    assert (refused.status_code, refused.json()["code"]) == (409, "fact-repeated")
    assert bare.status_code == 400
    with tenancy.inside(acme.schema_name):
        assert not Product.objects.exists()


def test_a_change_on_an_older_version_is_a_conflict_with_both(
    api: APIClient, mug: dict[str, object]
) -> None:
    address = f"/api/v1/products/{mug['id']}"
    api.patch(address, {"name": "Tall mug", "version": 1}, format="json")

    answer = api.patch(address, {"name": "Wide mug", "version": 1}, format="json")

    assert answer.status_code == 409
    problem = answer.json()
    assert problem["code"] == "edit-conflict"
    assert (problem["current_version"], problem["your_version"]) == (2, 1)


def test_a_change_names_its_version(api: APIClient, mug: dict[str, object]) -> None:
    answer = api.patch(f"/api/v1/products/{mug['id']}", {"name": "x"}, format="json")

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == ["version"]


def test_a_sku_is_there_once(api: APIClient, mug: dict[str, object]) -> None:
    answer = api.post("/api/v1/products", {**MUG, "sku": "mug-1"}, format="json")

    assert (answer.status_code, answer.json()["code"]) == (409, "sku-taken")
    assert "mug-1" in answer.json()["detail"]


@pytest.mark.parametrize("sku", ["ＭＵＧ－1", "MUG-1\u200b", "\ufeffMUG\u00ad-1 ", "MUG\uffff-1"])
def test_skus_that_look_the_same_are_the_same(
    sku: str, api: APIClient, mug: dict[str, object]
) -> None:
    answer = api.post("/api/v1/products", {**MUG, "sku": sku}, format="json")
    other = api.post("/api/v1/products", {**MUG, "sku": "CUP\u3000２"}, format="json").json()
    path = f"/api/v1/products/{other['id']}"
    changed = api.patch(path, {"version": 1, "sku": sku}, format="json")

    assert (answer.status_code, answer.json()["code"]) == (409, "sku-taken")
    assert other["sku"] == "CUP 2"
    assert (changed.status_code, changed.json()["code"]) == (409, "sku-taken")


def test_what_nobody_can_see_is_not_kept(api: APIClient) -> None:
    facts = [{"attribute": "Ma\x07terial", "value": "Stone\ufffeware\r\nglazed", "unit": ""}]
    given = {"sku": "ctl\x01x", "name": "Mug\x0b blue", "facts": facts}

    made = api.post("/api/v1/products", given, format="json").json()
    blank = api.post("/api/v1/products", {"sku": "\x01", "name": "\x0b"}, format="json")

    assert (made["sku"], made["name"]) == ("ctlx", "Mug blue")
    [fact] = api.get(f"/api/v1/products/{made['id']}/facts").json()["facts"]
    assert (fact["attribute"], fact["value"]) == ("Material", "Stoneware\nglazed")
    assert blank.status_code == 400
    assert sorted(blank.json()["errors"]) == ["name", "sku"]


def test_a_price_is_never_without_its_currency(api: APIClient, mug: dict[str, object]) -> None:
    path = f"/api/v1/products/{mug['id']}"
    taken = api.patch(path, {"version": 1, "currency": ""}, format="json")
    bare = {"sku": "CUP", "name": "Cup"}
    cup = api.post("/api/v1/products", bare, format="json").json()
    priced = api.patch(
        f"/api/v1/products/{cup['id']}", {"version": 1, "price_minor": 5}, format="json"
    )
    free = api.patch(path, {"version": 1, "currency": "", "price_minor": None}, format="json")

    for refused in (taken, priced):
        assert refused.status_code == 400
        assert list(refused.json()["errors"]) == ["currency"]
    assert free.status_code == 200


@pytest.mark.parametrize(
    "given",
    [
        {"sku": ""},
        {"name": ""},
        {"name": "m" * 121},
        {"price_minor": -1},
        {"price_minor": 10**15 + 1},
        {"currency": "EURO"},
        {"currency": "ZZZ"},
        {"currency": ""},
    ],
)
def test_nonsense_is_told_by_field(api: APIClient, given: dict[str, object]) -> None:
    answer = api.post("/api/v1/products", {**MUG, **given}, format="json")

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == list(given)


def test_what_is_read_only_stays_as_it_is(api: APIClient) -> None:
    sneaky = {**MUG, "id": str(uuid.uuid4()), "version": 99, "created_by": 1, "thumb_url": "x"}

    made = api.post("/api/v1/products", sneaky, format="json").json()

    assert made["id"] != sneaky["id"]
    assert (made["version"], made["thumb_url"]) == (1, None)


def test_the_list_shows_main_photos_in_few_queries(api: APIClient, acme, alice, asked) -> None:
    with tenancy.inside(acme.schema_name):
        for number in range(10):
            product = stock.product(alice, name=f"Mug {number}")
            stock.asset(product=product, name="first", position=0)
            stock.asset(product=product, name="second", position=1)
    rows = api.get("/api/v1/products").json()["results"]

    questions = asked(lambda: api.get("/api/v1/products"))

    assert len(rows) == 10
    assert all(row["thumb_url"] for row in rows)
    assert len(questions) <= 3, questions


def test_the_list_is_searched(api: APIClient, mug: dict[str, object]) -> None:
    api.post("/api/v1/products", {"sku": "L-1", "name": "Arc lamp", "brand": "Nord"}, format="json")

    def names(**asked: str) -> list[str]:
        return [row["name"] for row in api.get("/api/v1/products", asked).json()["results"]]

    assert names(q="lamp nord") == ["Arc lamp"]
    assert names(sku="mug-1") == ["Speckled mug"]
    assert names(brand="NORD") == ["Arc lamp"]


class TestFacts:
    def test_put_makes_the_list_all_that_is_known(
        self, api: APIClient, mug: dict[str, object]
    ) -> None:
        address = f"/api/v1/products/{mug['id']}/facts"
        given = [
            {"attribute": "Capacity", "value": "350", "unit": "ml"},
            {"attribute": "Material", "value": "Stoneware"},
        ]

        put = api.put(address, {"version": 1, "facts": given}, format="json")

        assert put.status_code == 200
        assert put.json()["version"] == 2
        assert [
            (fact["attribute"], fact["value"], fact["unit"], fact["source"]["kind"])
            for fact in put.json()["facts"]
        ] == [("Capacity", "350", "ml", "typed"), ("Material", "Stoneware", "", "typed")]
        assert api.get(address).json() == put.json()

    def test_an_older_version_is_a_conflict(self, api: APIClient, mug: dict[str, object]) -> None:
        address = f"/api/v1/products/{mug['id']}/facts"
        api.put(address, {"facts": [{"attribute": "Colour", "value": "Oat"}]}, format="json")

        answer = api.put(address, {"version": 1, "facts": []}, format="json")

        assert (answer.status_code, answer.json()["code"]) == (409, "edit-conflict")

    def test_an_attribute_stands_once(self, api: APIClient, mug: dict[str, object]) -> None:
        facts = [{"attribute": "Colour", "value": "Oat"}, {"attribute": "COLOUR", "value": "Red"}]

        answer = api.put(f"/api/v1/products/{mug['id']}/facts", {"facts": facts}, format="json")

        assert (answer.status_code, answer.json()["code"]) == (409, "fact-repeated")

    def test_nonsense_is_told_by_place(self, api: APIClient, mug: dict[str, object]) -> None:
        facts = [{"attribute": "Colour", "value": "Oat"}, {"attribute": "", "value": ""}]

        answer = api.put(f"/api/v1/products/{mug['id']}/facts", {"facts": facts}, format="json")

        assert answer.status_code == 400
        assert list(answer.json()["errors"]["facts"]) == ["1"]

    def test_carol_reads_but_does_not_write(
        self, api_for, carol, acme, mug: dict[str, object]
    ) -> None:
        viewer = api_for(carol, acme)
        address = f"/api/v1/products/{mug['id']}"

        assert viewer.get(f"{address}/facts").status_code == 200
        assert viewer.put(f"{address}/facts", {"facts": []}, format="json").status_code == 403
        assert viewer.post("/api/v1/products", MUG, format="json").status_code == 403
        assert viewer.patch(address, {"version": 1}, format="json").status_code == 403
        assert viewer.delete(address).status_code == 403

    def test_mallory_finds_nothing(
        self, api_for, mallory, beta, acme, mug: dict[str, object]
    ) -> None:
        stranger, address = api_for(mallory, beta), f"/api/v1/products/{mug['id']}"

        for answer in (
            stranger.get(address),
            stranger.get(f"{address}/facts"),
            stranger.put(f"{address}/facts", {"facts": []}, format="json"),
            stranger.patch(address, {"version": 1, "name": "x"}, format="json"),
            stranger.delete(address),
        ):
            assert answer.status_code == 404
        with tenancy.inside(acme.schema_name):
            assert Product.objects.get(pk=mug["id"]).name == "Speckled mug"
