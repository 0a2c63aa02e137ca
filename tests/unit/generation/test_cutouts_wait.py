"""A cut-out nobody waits for begins when no further photos are on their way."""

import uuid
from typing import Any

import pytest

from accounts.models import User
from assets import services as assets
from generation import cutouts, queue
from workspaces.models import Workspace

PHOTO = uuid.uuid4()


@pytest.fixture
def did(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Any]]:
    """What came of it: put off again, or prepared. Broker and pixels are the edges here."""
    done: list[tuple[str, Any]] = []
    monkeypatch.setattr(
        queue, "_send", lambda task, *args, **options: done.append((task, (args, options)))
    )
    monkeypatch.setattr(cutouts, "prepare", lambda *args: done.append(("prepared", args)))
    return done


@pytest.fixture
def one_on_its_way(in_acme: Workspace, alice: User) -> None:
    assets.begin_upload(
        assets.Arriving("next.jpg", "image/jpeg", 10),
        schema_name=in_acme.schema_name,
        actor=alice,
        origin="http://localhost",
    )


def test_a_new_photo_is_asked_for_in_a_moment_behind_all_else(did: Any) -> None:
    cutouts.on_asset_ready("ws_x", PHOTO)

    assert did == [
        (
            "generation.prepare_cutout_later",
            (("ws_x", str(PHOTO), 0), {"countdown": 5, "priority": 9}),
        )
    ]


def test_it_is_put_off_while_more_arrive(
    in_acme: Workspace, one_on_its_way: None, did: Any
) -> None:
    cutouts.prepare_when_quiet(in_acme.schema_name, PHOTO, waits=3)

    assert [(task, args[0]) for task, args in did] == [
        ("generation.prepare_cutout_later", (in_acme.schema_name, str(PHOTO), 4))
    ]


def test_it_is_not_put_off_for_ever(in_acme: Workspace, one_on_its_way: None, did: Any) -> None:
    cutouts.prepare_when_quiet(in_acme.schema_name, PHOTO, waits=cutouts.MOST_WAITS)

    assert did == [("prepared", (in_acme.schema_name, PHOTO, None))]


def test_it_begins_when_it_is_quiet(in_acme: Workspace, did: Any) -> None:
    cutouts.prepare_when_quiet(in_acme.schema_name, PHOTO, waits=0)

    assert did == [("prepared", (in_acme.schema_name, PHOTO, None))]
