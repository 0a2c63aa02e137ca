"""Where a person starts, which workspaces they have, and making one."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.formats import date_format

from accounts.models import User
from tests.factories import people
from workspaces.gate import LAST_WORKSPACE
from workspaces.models import Membership, Workspace
from workspaces.roles import Role

START, LIST, CREATE, ADDRESS = "/", "/workspaces/", "/workspaces/new", "/workspaces/new/address"


@pytest.fixture
def robin(public: None) -> User:
    """Somebody in no workspace."""
    return people.person("Robin")


@pytest.mark.parametrize("path", [START, LIST, CREATE, ADDRESS])
def test_a_stranger_is_asked_to_sign_in(client: Client, public: None, path: str) -> None:
    answer = client.get(path)

    assert (answer.status_code, answer["Location"]) == (302, f"/accounts/login/?next={path}")


def test_the_start_leads_to_the_first_run(robin: User, client_for: Any) -> None:
    assert client_for(robin).get(START)["Location"] == CREATE


def test_the_start_leads_to_the_only_workspace(bob: User, acme: Workspace, client_for: Any) -> None:
    assert client_for(bob).get(START)["Location"] == f"/w/{acme.slug}/"


def test_the_start_leads_to_the_list_when_there_are_several(
    bob: User, beta: Workspace, client_for: Any
) -> None:
    people.join(bob, beta, Role.VIEWER)

    assert client_for(bob).get(START)["Location"] == LIST


def test_the_start_leads_to_the_workspace_used_last(
    bob: User, beta: Workspace, client_for: Any
) -> None:
    people.join(bob, beta, Role.VIEWER)
    browser = client_for(bob)

    browser.get(reverse("generation:jobs", args=[beta.slug]))

    assert browser.session[LAST_WORKSPACE] == beta.slug
    assert browser.get(START)["Location"] == f"/w/{beta.slug}/"


def test_a_workspace_that_was_left_is_forgotten(
    bob: User, acme: Workspace, beta: Workspace, client_for: Any
) -> None:
    browser = client_for(bob)
    session = browser.session
    session[LAST_WORKSPACE] = beta.slug
    session.save()

    assert browser.get(START)["Location"] == f"/w/{acme.slug}/"


def test_the_start_leads_to_the_list_when_all_are_archived(
    bob: User, acme: Workspace, client_for: Any
) -> None:
    people.archived(acme)

    assert client_for(bob).get(START)["Location"] == LIST


@pytest.mark.parametrize(("role", "may"), [(role, role in {"owner", "admin"}) for role in Role])
def test_an_archived_workspace_can_be_restored_by_who_may(
    acme: Workspace, client_for: Any, role: Role, *, may: bool
) -> None:
    user = people.member(acme, role)
    people.archived(acme)

    page = client_for(user).get(LIST).content.decode()

    assert "Archived" in page
    assert f'href="/w/{acme.slug}/"' in page
    assert (f"Restore {acme.name}" in page) is may


@pytest.mark.parametrize(("role", "may"), [(role, role == "owner") for role in Role])
def test_a_workspace_that_goes_can_be_kept_by_its_owners(
    acme: Workspace, client_for: Any, role: Role, *, may: bool
) -> None:
    user = people.member(acme, role)
    gone_at = people.going(acme)

    page = client_for(user).get(LIST).content.decode()

    assert f"Will be deleted on {date_format(gone_at, 'DATE_FORMAT')}" in page
    assert f'href="/w/{acme.slug}/"' not in page
    assert (f"Cancel the deletion of {acme.name}" in page) is may
    assert ("An owner can cancel this" in page) is not may


def test_the_list_shows_own_workspaces_with_the_role(
    bob: User, acme: Workspace, beta: Workspace, client_for: Any
) -> None:
    page = client_for(bob).get(LIST).content.decode()

    assert acme.name in page
    assert "Editor" in page
    assert beta.name not in page


def test_an_empty_list_says_what_to_do(robin: User, client_for: Any) -> None:
    page = client_for(robin).get(LIST).content.decode()

    assert "You are in no workspace yet" in page
    assert f'href="{CREATE}"' in page


def test_the_list_costs_few_queries(
    alice: User, client_for: Any, django_assert_max_num_queries: Any
) -> None:
    browser = client_for(alice)

    with django_assert_max_num_queries(7):
        browser.get(LIST)


def test_a_workspace_is_made_by_its_name(robin: User, client_for: Any) -> None:
    answer = client_for(robin).post(CREATE, {"name": "Northbay Home & Co"})

    workspace = Workspace.objects.get(created_by=robin)
    assert (workspace.name, workspace.slug) == ("Northbay Home & Co", "northbay-home-co")
    assert answer["Location"] == "/w/northbay-home-co/"
    assert Membership.objects.get(workspace=workspace).role == Role.OWNER


def test_a_chinese_name_gets_an_address_too(robin: User, client_for: Any) -> None:
    browser = client_for(robin)

    browser.post(CREATE, {"name": "晨光家居"}, headers={"accept-language": "zh-CN"})

    workspace = Workspace.objects.get(created_by=robin)
    assert workspace.slug.startswith("workspace")
    assert workspace.language == "zh-hans"


def test_language_time_zone_and_currency_are_kept(robin: User, client_for: Any) -> None:
    chosen = {"language": "zh-hans", "time_zone": "Asia/Shanghai", "currency": "CNY"}

    client_for(robin).post(CREATE, {"name": "Bay", **chosen})

    found = Workspace.objects.values("language", "time_zone", "currency").get(created_by=robin)
    assert found == chosen


@pytest.mark.slow
def test_the_time_zone_begins_as_the_persons_until_the_browser_says_its_own(
    robin: User, client_for: Any
) -> None:
    robin.time_zone = "Europe/Oslo"
    robin.save()

    page = client_for(robin).get(CREATE).content.decode()

    assert '<option value="Europe/Oslo" selected>' in page
    assert "data-browser-zone" in page


def test_another_address_can_be_chosen(robin: User, client_for: Any) -> None:
    client_for(robin).post(CREATE, {"name": "Northbay", "slug": "Bay-7"})

    assert Workspace.objects.get(created_by=robin).slug == "bay-7"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"name": "   "}, "This field is required."),
        ({"name": "x" * 81}, "at most 80 characters"),
        ({"name": "Bay", "slug": "api"}, "This word is kept for the studio itself."),
        ({"name": "Bay", "slug": "a b"}, "Use letters a to z, digits and hyphens"),
        ({"name": "Bay", "time_zone": "Moon/Base"}, "This time zone is not known."),
        ({"name": "Bay", "currency": "XXX"}, "This currency is not known."),
        ({"name": "Bay", "language": "tlh"}, "Choose one of the languages on offer."),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(
    robin: User, client_for: Any, body: dict[str, str], said: str
) -> None:
    answer = client_for(robin).post(CREATE, body)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Workspace.objects.filter(created_by=robin).exists()


def test_a_taken_address_is_refused_with_the_name_kept(
    robin: User, acme: Workspace, client_for: Any
) -> None:
    answer = client_for(robin).post(CREATE, {"name": "My own", "slug": acme.slug})

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Another workspace has this address." in page
    assert 'value="My own"' in page
    assert not Workspace.objects.filter(created_by=robin).exists()


def test_too_many_in_an_hour_are_refused_beside_the_name(
    robin: User, client_for: Any, settings: Any
) -> None:
    settings.WORKSPACES_AN_HOUR = 1
    browser = client_for(robin)

    browser.post(CREATE, {"name": "First"})
    answer = browser.post(CREATE, {"name": "Second"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "That was often within an hour. Try again in 60 minutes." in page
    assert 'value="Second"' in page
    assert Workspace.objects.filter(created_by=robin).count() == 1


def test_the_address_is_shown_while_the_name_is_typed(
    robin: User, acme: Workspace, client_for: Any
) -> None:
    browser = client_for(robin)

    assert "testserver/w/northbay/" in browser.get(ADDRESS, {"name": "Northbay"}).content.decode()
    taken = browser.get(ADDRESS, {"name": acme.slug}).content.decode()
    assert f"testserver/w/{acme.slug}-2/" in taken
    assert "follows from the name" in browser.get(ADDRESS, {"name": " "}).content.decode()
