"""The ledger as a page: every movement in words, narrowed, page by page."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from billing import quotas, services
from billing.models import LedgerEntry
from billing.quotas import Account, Hold
from billing.screens import ledger as screen
from billing.services import NewLimit
from billing.shapes import NewGrant
from tests.factories import clock, money, people
from tests.unit.billing.holds import hold, use
from tests.unit.billing.test_limits import on
from tests.unit.billing.usage_page import NOW, SPACE, shown
from workspaces.models import Workspace
from workspaces.roles import Role

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _then(public: None) -> None:
    clock.stop_at(NOW)


@pytest.fixture
def owner(alice: User, client_for: Any) -> Client:
    client: Client = client_for(alice)
    return client


def at(place: Workspace, query: str = "") -> str:
    return reverse("billing:ledger", args=[place.slug]) + query


def held(
    place: Workspace,
    by: User,
    *,
    units: int = 1,
    meter: str = "images",
    label: str = "Tin, Sandstone",
) -> tuple[uuid.UUID, uuid.UUID]:
    """Hold units for an item of a job; return the reservation and the job."""
    period, job = quotas.current_period(workspace_id=place.pk, meter=meter), uuid.uuid4()
    one = Hold(uuid.uuid4(), uuid.uuid4(), units, uuid.uuid4().hex, label=label, product="Tea tin")
    account = Account(place.pk, meter, "image", job, str(by.pk))
    return quotas.reserve(account, period=period, holds=[one])[0], job


def said(place: Workspace) -> list[str]:
    """Return the sentences, the newest first."""
    found = screen.ledger(place.pk, asked=screen.Asked(), here="/")
    return [row.text for row in found.rows]


# --- words ---------------------------------------------------------------------------------------
def test_work_is_held_then_counted_or_given_back(acme: Workspace, bob: User) -> None:
    first, _job = held(acme, bob)
    second, _job = held(acme, bob)
    third, _job = held(acme, bob, units=90, meter="video_seconds", label="Film")
    quotas.commit(first)
    quotas.release(second, reason="failed")
    quotas.commit(third, units=60)

    assert said(acme)[:6] == [
        "Counted: Film. 30 s of video not needed",
        "1 image given back for Tin, Sandstone: it failed",
        "Counted: Tin, Sandstone",
        "90 s of video held for Film",
        "1 image held for Tin, Sandstone",
        "1 image held for Tin, Sandstone",
    ]


def test_units_without_a_label_are_told_too(acme: Workspace) -> None:
    use(acme, 4)
    quotas.release(hold(acme, 3), reason="cancelled")
    quotas.release(hold(acme, 2))
    quotas.commit(hold(acme, 6), units=5)

    assert said(acme)[:8] == [
        "Counted. 1 image not needed",
        "6 images held",
        "2 images given back",
        "2 images held",
        "3 images given back: it was cancelled",
        "3 images held",
        "Counted: what was held before",
        "4 images held",
    ]


def test_grants_come_are_used_and_end(acme: Workspace, bob: User) -> None:
    on(acme, images=NewLimit(0))
    later = NOW + timedelta(days=3)
    services.grant(acme.pk, new=NewGrant("images", 9, "late delivery", "a", expires_at=later))
    taken = services.grant(acme.pk, new=NewGrant("images", 5, "a slip", "b"))
    held(acme, bob, units=2)
    services.void(taken.pk, reason="given twice", by=money.STAFF)
    clock.stop_at(later)
    services.expire_grants()

    assert said(acme)[:5] == [
        "7 images expired, of the grant “late delivery”",
        "5 images taken back, of the grant “a slip”: given twice",
        "2 images held for Tin, Sandstone, from the grant “late delivery”",
        "Nothing of the plan held for Tin, Sandstone",
        "5 images granted: a slip",
    ]
    rows = screen.ledger(acme.pk, asked=screen.Asked(), here="/").rows
    assert rows[2].left == "7 left of the grant"


def test_periods_plans_and_adjustments_are_told(acme: Workspace) -> None:
    on(acme, images=NewLimit(20, rollover_units=5), storage_bytes=NewLimit(1024))
    services.adjust(acme.pk, meter="images", units=50, reason="Import ran twice", by=money.STAFF)
    services.adjust(acme.pk, meter="images", units=-40, reason="Too many", by=money.STAFF)
    clock.stop_at(NOW + timedelta(days=32))
    services.roll_periods()

    lines = said(acme)

    assert "Limit raised by 50 images: Import ran twice" in lines
    assert "Limit lowered by 40 images: Too many" in lines
    assert "New period: 25 images, 5 of them left over from the last" in lines
    assert f"Limit lowered by 20.0{SPACE}GB of storage: the plan has changed" in lines


def test_what_came_too_late_is_told(acme: Workspace, bob: User) -> None:
    late, _job = held(acme, bob)
    quotas.release(late, reason="overdue: nobody settled it")
    quotas.commit(late)

    assert said(acme)[:2] == [
        "Tin, Sandstone came after its units were given back. Nothing was counted",
        "1 image given back for Tin, Sandstone: nothing was heard of it",
    ]


def test_seats_are_seats(beta: Workspace) -> None:
    people_in = [uuid.uuid4() for _ in range(2)]
    services.sync_seats(beta.pk, holders=lambda: people_in)
    services.sync_seats(beta.pk, holders=lambda: people_in[:1])

    lines = said(beta)

    assert lines[0] == "1 seat given back: the seat is free again"
    assert "1 seat held" in lines


@pytest.mark.parametrize("kind", list(LedgerEntry.Kind))
def test_every_kind_has_a_sentence(acme: Workspace, kind: str) -> None:
    use(acme, 1)
    row = LedgerEntry.objects.filter(workspace=acme, meter="images").latest("pk")
    row.pk, row.kind, row.reason, row.reservation = None, kind, "why", None
    if kind == "rollover":
        row.period_id = 0
    row.save()

    assert said(acme)[0]


# --- the page ------------------------------------------------------------------------------------
def test_a_row_says_who_when_how_much_and_leads_to_the_job(
    acme: Workspace, bob: User, owner: Client
) -> None:
    _held, job = held(acme, bob, units=24)

    answer = owner.get(at(acme))

    page = shown(answer)
    assert "24 images held for Tin, Sandstone −24 976 left Bob · " in page
    assert "· Tea tin · To the job" in page
    assert f"/w/{acme.slug}/jobs/{job}" in answer.content.decode()


@pytest.mark.parametrize("role", list(Role))
def test_who_runs_the_workspace_sees_it(acme: Workspace, client_for: Any, role: Role) -> None:
    answer = client_for(people.member(acme, role)).get(at(acme))

    assert answer.status_code == (200 if role in {Role.OWNER, Role.ADMIN} else 403)


def test_what_another_workspace_moved_is_never_shown(
    acme: Workspace, beta: Workspace, mallory: User, owner: Client
) -> None:
    held(beta, mallory, label="Secret tin")

    assert "Secret tin" not in shown(owner.get(at(acme)))


def test_nothing_moved_yet(acme: Workspace, monkeypatch: pytest.MonkeyPatch, owner: Client) -> None:
    # The trigger keeps rows; only their reader can be without any.
    monkeypatch.setattr(screen, "ledger", lambda *_a, **_k: screen.Ledger((), ""))

    page = shown(owner.get(at(acme)))

    assert "Nothing has moved yet" in page
    assert "Movement All" not in page


def test_it_is_narrowed_by_meter_and_kind(acme: Workspace, owner: Client) -> None:
    use(acme, 3)
    use(acme, 2, meter="copies")

    page = shown(owner.get(at(acme, "?meter=copies&kind=reserve")))

    assert "2 texts held" in page
    assert "3 images held" not in page
    assert "Meter Copy" in page
    assert "Movement Held" in page
    assert "Clear" in page
    none = shown(owner.get(at(acme, "?meter=copies&kind=grant")))
    assert "No movement matches" in none
    # What there is not is left out.
    assert "3 images held" in shown(owner.get(at(acme, "?meter=love&kind=war")))


def test_more_is_fetched_from_a_place_on(
    acme: Workspace, owner: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screen, "PAGE", 3)
    for count in range(1, 6):
        hold(acme, count)

    first = owner.get(at(acme, "?kind=reserve&meter=images")).content.decode()
    assert "5 images held" in first
    assert "2 images held" not in first
    more = first.split('id="load-more" hx-get="')[1].split('"')[0].replace("&amp;", "&")
    rest = owner.get(more, headers=HTMX).content.decode()

    assert [f"{n} image" in rest for n in (5, 3, 2, 1)] == [False, False, True, True]
    assert "<html" not in rest
    assert "load-more" not in rest
    # Without scripts the link is a page of its own, with a way back.
    whole = owner.get(more).content.decode()
    assert "<html" in whole
    assert "Back to the newest" in whole


@pytest.mark.parametrize("before", ["x", "-1", "9" * 30, "1e3", "٣"])
def test_there_is_no_such_place(acme: Workspace, owner: Client, before: str) -> None:
    assert owner.get(at(acme), {"before": before}).status_code == 404


@pytest.mark.parametrize("count", [3, 40])
def test_it_costs_the_same_however_much_moved(
    acme: Workspace,
    alice: User,
    bob: User,
    owner: Client,
    count: int,
    django_assert_num_queries: Any,
) -> None:
    for number in range(count):
        held(acme, alice if number % 2 else bob)
    owner.get(at(acme))

    # Frame: 8, two of them schemas; the right to see it, asked anew; movements, and names.
    with django_assert_num_queries(11):
        owner.get(at(acme))
