"""What documents state, for programs: listed, confirmed, rejected, with every source told."""

from typing import Any
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from assets import queue, services
from assets.models import Product, Proposal, Reading
from assets.services import FactValue
from tests.factories import readings, stock
from workspaces import tenancy
from workspaces.models import Workspace


@pytest.fixture
def api(api_for: Any, alice: User, acme: Workspace) -> APIClient:
    client: APIClient = api_for(alice, acme)
    return client


@pytest.fixture
def stand(acme: Workspace) -> Any:
    return lambda: tenancy.inside(acme.schema_name)


@pytest.fixture
def mug(stand: Any, alice: User) -> Product:
    with stand():
        return stock.product(alice)


@pytest.fixture
def rows(stand: Any, mug: Product, alice: User) -> list[Proposal]:
    with stand():
        services.save_fact(mug.pk, FactValue("Capacity", "350", "ml"), actor=alice)
        return readings.proposed(mug, alice)


@pytest.fixture
def home(mug: Product) -> str:
    return f"/api/v1/products/{mug.pk}/proposals"


def test_proposals_name_their_source_and_what_the_product_says_instead(
    api: APIClient, home: str, rows: list[Proposal], asked: Any
) -> None:
    answer = api.get(home)

    body = answer.json()
    first = body["proposals"][0]
    assert body["version"] == 2
    assert (first["attribute"], first["value"], first["confidence"]) == ("Capacity", "330", 95)
    assert first["source"] == {
        "asset": str(rows[0].version.asset_id),
        "version": str(rows[0].version_id),
        "page": None,
        "sheet": "Data",
        "cell": "B2",
        "quote": "Capacity | 330 ml",
        "box": None,
    }
    assert first["conflict"] == {
        "attribute": "Capacity",
        "value": "350",
        "unit": "ml",
        "language": "",
    }
    assert body["proposals"][1]["conflict"] is None
    assert len(asked(lambda: api.get(home))) <= 8


def test_what_a_document_in_the_bin_states_waits_until_it_is_back(
    api: APIClient, home: str, rows: list[Proposal], stand: Any, alice: User
) -> None:
    asset_id = rows[0].version.asset_id
    with stand():
        services.delete_assets([asset_id], actor=alice)
    body = {"ids": [str(rows[1].pk)], "version": 2}
    listed = api.get(home).json()["proposals"]
    refused = api.post(f"{home}/confirm", body, format="json")
    with stand():
        services.restore_assets([asset_id], actor=alice)

    assert listed == []
    assert (refused.status_code, refused.json()["code"]) == (409, "proposal-decided")
    assert len(api.get(home).json()["proposals"]) == len(rows)
    assert api.post(f"{home}/confirm", body, format="json").status_code == 200


def test_proposals_are_filtered_by_state(api: APIClient, home: str, rows: list[Proposal]) -> None:
    api.post(f"{home}/reject", {"ids": [rows[2].pk]}, format="json")

    found = api.get(home, {"state": "rejected"}).json()["proposals"]

    assert [row["attribute"] for row in found] == ["Weight"]
    assert api.get(home, {"state": "x"}).status_code == 400


class TestConfirming:
    def test_answers_the_facts_with_their_sources(
        self, api: APIClient, home: str, rows: list[Proposal], mug: Product, alice: User
    ) -> None:
        body = {
            "ids": [rows[1].pk, rows[2].pk],
            "edits": [{"id": rows[2].pk, "value": "400"}],
            "version": 2,
        }

        answer = api.post(f"{home}/confirm", body, format="json")

        assert answer.status_code == 200, answer.json()
        facts = {fact["attribute"]: fact for fact in answer.json()["facts"]}
        source = dict(facts["Material"]["source"])
        assert source.pop("confirmed_at") is not None
        assert source == {
            "kind": "sheet",
            "asset": str(rows[0].version.asset_id),
            "version": str(rows[0].version_id),
            "page": None,
            "sheet": "Data",
            "cell": "B3",
            "quote": "Material | Stoneware",
            "confidence": 95,
            "confirmed_by": str(alice.pk),
        }
        assert (facts["Weight"]["value"], facts["Weight"]["unit"]) == ("400", "g")
        assert facts["Weight"]["source"]["kind"] == "typed"
        assert facts["Weight"]["source"]["cell"] == "B4"
        assert facts["Capacity"]["source"]["version"] is None
        assert api.get(f"/api/v1/products/{mug.pk}/facts").json() == answer.json()

    def test_an_older_version_is_a_conflict_that_holds_both(
        self, api: APIClient, home: str, rows: list[Proposal]
    ) -> None:
        answer = api.post(f"{home}/confirm", {"ids": [rows[1].pk], "version": 1}, format="json")

        problem = answer.json()
        assert (answer.status_code, problem["code"]) == (409, "edit-conflict")
        assert (problem["current_version"], problem["your_version"]) == (2, 1)
        assert [fact["value"] for fact in problem["current"]] == ["350"]

    @pytest.mark.parametrize("act", ["confirm", "reject"])
    def test_what_is_decided_is_not_decided_again(
        self, api: APIClient, home: str, rows: list[Proposal], act: str
    ) -> None:
        api.post(f"{home}/reject", {"ids": [rows[1].pk]}, format="json")

        answer = api.post(f"{home}/{act}", {"ids": [rows[1].pk]}, format="json")
        unknown = api.post(f"{home}/{act}", {"ids": [uuid4()]}, format="json")

        for refused in (answer, unknown):
            assert (refused.status_code, refused.json()["code"]) == (409, "proposal-decided")

    @pytest.mark.parametrize("body", [{}, {"ids": []}, {"ids": ["x"]}])
    def test_what_names_nothing_is_refused(
        self, api: APIClient, home: str, rows: list[Proposal], body: Any
    ) -> None:
        assert api.post(f"{home}/confirm", body, format="json").status_code == 400
        assert api.post(f"{home}/reject", body, format="json").status_code == 400

    def test_an_edit_of_something_else_is_refused(
        self, api: APIClient, home: str, rows: list[Proposal]
    ) -> None:
        body = {"ids": [rows[0].pk], "edits": [{"id": rows[1].pk, "value": "x"}]}

        assert api.post(f"{home}/confirm", body, format="json").status_code == 400


class TestProposing:
    def test_a_document_that_was_read_proposes_at_once(
        self, api: APIClient, home: str, stand: Any, mug: Product
    ) -> None:
        with stand():
            version = readings.document(product=mug)
            readings.read(version)

        answer = api.post(home, {"document": version.asset_id}, format="json")

        assert (answer.status_code, answer.json()["reading"]) == (200, "ready")
        assert len(answer.json()["proposals"]) == 3

    def test_one_that_was_not_is_read_first(
        self,
        api: APIClient,
        home: str,
        stand: Any,
        mug: Product,
        monkeypatch: pytest.MonkeyPatch,
        django_capture_on_commit_callbacks: Any,
        acme: Workspace,
    ) -> None:
        sent: list[Any] = []
        monkeypatch.setattr(queue, "do", lambda *given: sent.append(given))
        with stand():
            version = readings.document(product=mug)

        with django_capture_on_commit_callbacks(execute=True):
            answer = api.post(home, {"document": version.asset_id}, format="json")

        assert answer.json() == {"reading": "waiting", "version": 1, "proposals": []}
        assert [task for task, *_ in sent] == ["assets.read_document"]

    def test_what_is_no_document_of_the_product_is_refused(
        self, api: APIClient, home: str, stand: Any, mug: Product
    ) -> None:
        with stand():
            photo, other = stock.asset(product=mug), readings.document()

        for pk in (photo.pk, other.asset_id, uuid4()):
            answer = api.post(home, {"document": pk}, format="json")
            assert answer.status_code == 400
            assert answer.json()["errors"]["document"] == ["This is no document of the product."]


class TestReading:
    def test_it_tells_pages_words_facts_and_notes(
        self, api: APIClient, stand: Any, mug: Product
    ) -> None:
        with stand():
            version = readings.document(product=mug)
            reading = readings.read(version)
            reading.pages.update(picture="ws/derived/p.webp")
            Reading.objects.update(problem_data={"notes": ["truncated"]})

        body = api.get(f"/api/v1/assets/{version.asset_id}/reading").json()

        assert (body["state"], body["problem"], len(body["found"])) == ("ready", None, 3)
        assert body["notes"][0]["code"] == "truncated"
        assert "the rest was not" in body["notes"][0]["detail"]
        assert "ws/derived/p.webp" in body["pages"][0]["picture_url"]
        assert "Capacity | 330 ml" in body["text"]

    def test_one_that_failed_says_why(self, api: APIClient, stand: Any) -> None:
        with stand():
            version = readings.document()
            Reading.objects.create(version=version, state="failed", problem="document-locked")

        body = api.get(f"/api/v1/assets/{version.asset_id}/reading").json()

        assert body["problem"]["code"] == "document-locked"
        assert "password" in body["problem"]["detail"]

    def test_what_was_never_read_has_none(self, api: APIClient, stand: Any) -> None:
        with stand():
            photo = stock.asset()

        assert api.get(f"/api/v1/assets/{photo.pk}/reading").status_code == 404


def test_who_only_looks_on_decides_nothing(
    api_for: Any, carol: User, acme: Workspace, home: str, rows: list[Proposal]
) -> None:
    api = api_for(carol, acme)

    assert api.get(home).status_code == 200
    for act in ("confirm", "reject"):
        assert api.post(f"{home}/{act}", {"ids": [rows[0].pk]}, format="json").status_code == 403
    assert api.post(home, {"document": uuid4()}, format="json").status_code == 403


def test_a_product_changed_meanwhile_is_told_with_both_versions(
    api: APIClient, mug: Product, stand: Any, bob: User
) -> None:
    with stand():
        services.change_product(mug.pk, version=1, changes={"brand": "Kiln"}, actor=bob)

    answer = api.patch(
        f"/api/v1/products/{mug.pk}", {"name": "Tall mug", "version": 1}, format="json"
    )

    problem = answer.json()
    assert answer.status_code == 409
    assert problem["yours"] == {"name": "Tall mug"}
    assert (problem["current"]["name"], problem["current"]["brand"]) == (mug.name, "Kiln")


def test_facts_changed_meanwhile_are_told_with_both_versions(
    api: APIClient, mug: Product, stand: Any, bob: User
) -> None:
    with stand():
        services.save_fact(mug.pk, FactValue("Capacity", "350", "ml"), actor=bob)
    body = {"version": 1, "facts": [{"attribute": "Capacity", "value": "330", "unit": "ml"}]}

    answer = api.put(f"/api/v1/products/{mug.pk}/facts", body, format="json")

    problem = answer.json()
    assert answer.status_code == 409
    assert [fact["value"] for fact in problem["current"]] == ["350"]
    assert [fact["value"] for fact in problem["yours"]] == ["330"]
