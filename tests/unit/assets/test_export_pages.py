"""Files taken home as one zip, on pages: the dialog, how far it is, and the toast at the end."""

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from assets import queue
from assets.models import Asset, Export
from tests.factories import stock
from workspaces import tenancy
from workspaces.models import Workspace

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def page(
    client_for: Callable[[User], Client], alice: User, monkeypatch: pytest.MonkeyPatch
) -> Client:
    monkeypatch.setattr(queue, "do", lambda *_given: None)
    return client_for(alice)


@pytest.fixture
def home(acme: Workspace) -> str:
    return f"/w/{acme.slug}/library/exports"


@pytest.fixture
def photos(acme: Workspace) -> list[Asset]:
    with tenancy.inside(acme.schema_name):
        return [stock.asset(name=f"Photo {number}") for number in range(3)]


@pytest.fixture
def written(acme: Workspace) -> Callable[..., Export]:
    """Return a function that has an export at some state."""

    def put(**values: Any) -> Export:
        with tenancy.inside(acme.schema_name):
            values = {"kind": "files", "filename": "files.zip", "total": 4, **values}
            return Export.objects.create(**values)

    return put


def the_one(acme: Workspace) -> Export:
    with tenancy.inside(acme.schema_name):
        return Export.objects.get()


def test_a_selection_is_answered_with_a_dialog_that_asks_how_far_it_is(
    page: Client, home: str, photos: list[Asset], acme: Workspace
) -> None:
    chosen = {"selected": [str(photo.pk) for photo in photos[:2]]}

    answer = page.post(home, chosen, **HTMX)

    export = the_one(acme)
    assert "data-open-on-arrival" in answer.content.decode()
    assert f'hx-get="{home}/{export.pk}"' in answer.content.decode()
    assert export.parameters["asset_ids"] == chosen["selected"]


def test_everything_an_address_lets_through_can_be_chosen(
    page: Client, home: str, photos: list[Asset], acme: Workspace
) -> None:
    asked = {"everything": "on", "asked": "kind=image", "until": timezone.now().isoformat()}

    answer = page.post(home, asked)

    assert answer.status_code == 302
    assert the_one(acme).total == 3


def test_what_cannot_be_one_download_is_said_in_the_dialog(page: Client, home: str) -> None:
    answer = page.post(home, {"selected": [str(uuid4())]}, **HTMX)

    assert answer.status_code == 422
    assert "None of these files is in the library." in answer.content.decode()
    assert page.post(home, {}).status_code == 400


def test_once_it_is_there_a_toast_leads_to_it(
    page: Client, home: str, written: Callable[..., Export]
) -> None:
    going = written(state="running", done=1)
    ready = written(state="ready", key="k", finished_at=timezone.now(), size_bytes=2048)

    at_work = page.get(f"{home}/{going.pk}", **HTMX)
    done = page.get(f"{home}/{ready.pk}", **HTMX)

    assert 'aria-valuenow="25"' in at_work.content.decode()
    assert "HX-Trigger" not in at_work.headers
    toast = json.loads(done.headers["HX-Trigger"])["toast"]
    assert toast["action"]["href"] == f"{home}/{ready.pk}/download"
    assert "every 2s" not in done.content.decode()
    saved = page.get(f"{home}/{ready.pk}/download")
    assert "attachment" in saved.headers["Location"]
    assert page.get(f"{home}/{going.pk}/download").headers["Location"] == f"{home}/{going.pk}"


def test_what_failed_says_why(page: Client, home: str, written: Callable[..., Export]) -> None:
    given_up = written(state="failed", problem="work-given-up")
    grown = written(state="failed", problem="export-too-large")

    assert "could not be made" in page.get(f"{home}/{given_up.pk}").content.decode()
    assert "Select fewer" in page.get(f"{home}/{grown.pk}").content.decode()


def test_a_viewer_takes_files_home_and_a_stranger_none(
    client_for: Callable[[User], Client], carol: User, mallory: User, page: Client, home: str,
    photos: list[Asset],
) -> None:  # fmt: skip
    chosen = {"selected": [str(photos[0].pk)]}

    assert client_for(carol).post(home, chosen, **HTMX).status_code == 200
    assert client_for(mallory).post(home, chosen, **HTMX).status_code == 404
