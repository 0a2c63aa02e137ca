"""Files of the activity: asked for with what the page shows, once, and fetched while they are there."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from audit import exports
from audit.actions import Action
from audit.filters import Filters
from audit.models import AuditEvent, TrailExport
from tests.factories import people, trail
from tests.unit.workspaces.activity_page import HTMX, acting, at, happened, product, shown
from workspaces.models import Workspace
from workspaces.roles import Role

State = TrailExport.State


@pytest.fixture
def owner(alice: User, client_for: Any) -> Client:
    client: Client = client_for(alice)
    return client


@pytest.fixture(autouse=True)
def _no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is told: a file stays as it is asked for."""
    monkeypatch.setattr("audit.queue.send_export", lambda _key: None)


def made(place: Workspace, by: User, state: str = State.DONE, **values: Any) -> TrailExport:
    """Return a file as it stands."""
    now = timezone.now()
    ended = {"finished_at": now, "expires_at": now + timedelta(days=7), "rows": 12_345}
    return TrailExport.objects.create(
        workspace_id=place.pk,
        asked_by=str(by.pk),
        state=state,
        **{
            "format": "csv",
            "name": place.slug,
            "key": "audit-exports/x.csv",
            "size_bytes": 2_400_000,
            "filters": Filters(workspace_id=place.pk).to_json(),
            **(ended if state in {State.DONE, State.EXPIRED} else {}),
            **values,
        },
    )


def ask(browser: Client, place: Workspace, **form: str) -> Any:
    return browser.post(at(place, name="activity_export"), {"format": "csv", **form})


# --- asking --------------------------------------------------------------------------------------
def test_the_dialog_says_what_will_be_in_it(acme: Workspace, bob: User, owner: Client) -> None:
    happened(acme, by=bob, about=product())

    page = owner.get(at(acme, f"?q=mug&who={bob.pk}&what=products&outcome=ok")).content.decode()

    dialog = re.sub(r"<[^>]+>", " ", page.split('id="export-form"')[1].split("</form>")[0])
    for line in (
        " on ",
        "What Bob did",
        "Products",
        "With the words “mug”",
        "Outcome: done",
        "for 7 days",
    ):
        assert line in " ".join(dialog.split())
    fields = page.split('id="export-form"')[1]
    assert f'name="who" value="{bob.pk}"' in fields
    assert 'name="q" value="mug"' in fields


def test_what_the_page_shows_is_asked_for(acme: Workspace, alice: User, owner: Client) -> None:
    answer = ask(owner, acme, what="products", q="mug", when="7", format="jsonl")

    assert answer["Location"] == at(acme, name="activity_exports")
    export = TrailExport.objects.get(workspace_id=acme.pk)
    filters = Filters.from_json(export.filters)
    assert (export.format, export.asked_by, export.is_staff) == ("jsonl", str(alice.pk), False)
    assert (filters.workspace_id, filters.text) == (acme.pk, "mug")
    assert Action.PRODUCT_CREATED in filters.actions
    assert filters.since is not None
    assert timezone.now() - filters.since < timedelta(days=7, hours=1)


def test_a_second_press_makes_no_second_file(acme: Workspace, owner: Client) -> None:
    ask(owner, acme)
    again = ask(owner, acme)

    assert TrailExport.objects.filter(workspace_id=acme.pk).count() == 1
    assert "One of your files is still being made" in shown(owner.get(again["Location"]))


@pytest.mark.parametrize(
    "form",
    [
        {"format": "xlsx"},
        {"format": ""},
        {"what": "love"},
        {"when": "own", "from": "2026-03-10", "to": "2026-03-01"},
    ],
)
def test_what_is_not_clear_is_not_exported(
    acme: Workspace, owner: Client, form: dict[str, str]
) -> None:
    answer = ask(owner, acme, **form)

    assert answer.status_code == 400
    assert "No file is made" in answer.content.decode()
    assert not TrailExport.objects.filter(workspace_id=acme.pk).exists()


@pytest.mark.parametrize("role", [Role.EDITOR, Role.REVIEWER, Role.VIEWER])
def test_only_who_reads_it_exports_it(
    acme: Workspace, alice: User, client_for: Any, role: Role
) -> None:
    browser = client_for(people.member(acme, role))
    file = made(acme, alice)

    assert ask(browser, acme).status_code == 403
    for name in ("activity_exports", "activity_news"):
        assert browser.get(at(acme, name=name)).status_code == 403
    here = f"{at(acme, name='activity_exports')}/{file.pk}"
    assert browser.get(f"{here}/download").status_code == 403
    assert browser.post(f"{here}/again").status_code == 403


# --- the list ------------------------------------------------------------------------------------
def test_no_files_yet(acme: Workspace, owner: Client) -> None:
    assert "No exports yet" in shown(owner.get(at(acme, name="activity_exports")))


def test_a_row_says_what_it_is_whose_and_how_long_it_stays(
    acme: Workspace, alice: User, bob: User, owner: Client
) -> None:
    happened(acme, by=bob)
    file = made(acme, bob, filters=Filters(workspace_id=acme.pk, text="mug").to_json())

    answer = owner.get(at(acme, name="activity_exports"))

    page = shown(answer)
    for said in (
        "CSV, 12,345 events",
        "2.3 MB",
        "Done",
        "Asked for by Bob",
        "With the words “mug”",
        "here until",
    ):
        assert said in page
    assert f"/exports/{file.pk}/download" in answer.content.decode()


def test_the_list_is_asked_for_again_while_one_is_being_made(
    acme: Workspace, alice: User, bob: User, owner: Client
) -> None:
    here = at(acme, name="activity_exports")
    file = made(acme, bob, State.WAITING)
    waiting = owner.get(here, headers=HTMX).content.decode()
    TrailExport.objects.filter(pk=file.pk).update(state=State.DONE)
    done = owner.get(here, headers=HTMX).content.decode()

    assert f'id="exports" data-url="{here}"' in waiting
    assert "Waiting" in waiting
    assert "<html" not in waiting
    assert "data-url" not in done


def test_what_failed_can_be_asked_for_again(acme: Workspace, bob: User, owner: Client) -> None:
    filters = Filters(workspace_id=acme.pk, text="mug").to_json()
    file = made(acme, bob, State.FAILED, filters=filters)
    answer = owner.get(at(acme, name="activity_exports"))
    assert "could not be made" in shown(answer)
    assert "/download" not in answer.content.decode()

    owner.post(f"{at(acme, name='activity_exports')}/{file.pk}/again")

    new = TrailExport.objects.exclude(pk=file.pk).get(workspace_id=acme.pk)
    assert (new.format, new.filters, new.state) == ("csv", filters, State.WAITING)


@pytest.mark.parametrize("is_swept", [False, True])
def test_what_has_expired_says_so(
    acme: Workspace, bob: User, owner: Client, *, is_swept: bool
) -> None:
    """Even where nobody has cleared it away yet."""
    state = State.EXPIRED if is_swept else State.DONE
    file = made(acme, bob, state, expires_at=timezone.now() - timedelta(minutes=1))

    answer = owner.get(at(acme, name="activity_exports"))

    assert "Expired" in shown(answer)
    assert "/download" not in answer.content.decode()
    fetched = owner.get(f"{at(acme, name='activity_exports')}/{file.pk}/download")
    assert fetched["Location"] == at(acme, name="activity_exports")
    assert "This file is not there" in shown(owner.get(fetched["Location"]))


@pytest.mark.parametrize("count", [1, 20])
def test_the_list_costs_the_same_however_long(
    acme: Workspace,
    alice: User,
    bob: User,
    owner: Client,
    count: int,
    django_assert_max_num_queries: Any,
) -> None:
    for number in range(count):
        made(acme, alice if number % 2 else bob)
    here = at(acme, name="activity_exports")
    owner.get(here)

    with django_assert_max_num_queries(12):
        owner.get(here)


# --- fetching ------------------------------------------------------------------------------------
def test_fetching_one_leads_to_the_file_and_is_recorded(
    acme: Workspace, alice: User, bob: User, owner: Client
) -> None:
    file = made(acme, bob)

    answer = owner.get(f"{at(acme, name='activity_exports')}/{file.pk}/download")

    assert answer.status_code == 302
    assert "audit-exports/x.csv" in answer["Location"]
    assert f"{acme.slug}.csv" in answer["Location"]
    event: AuditEvent = trail.newest(acme)
    assert (event.action, event.actor_id) == (Action.EXPORT_DOWNLOADED, str(alice.pk))


def test_files_of_another_workspace_are_not_there(
    acme: Workspace, beta: Workspace, mallory: User, owner: Client
) -> None:
    theirs = made(beta, mallory)

    for key in (theirs.pk, uuid.uuid4()):
        here = f"{at(acme, name='activity_exports')}/{key}"
        assert owner.get(f"{here}/download").status_code == 404
        assert owner.post(f"{here}/again").status_code == 404
    assert str(theirs.pk) not in shown(owner.get(at(acme, name="activity_exports")))


def test_how_long_a_file_lies_is_what_the_trail_keeps(acme: Workspace, alice: User) -> None:
    filters = Filters(workspace_id=acme.pk)

    assert exports.ask(filters, format="csv", by=acting(alice)).state == State.WAITING
    assert exports.KEPT.days == 7
