"""The activity narrowed by its address: who, what, when, how it ended; and page by page."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from audit.actions import Action
from audit.services import Actor, Details, Target
from tests.factories import people
from tests.factories.jobs import access_to
from tests.unit.workspaces.activity_page import (
    HTMX,
    STAFF,
    at,
    happened,
    listed,
    product,
    query_of,
    said,
    shown,
)
from workspaces import services
from workspaces.models import Workspace
from workspaces.roles import Role
from workspaces.screens import activity as screen
from workspaces.screens import activity_asked as asking

SYSTEM = Actor("system", label="E_Business")


@pytest.fixture
def owner(alice: User, client_for: Any) -> Client:
    client: Client = client_for(alice)
    return client


@pytest.fixture
def busy(acme: Workspace, alice: User, bob: User) -> Workspace:
    """A workspace in which people, staff and the studio did things, one of them long ago."""
    happened(acme, by=bob, about=product("Old mug"), ago=timedelta(days=60))
    happened(acme, by=bob, about=product("Blue mug"))
    happened(acme, Action.MEMBER_ADDED, by=alice, about=Target("member", str(bob.pk), "Bob"))
    happened(acme, Action.JOBS_SEEN_BY_STAFF, by=STAFF)
    failed = Details(outcome="error")
    happened(acme, Action.ITEM_FAILED, by=SYSTEM, about=Target("item", "1", "Tin"), details=failed)
    return acme


def names(answer: Any) -> str:
    return " | ".join(said(answer))


@pytest.mark.parametrize(
    ("query", "has", "lacks"),
    [
        ("", "Blue mug", "Old mug"),
        ("?when=90", "Old mug", "-"),
        ("?when=all", "Old mug", "-"),
        ("?when=today", "Blue mug", "Old mug"),
        ("?who=staff", "Sam of the studio", "Bob"),
        ("?who=system", "Tin", "Bob"),
        ("?what=products", "Blue mug", "Tin"),
        ("?what=members", "Bob", "Blue mug"),
        ("?outcome=error", "Tin", "Blue mug"),
        ("?q=Blue+mug", "Blue mug", "Tin"),
    ],
)
def test_it_is_narrowed_by_its_address(
    busy: Workspace, owner: Client, query: str, has: str, lacks: str
) -> None:
    answer = owner.get(at(busy, query))

    assert has in names(answer)
    assert lacks not in names(answer)
    assert ("Clear" in shown(answer)) == bool(query)


def test_a_member_is_chosen_and_staff_who_left_can_be(
    busy: Workspace, alice: User, bob: User, owner: Client
) -> None:
    gone = people.member(busy, Role.EDITOR)
    happened(busy, by=gone, about=product("Green mug"))
    services.remove(access_to(busy), gone.pk, by=alice)

    page = shown(owner.get(at(busy)))
    assert "Members You Bob" in page
    assert f"Not here any more {gone.label}" in page
    theirs = owner.get(query_of(owner.get(at(busy)), gone.label))
    assert "Green mug" in names(theirs)
    assert "Blue mug" not in names(theirs)
    assert f"Who {gone.label}" in shown(theirs)


def test_somebody_who_was_never_here_did_nothing(busy: Workspace, owner: Client) -> None:
    nobody = uuid.uuid4()
    page = shown(owner.get(at(busy, f"?who={nobody}")))

    assert "Nothing here is like this" in page
    assert f"Who {nobody}" in page


def test_days_of_ones_own(busy: Workspace, owner: Client) -> None:
    day = timezone.localdate() - timedelta(days=60)

    first = owner.get(at(busy, "?when=own"))
    assert 'name="from"' in first.content.decode()
    answer = owner.get(at(busy, f"?when=own&from={day}&to={day}"))

    assert names(answer) == "Bob added the product Old mug"
    assert f'value="{day}"' in answer.content.decode()
    since = owner.get(at(busy, f"?when=own&from={day + timedelta(days=1)}"))
    assert "Old mug" not in names(since)
    assert "Blue mug" in names(since)


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("?when=own&from=2026-03-10&to=2026-03-01", "The first day lies after the last."),
        ("?when=own&from=x&to=y", "Choose the first and the last day."),
    ],
)
def test_days_that_make_no_span_are_told(
    busy: Workspace, owner: Client, query: str, problem: str
) -> None:
    assert problem in shown(owner.get(at(busy, query)))


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("?who=nobody", "Who"),
        ("?what=love", "What"),
        ("?when=never", "When"),
        ("?when=own&from=1066-10-14&to=2026-01-01", "When"),
        ("?outcome=fine", "Outcome"),
        ("?about=product", "About"),
        ("?ip=1+Quay+Street", "Address"),
        ("?request=%E4%BD%A0", "Request"),
        ("?before=x", "the place in the list"),
        ("?after=" + "9" * 30, "the place in the list"),
        ("?before=" + "9" * 5000, "the place in the list"),
        ("?who=x&what=y", "Who, What"),
    ],
)
def test_what_an_address_says_in_vain_is_told(
    busy: Workspace, owner: Client, query: str, named: str
) -> None:
    page = listed(owner.get(at(busy, query)))

    assert f"It was left out: {named}." in page


@pytest.mark.parametrize(
    "words", ["%", "_", "\\", "'", "a\x00b", "你好", "x" * 5000, "%_\\' OR 1=1"]
)
def test_whatever_is_searched_for_is_no_more_than_words(
    busy: Workspace, owner: Client, words: str
) -> None:
    answer = owner.get(at(busy), {"q": words})

    assert answer.status_code == 200
    assert said(answer) == []


def test_nothing_here(acme: Workspace, owner: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    nothing = asking.Asked(about="product:none")
    monkeypatch.setattr(asking, "read", lambda _given: nothing)
    assert "Nothing here is like this" in shown(owner.get(at(acme)))
    # The trail keeps what it has: only an address can be without any.
    monkeypatch.setattr(asking.Asked, "kept", lambda _self: [])
    page = owner.get(at(acme))
    assert "Nothing here in the last 30 days" in shown(page)
    assert query_of(page, "Show all") == at(acme)


def test_a_search_that_finds_nothing_says_for_what(busy: Workspace, owner: Client) -> None:
    page = listed(owner.get(at(busy, "?q=teapot&what=products")))

    assert "Nothing matches “teapot”" in page
    assert "Clear the filters" in page


# --- page by page --------------------------------------------------------------------------------
def test_older_and_newer_lead_through_the_list(
    acme: Workspace, bob: User, owner: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screen, "PAGE", 2)
    for number in range(5):
        happened(acme, by=bob, about=product(f"Mug {number}"))

    query = "?q=Mug"
    first = owner.get(at(acme, query))
    second = owner.get(query_of(first, "Older"))
    third = owner.get(query_of(second, "Older"))

    def numbers(answer: Any) -> list[str]:
        return [one[-1] for one in said(answer)]

    assert [numbers(one) for one in (first, second, third)] == [["4", "3"], ["2", "1"], ["0"]]
    assert "Newer" not in listed(first)
    assert "Older" not in listed(third)
    assert "The newest 2 events" in listed(first)
    back = owner.get(query_of(third, "Newer"))
    assert numbers(back) == ["2", "1"]
    assert numbers(owner.get(query_of(back, "Newer"))) == ["4", "3"]


def test_all_there_is_is_counted_where_it_is_on_one_page(
    acme: Workspace, bob: User, owner: Client
) -> None:
    for number in range(3):
        happened(acme, by=bob, about=product(f"Teapot {number}"))

    assert "3 events in all" in listed(owner.get(at(acme, "?q=Teapot")))


# --- what comes meanwhile ------------------------------------------------------------------------
def test_what_is_newer_is_counted_and_leads_to_it(
    acme: Workspace, alice: User, bob: User, owner: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    happened(acme, by=bob, about=product())
    page = owner.get(at(acme, "?what=products")).content.decode()
    url = page.split('data-url="')[1].split('"')[0].replace("&amp;", "&")

    assert owner.get(url, headers=HTMX).content.strip() == b""
    happened(acme, by=alice, about=product("Teapot"))
    happened(acme, Action.JOBS_SEEN_BY_STAFF, by=STAFF)
    told = owner.get(url, headers=HTMX).content.decode()
    assert ">1 new</a>" in told
    assert f'href="{at(acme)}?what=products"' in told
    monkeypatch.setattr(screen, "NEWS", 1)
    happened(acme, by=alice, about=product("Pan"))
    assert "more than 1 new" in owner.get(url, headers=HTMX).content.decode()


def test_looking_for_what_is_newer_never_looks_far(
    busy: Workspace, bob: User, owner: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    last = happened(busy, by=bob, about=product()).pk
    monkeypatch.setattr("audit.sql.finding._far", None)

    for query in ("what=billing", "q=nothing", "when=all&about=asset:none"):
        address = at(busy, f"?{query}&after={last}", name="activity_news")
        assert owner.get(address, headers=HTMX).content.strip() == b""


def test_further_down_nothing_is_said_of_what_is_newer(
    acme: Workspace, bob: User, owner: Client
) -> None:
    event = happened(acme, by=bob, about=product())

    page = owner.get(at(acme, f"?before={event.pk + 1}")).content.decode()

    assert 'id="activity-news" aria-live="polite" data-url=""' in page
