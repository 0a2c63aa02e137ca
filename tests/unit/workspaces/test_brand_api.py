"""A workspace's brand for programs."""

import uuid
from typing import Any

import pytest

from accounts.models import User
from assets.models import Asset
from audit.models import AuditEvent
from tests.factories import stock
from tests.unit.workspaces.answers import refusal
from workspaces import access, services, tenancy
from workspaces.models import Brand, Workspace
from workspaces.services import BrandValues


@pytest.fixture
def here(acme: Workspace) -> str:
    return f"/workspaces/{acme.pk}"


def picture(place: Workspace, **values: Any) -> str:
    """Return the id of a picture of a workspace's library."""
    with tenancy.inside(place.schema_name):
        return str(stock.asset(**values).pk)


def test_a_brand_is_shown_changed_and_recorded(
    alice: User, acme: Workspace, program: Any, here: str
) -> None:
    logo = picture(acme)

    answer = program(alice).patch(
        here,
        {
            "brand": {
                "logo_asset_id": logo,
                "colours": ["#AABBCC", "#000000"],
                "tone": " Warm.\nPlain. ",
                "words_to_use": [" made by hand "],
                "words_to_avoid": ["cheap"],
            }
        },
    )

    brand = answer.json()["brand"]
    assert brand.pop("logo_url").startswith("http")
    assert brand == {
        "logo_asset_id": logo,
        "colours": ["#aabbcc", "#000000"],
        "tone": "Warm.\nPlain.",
        "words_to_use": ["made by hand"],
        "words_to_avoid": ["cheap"],
    }
    assert answer.json()["version"] == acme.version + 1
    event = AuditEvent.objects.latest("id")
    assert event.action == "workspaces.brand.changed"
    assert event.changes["logo_asset_id"] == [None, logo]


def test_what_is_left_out_of_a_brand_stays(alice: User, program: Any, here: str) -> None:
    asking = program(alice)
    asking.patch(here, {"brand": {"tone": "Warm.", "colours": ["#000000"]}})

    brand = asking.patch(here, {"brand": {"colours": []}}).json()["brand"]

    assert (brand["tone"], brand["colours"]) == ("Warm.", [])


def test_a_logo_is_taken_away_by_null(
    alice: User, acme: Workspace, program: Any, here: str
) -> None:
    asking = program(alice)
    asking.patch(here, {"brand": {"logo_asset_id": picture(acme)}})

    brand = asking.patch(here, {"brand": {"logo_asset_id": None}}).json()["brand"]

    assert (brand["logo_asset_id"], brand["logo_url"]) == (None, None)


def test_a_logo_that_has_been_deleted_has_no_address(
    alice: User, acme: Workspace, program: Any, here: str
) -> None:
    logo = picture(acme)
    program(alice).patch(here, {"brand": {"logo_asset_id": logo}})
    with tenancy.inside(acme.schema_name):
        Asset.objects.filter(pk=logo).update(deleted_at="2026-01-01T00:00:00Z")

    brand = program(alice).get(here).json()["brand"]

    assert (brand["logo_asset_id"], brand["logo_url"]) == (logo, None)


def test_a_logo_is_a_picture_of_the_workspaces_own_library(
    alice: User, acme: Workspace, beta: Workspace, program: Any, here: str
) -> None:
    refused = [
        str(uuid.uuid4()),
        picture(beta),
        picture(acme, kind=Asset.Kind.VIDEO),
        picture(acme, deleted_at="2026-01-01T00:00:00Z"),
        "no id",
    ]

    answers = [program(alice).patch(here, {"brand": {"logo_asset_id": one}}) for one in refused]

    assert [refusal(answer) for answer in answers] == [(400, "invalid")] * len(refused)
    assert {tuple(answer.json()["errors"]["brand"]) for answer in answers} == {("logo_asset_id",)}
    assert not Brand.objects.filter(workspace=acme).exists()


@pytest.mark.parametrize(
    ("brand", "field"),
    [
        ({"colours": ["#12345g"]}, "colours"),
        ({"colours": ["#000000", "#000000"]}, "colours"),
        ({"colours": [f"#00000{digit}" for digit in range(7)]}, "colours"),
        ({"colours": "#000000"}, "colours"),
        ({"tone": "x" * 501}, "tone"),
        ({"words_to_use": ["x" * 41]}, "words_to_use"),
        ({"words_to_use": ["  "]}, "words_to_use"),
        ({"words_to_use": [str(number) for number in range(51)]}, "words_to_use"),
        ({"words_to_avoid": ["Cheap", "cheap"]}, "words_to_avoid"),
        ({"words_to_use": ["cheap"], "words_to_avoid": ["CHEAP"]}, "words_to_avoid"),
    ],
)
def test_what_is_wrong_with_a_brand_is_named_inside_it(
    alice: User, acme: Workspace, program: Any, here: str, brand: dict[str, Any], field: str
) -> None:
    answer = program(alice).patch(here, {"name": "Northbay", "brand": brand})

    assert refusal(answer) == (400, "invalid")
    assert list(answer.json()["errors"]["brand"]) == [field]
    assert Workspace.objects.get(pk=acme.pk).name == acme.name


def test_a_word_kept_as_one_to_avoid_is_not_one_to_use(
    alice: User, program: Any, here: str
) -> None:
    asking = program(alice)
    asking.patch(here, {"brand": {"words_to_avoid": ["cheap"]}})

    refused = asking.patch(here, {"brand": {"words_to_use": ["Cheap"]}})
    moved = asking.patch(here, {"brand": {"words_to_use": ["Cheap"], "words_to_avoid": []}})

    assert list(refused.json()["errors"]["brand"]) == ["words_to_avoid"]
    assert moved.json()["brand"]["words_to_use"] == ["Cheap"]


def test_a_word_avoided_meanwhile_is_refused_by_the_core(
    alice: User, acme: Workspace, program: Any, here: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both lists were read before somebody else filled the other one."""
    found = access.find(user_id=alice.pk, at=acme.pk)
    services.change_brand(found, BrandValues(words_to_avoid=["cheap"]), by=alice)
    monkeypatch.setattr("workspaces.api.workspaces.services.brand_of", lambda _id: Brand())

    answer = program(alice).patch(here, {"name": "Bay", "brand": {"words_to_use": ["cheap"]}})

    assert (refusal(answer), list(answer.json()["errors"])) == (
        (400, "invalid"),
        ["words_to_avoid"],
    )
    assert Workspace.objects.get(pk=acme.pk).name == acme.name
