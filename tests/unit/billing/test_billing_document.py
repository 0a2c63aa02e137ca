"""The OpenAPI document says all there is to say of use, limits, plans and movements."""

from functools import lru_cache
from typing import Any

import pytest
from drf_spectacular.generators import SchemaGenerator

API = "/api/v1/billing"
READ = ("usage", "limits", "plans", "subscription", "ledger", "jobs/{job_id}")


@lru_cache(maxsize=1)
def document() -> Any:
    return SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]


def said(end: str) -> Any:
    return document()["paths"][f"{API}/{end}"]["get"]


@pytest.mark.parametrize("end", READ)
def test_what_can_be_read_has_a_shape_an_example_and_a_workspace(end: str) -> None:
    operation = said(end)
    content = operation["responses"]["200"]["content"]["application/json"]

    assert content["schema"]["$ref"].startswith("#/components/schemas/")
    assert content["examples"]
    assert operation["tags"] == ["billing"]
    assert "X-Workspace" in {row["name"] for row in operation["parameters"]}


@pytest.mark.parametrize("end", READ)
def test_examples_have_the_fields_that_are_answered(end: str) -> None:
    content = said(end)["responses"]["200"]["content"]["application/json"]
    name = content["schema"]["$ref"].rpartition("/")[2]
    shape = document()["components"]["schemas"][name]["properties"]

    for example in content["examples"].values():
        assert set(example["value"]) == set(shape)
        for field, part in example["value"].items():
            rows = part if isinstance(part, list) else []
            items = shape[field].get("items", {}).get("$ref", "")
            inner = document()["components"]["schemas"].get(items.rpartition("/")[2], {})
            for row in rows:
                assert set(row) == set(inner["properties"]), field


def test_use_is_told_as_a_table_too() -> None:
    operation = said("usage")
    asked = {row["name"]: row["schema"] for row in operation["parameters"]}

    assert set(operation["responses"]["200"]["content"]) == {"application/json", "text/csv"}
    assert set(asked) == {"X-Workspace", "from", "to", "meter", "format"}
    assert asked["from"] == asked["to"] == {"type": "string", "format": "date"}
    assert sorted(asked["format"]["enum"]) == ["csv", "json"]


def test_sets_of_words_have_names() -> None:
    schemas = document()["components"]["schemas"]

    assert schemas["Meter"]["enum"] == [
        "images", "copies", "video_seconds", "storage_bytes", "members",
    ]  # fmt: skip
    assert schemas["SubscriptionStatus"]["enum"][:2] == ["trialing", "active"]
    for name in ("LedgerKind", "LimitMode", "PlanInterval", "ReservationState"):
        assert schemas[name]["enum"]


def test_what_something_cost_us_is_in_no_shape() -> None:
    for name, schema in document()["components"]["schemas"].items():
        assert not [key for key in schema.get("properties", ()) if "cost" in key], name
