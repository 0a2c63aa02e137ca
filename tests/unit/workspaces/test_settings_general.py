"""The settings of a workspace: sections that keep themselves, and the address that moves."""

from typing import Any

import pytest

from accounts.models import User
from tests.factories import people
from workspaces import access
from workspaces.models import Workspace
from workspaces.roles import Role

HTMX = {"HX-Request": "true"}
CHANGERS = {"owner", "admin"}
REGION = {"language": "zh-hans", "time_zone": "Asia/Shanghai", "currency": "CNY"}


def at(place: Workspace, rest: str = "") -> str:
    return f"/w/{place.slug}/settings/{rest}"


def version(place: Workspace) -> int:
    return Workspace.objects.values_list("version", flat=True).get(pk=place.pk)


@pytest.mark.parametrize("role", list(Role))
def test_everybody_sees_the_settings_and_some_may_change_them(
    acme: Workspace, client_for: Any, role: Role
) -> None:
    answer = client_for(people.member(acme, role)).get(at(acme))

    page = answer.content.decode()
    assert answer.status_code == 200
    assert acme.name in page
    assert ('name="slug"' in page) is (role in CHANGERS)
    assert ("Owners and admins can change this:" in page) is (role not in CHANGERS)


@pytest.mark.parametrize(
    ("section", "values"),
    [("name", {"name": "Northbay"}), ("address", {"slug": "northbay-new"}), ("region", REGION)],
)
@pytest.mark.parametrize("role", list(Role))
def test_only_owners_and_admins_save(
    acme: Workspace, client_for: Any, role: Role, section: str, values: dict[str, str]
) -> None:
    user = people.member(acme, role)

    answer = client_for(user).post(
        at(acme, f"general/{section}"), {**values, "version": "1"}, headers=HTMX
    )

    kept = Workspace.objects.values(*values).get(pk=acme.pk) == values
    assert (answer.status_code, kept) == ((200, True) if role in CHANGERS else (403, False))


def test_a_stranger_and_an_unknown_section_are_not_found(
    alice: User, mallory: User, acme: Workspace, client_for: Any
) -> None:
    assert client_for(mallory).get(at(acme)).status_code == 404
    assert client_for(mallory).post(at(acme, "general/name")).status_code == 404
    assert client_for(alice).post(at(acme, "general/logo")).status_code == 404


def test_a_kept_section_says_so_and_gives_the_others_the_version(
    alice: User, acme: Workspace, client_for: Any
) -> None:
    body = {"name": "Northbay", "version": version(acme)}

    page = client_for(alice).post(at(acme, "general/name"), body, headers=HTMX).content.decode()

    assert "Saved" in page
    assert 'id="set-name"' in page
    assert f'value="{version(acme)}" class="setting-version" hx-swap-oob=' in page


def test_without_the_script_a_section_is_saved_by_its_form(
    alice: User, acme: Workspace, client_for: Any
) -> None:
    answer = client_for(alice).post(at(acme, "general/name"), {"name": "Bay", "version": "1"})

    assert answer["Location"] == at(acme)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("section", "body", "said"),
    [
        ("name", {"name": " "}, "This field is required."),
        ("name", {"name": "x" * 81}, "at most 80 characters"),
        ("address", {"slug": "api"}, "This word is kept for the studio itself."),
        ("address", {"slug": "-a"}, "Use letters a to z, digits and hyphens"),
        ("region", {**REGION, "time_zone": "Moon/Base"}, "This time zone is not known."),
        ("region", {**REGION, "currency": "XXX"}, "This currency is not known."),
    ],
)
@pytest.mark.parametrize("headers", [HTMX, {}])
def test_what_is_wrong_is_said_beside_the_field_with_the_value_kept(
    alice: User, acme: Workspace, client_for: Any, section: str, body: dict[str, str], said: str,
    headers: dict[str, str],
) -> None:  # fmt: skip
    answer = client_for(alice).post(at(acme, f"general/{section}"), body, headers=headers)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert version(acme) == acme.version


def test_a_taken_address_is_refused(
    alice: User, acme: Workspace, beta: Workspace, client_for: Any
) -> None:
    answer = client_for(alice).post(at(acme, "general/address"), {"slug": beta.slug}, headers=HTMX)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Another workspace has this address." in page
    assert f'value="{beta.slug}"' in page


@pytest.mark.parametrize("headers", [HTMX, {}])
def test_a_new_address_moves_the_page_and_the_old_one_leads_there(
    alice: User, acme: Workspace, client_for: Any, headers: dict[str, str]
) -> None:
    browser = client_for(alice)

    answer = browser.post(at(acme, "general/address"), {"slug": "northbay-new"}, headers=headers)

    assert answer["HX-Redirect" if headers else "Location"] == "/w/northbay-new/settings/"
    access.forget_all()
    assert browser.get(at(acme, "members"))["Location"] == "/w/northbay-new/settings/members"


@pytest.mark.parametrize("headers", [HTMX, {}])
def test_who_is_second_sees_what_was_typed_and_what_is_newer(
    alice: User, acme: Workspace, client_for: Any, headers: dict[str, str]
) -> None:
    read = version(acme)
    browser = client_for(alice)
    browser.post(at(acme, "general/name"), {"name": "Their name", "version": read})

    answer = browser.post(
        at(acme, "general/name"), {"name": "My name", "version": read}, headers=headers
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Somebody else has saved a change" in page
    assert 'value="My name"' in page
    assert "Their name" in page
    again = browser.post(
        at(acme, "general/name"), {"name": "My name", "version": read + 1}, headers=headers
    )
    assert again.status_code in {200, 302}
    assert Workspace.objects.get(pk=acme.pk).name == "My name"


def test_after_a_conflict_the_other_sections_are_as_new(
    alice: User, acme: Workspace, client_for: Any
) -> None:
    read = version(acme)
    browser = client_for(alice)
    browser.post(at(acme, "general/region"), {**REGION, "version": read})

    page = browser.post(
        at(acme, "general/name"), {"name": "Mine", "version": read}, headers=HTMX
    ).content.decode()

    assert 'id="set-region" hx-swap-oob="true"' in page
    assert '<option value="CNY" selected>' in page


def test_an_archived_workspace_is_shown_and_not_changed(
    alice: User, acme: Workspace, client_for: Any
) -> None:
    people.archived(acme)
    browser = client_for(alice)

    page = browser.get(at(acme)).content.decode()

    assert "This workspace is archived. It can be read, but not changed." in page
    assert 'name="slug"' not in page
    assert "Restore the workspace" in page
    assert browser.post(at(acme, "general/name"), {"name": "x"}).status_code == 409


@pytest.mark.parametrize(
    ("role", "offered"),
    [
        ("owner", {"Hand over", "Leave", "Archive", "Delete"}),
        ("admin", {"Leave", "Archive"}),
        ("editor", {"Leave"}),
        ("viewer", {"Leave"}),
    ],
)
def test_the_end_of_the_page_offers_what_the_role_allows(
    acme: Workspace, client_for: Any, role: str, offered: set[str]
) -> None:
    page = client_for(people.member(acme, role)).get(at(acme)).content.decode()

    verbs = {"Hand over the ownership", "Leave the", "Archive the", "Delete the workspace</p>"}
    assert {verb for verb in verbs if verb in page} == {
        verb for verb in verbs if verb.startswith(tuple(offered))
    }


def test_the_last_owner_is_told_why_they_cannot_leave(
    alice: User, mallory: User, acme: Workspace, beta: Workspace, client_for: Any
) -> None:
    page = client_for(alice).get(at(acme)).content.decode()
    alone = client_for(mallory).get(at(beta)).content.decode()

    assert "You are its only owner." in page
    assert 'aria-describedby="leave-why" disabled' in page
    assert "Nobody else could own it yet." in alone
    assert 'aria-describedby="hand-over-why" disabled' in alone


def test_names_are_no_markup(alice: User, acme: Workspace, client_for: Any) -> None:
    Workspace.objects.filter(pk=acme.pk).update(name="<b>Bold</b>")

    for page in ("", "brand", "members"):
        assert "<b>Bold" not in client_for(alice).get(at(acme, page)).content.decode()


def test_the_page_costs_few_queries(
    alice: User, acme: Workspace, client_for: Any, django_assert_max_num_queries: Any
) -> None:
    browser = client_for(alice)
    browser.get(at(acme))

    with django_assert_max_num_queries(10):
        browser.get(at(acme))
