"""What is done to a selection, and to everything an address lets through, some at a time."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from assets import services
from assets.models import Asset
from assets.screens import chosen
from tests.factories import stock
from workspaces import tenancy

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def home(acme) -> str:
    return f"/w/{acme.slug}/library"


@pytest.fixture
def stand(acme):
    return lambda: tenancy.inside(acme.schema_name)


def now() -> str:
    return (timezone.now() + timedelta(seconds=1)).isoformat()


def told(answer: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(answer["HX-Trigger"])
    return found


def test_everything_a_filter_lets_through_is_deleted_some_at_a_time(
    page: Client, home: str, stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chosen, "AT_ONCE", 2)
    with stand():
        for number in range(5):
            stock.asset(name=f"Mug {number}")
        lamp = stock.asset(name="Lamp")
    form = {"everything": "1", "asked": "q=mug", "until": now()}

    first = told(page.post(f"{home}/delete", form, **HTMX))["library:more"]
    with stand():
        late = stock.asset(name="Mug that came later")
        Asset.objects.filter(pk=late.pk).update(created_at=timezone.now() + timedelta(hours=1))
    second = told(page.post(f"{home}/delete", {**form, **first}, **HTMX))["library:more"]
    last = told(page.post(f"{home}/delete", {**form, **second}, **HTMX))

    assert (first["so_far"], second["so_far"]) == (2, 4)
    assert last["toast"]["text"] == "5 files are in the bin."
    with stand():
        assert set(services.assets()) == {lamp, late}


def test_everything_is_tagged_once_though_it_stays_in_the_list(
    page: Client, home: str, stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chosen, "AT_ONCE", 2)
    with stand():
        assets = [stock.asset() for _ in range(3)]
    form = {"everything": "1", "until": now(), "add": ["Red", "Blue"]}

    more = told(page.post(f"{home}/tags/change", form, **HTMX))["library:more"]
    last = told(page.post(f"{home}/tags/change", {**form, **more}, **HTMX))

    assert last["toast"]["text"] == "The tags of 3 files were changed."
    with stand():
        assert all(asset.tags.count() == 2 for asset in assets)


def test_all_of_the_bin_is_restored(page: Client, home: str, stand, alice) -> None:
    with stand():
        assets = [stock.asset() for _ in range(3)]
        services.delete_assets([asset.pk for asset in assets], actor=alice)

    one = page.post(f"{home}/bin/restore", {"selected": [assets[0].pk]}, **HTMX)
    rest = page.post(f"{home}/bin/restore", {"everything": "1", "until": now()}, **HTMX)

    assert told(one)["toast"]["text"] == "1 file is back in the library."
    assert told(rest)["toast"]["text"] == "2 files are back in the library."
    with stand():
        assert services.assets().count() == 3


def test_a_tag_that_cannot_be_is_told_in_the_dialog(page: Client, home: str, stand) -> None:
    with stand():
        asset = stock.asset()

    answer = page.post(f"{home}/tags/change", {"selected": [asset.pk], "add": ["x" * 41]}, **HTMX)

    assert "longer than 40 characters" in told(answer)["tags:refused"]["text"]


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"everything": "1"},
        {"everything": "1", "until": "yesterday"},
        {"selected": ["0" * 32] * 501, "add": ["Red"]},
        {"selected": ["0" * 32]},
        {"everything": "1", "until": "2026-01-01T00:00:00Z", "after": "x", "add": ["Red"]},
    ],
)
def test_a_choice_that_is_none_is_refused(page: Client, home: str, given) -> None:
    assert page.post(f"{home}/tags/change", given, **HTMX).status_code == 400


def test_the_menu_of_tags_counts_and_toggles(page: Client, home: str, stand, alice) -> None:
    with stand():
        first, second = stock.asset(), stock.asset()
        services.set_tags([first.pk, second.pk], add=["Red"], actor=alice)
        services.set_tags([first.pk], add=["Sea & sun"], actor=alice)

    menu = page.get(f"{home}/tags", {"tag": "red", "view": "list"}).content.decode()
    options = page.get(f"{home}/tags", {"for": "form", "find": "sea"}).content.decode()

    assert 'href="/w/' in menu
    assert "?view=list&amp;tag=red&amp;tag=Sea+%26+sun" in menu or (
        "?tag=red&amp;tag=Sea+%26+sun&amp;view=list" in menu
    )
    assert menu.count('aria-checked="true"') == 1
    assert options.count("data-tag-option") == 1


@pytest.mark.parametrize("address", ["tags/change", "bin/restore"])
def test_carol_changes_nothing(address: str, client_for, carol, home: str) -> None:
    assert client_for(carol).post(f"{home}/{address}").status_code == 403


@pytest.mark.parametrize("kind", ["audio", "document", "sheet", "font"])
@pytest.mark.parametrize("view", ["", "list"])
def test_a_file_without_a_picture_is_shown_as_what_it_is(
    view: str, kind: str, page: Client, home: str, stand
) -> None:
    with stand():
        asset = stock.asset(name="Thing", kind=kind)
        asset.versions.update(thumbs={}, filename="Thing.xyz", duration_ms=61_000)

    text = page.get(home, {"view": view, "kind": kind}).content.decode()

    assert f"file-card-{kind}" in text
    assert "X-Amz-Signature" not in text
    assert ("XYZ" in text) or kind == "audio"
    assert ("1:01" in text) == (kind == "audio")
