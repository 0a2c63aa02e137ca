"""What a workspace's people do not learn of strangers, of staff and of staff's files."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.actors import target_of
from accounts.models import User
from audit import exports
from audit.actions import Action
from audit.filters import Filters
from audit.models import TrailExport
from audit.services import Details
from tests.factories import people
from tests.unit.workspaces.activity_page import STAFF, at, happened, product, shown
from tests.unit.workspaces.conftest import Program
from workspaces.models import Workspace

EVENTS, EXPORTS = "/audit/events", "/audit/exports"


@pytest.fixture
def owner(alice: User, client_for: Any) -> Client:
    client: Client = client_for(alice)
    return client


@pytest.fixture
def reader(program: Callable[[User], Program], alice: User, acme: Workspace) -> Program:
    return program(alice)


@pytest.fixture
def stranger() -> User:
    """Somebody of the same installation who was never here."""
    return people.person("Zelda Farthing")


def file_of(place: Workspace, *, by: str, **values: Any) -> TrailExport:
    return TrailExport.objects.create(
        workspace_id=place.pk, asked_by=by, format="csv", name=place.slug, state="done",
        key="exports/audit/x.csv", **values,
    )  # fmt: skip


# --- strangers -----------------------------------------------------------------------------------
def test_who_was_never_here_is_not_named(
    acme: Workspace, alice: User, stranger: User, owner: Client
) -> None:
    asked = Filters(acme.pk, str(stranger.pk)).to_json()
    file_of(acme, by=str(alice.pk), filters=asked)

    for address in (
        at(acme, f"?who={stranger.pk}"),
        at(acme, f"?who=staff&about=user:{stranger.pk}"),
        at(acme, name="activity_exports"),
    ):
        page = owner.get(address).content.decode()
        assert "Zelda" not in page
        assert str(stranger.pk) in page


def test_whether_an_id_is_somebody_is_not_told(
    acme: Workspace, stranger: User, owner: Client
) -> None:
    nobody = str(uuid.uuid4())

    of_one, of_none = (
        shown(owner.get(at(acme, f"?who={key}"))).replace(key, "…")
        for key in (str(stranger.pk), nobody)
    )

    assert of_one == of_none


@pytest.mark.parametrize("as_what", ["actor", "target"])
def test_who_has_a_row_here_is_named(
    as_what: str, acme: Workspace, alice: User, stranger: User, owner: Client
) -> None:
    if as_what == "actor":
        happened(acme, by=stranger, about=product())
    else:
        happened(acme, Action.MEMBER_ADDED, by=alice, about=target_of(stranger))

    assert "Who Zelda Farthing" in shown(owner.get(at(acme, f"?who={stranger.pk}")))


# --- files of staff ------------------------------------------------------------------------------
def test_a_file_that_staff_asked_for_is_none_of_the_workspaces(
    acme: Workspace, owner: Client, reader: Program
) -> None:
    made = file_of(acme, by=STAFF.id, is_staff=True, filters={"text": "secretly wondered"})

    assert "secretly" not in owner.get(at(acme, name="activity_exports")).content.decode()
    assert reader.get(EXPORTS).json()["results"] == []
    for path in (f"{EXPORTS}/{made.pk}", f"{EXPORTS}/{made.pk}/download"):
        assert reader.get(path).status_code == 404
    for name, way in (("activity_download", owner.get), ("activity_again", owner.post)):
        place = at(acme, name="activity_exports")
        path = f"{place.rstrip('/')}/{made.pk}/{name.removeprefix('activity_')}"
        assert way(path).status_code == 404


# --- where staff work ----------------------------------------------------------------------------
def test_from_where_staff_work_is_not_told(
    acme: Workspace, alice: User, owner: Client, reader: Program
) -> None:
    place = "198.51.100.77"
    happened(acme, Action.JOBS_SEEN_BY_STAFF, by=STAFF, address=place)
    happened(acme, by=alice, about=product())

    page = owner.get(at(acme)).content.decode()
    theirs, of_staff = reader.get(EVENTS).json()["results"][:2]

    assert place not in page
    assert page.count("Safari on macOS") == 1
    assert (of_staff["address"], of_staff["user_agent"]) == (None, "")
    assert theirs["address"] == "203.0.113.24"
    assert "Safari" in theirs["user_agent"]


def test_where_staff_work_cannot_be_guessed_at(
    acme: Workspace, owner: Client, reader: Program
) -> None:
    place = "198.51.100.77"
    happened(acme, Action.JOBS_SEEN_BY_STAFF, by=STAFF, address=place)

    assert "Nothing here is like this" in shown(owner.get(at(acme, f"?ip={place}")))
    assert reader.get(f"{EVENTS}?address={place}").json()["results"] == []


# --- addresses -----------------------------------------------------------------------------------
@pytest.mark.parametrize("address", ["fe80::1%25eth0", "fe80::1%251", "1.2.3.4%25a"])
def test_an_address_the_database_does_not_know_is_told(
    address: str, acme: Workspace, owner: Client, reader: Program
) -> None:
    page = owner.get(at(acme, f"?ip={address}"))

    assert "Address" in shown(page).split("means nothing here")[1][:60]
    assert reader.get(f"{EVENTS}?address={address}").status_code < 500


# --- what else is known --------------------------------------------------------------------------
def test_a_program_is_told_what_else_is_known(
    acme: Workspace, alice: User, reader: Program
) -> None:
    happened(acme, by=alice, about=product(), details=Details(data={"items": 3}))

    assert reader.get(EVENTS).json()["results"][0]["data"] == {"items": 3}


def test_the_files_of_a_workspace_that_goes_leave_staffs(
    acme: Workspace, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone: list[str] = []

    class Store:
        def drop_begun(self, prefix: str) -> None:
            gone.append(prefix)

        def delete_prefix(self, prefix: str) -> list[str]:
            gone.append(prefix)
            return []

    monkeypatch.setattr("audit.bucket.store", Store)
    file_of(acme, by=str(alice.pk))
    kept = file_of(acme, by=STAFF.id, is_staff=True)

    exports.remove_of(acme.pk)

    assert list(TrailExport.objects.filter(workspace_id=acme.pk)) == [kept]
    assert set(gone) == {f"exports/audit/{acme.pk.hex}/"}
