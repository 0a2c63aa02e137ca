"""Addresses: links with an old one lead on, and nobody takes it."""

from typing import Any

import pytest
from django.db.models.functions import Now
from django.urls import reverse

from accounts.models import User
from tests.factories import people
from tests.factories.jobs import access_to
from tests.factories.trail import newest
from workspaces import access, services
from workspaces.models import SlugHistory, Workspace
from workspaces.roles import Role
from workspaces.services import Conflict, SlugTaken, Values, creating, slugs
from workspaces.services.slugs import OLD_SLUGS_KEPT


def move(place: Workspace, to: str, by: User) -> Workspace:
    return services.change(access_to(place), Values(slug=to), by=by)


def old_of(place: Workspace) -> list[str]:
    found = SlugHistory.objects.filter(workspace=place).order_by("left_at", "pk")
    return list(found.values_list("slug", flat=True))


def test_a_new_address_keeps_the_old_one_leading_here(
    alice: User, acme: Workspace, django_capture_on_commit_callbacks: Any
) -> None:
    old = acme.slug
    with django_capture_on_commit_callbacks(execute=True):
        moved = move(acme, "acme-shop", alice)

    assert (moved.slug, moved.version) == ("acme-shop", acme.version + 1)
    assert old_of(acme) == [old]
    for at in (old, "acme-shop"):
        assert access.find(user_id=alice.pk, at=at).slug == "acme-shop"
    event = newest(acme)
    assert (event.action, event.changes) == (
        "workspaces.workspace.changed", {"slug": [old, "acme-shop"]},
    )  # fmt: skip


def test_a_workspace_goes_back_to_an_address_it_had(alice: User, acme: Workspace) -> None:
    first = acme.slug
    move(acme, "acme-two", alice)
    move(acme, "acme-three", alice)

    assert move(acme, "acme-two", alice).slug == "acme-two"
    assert set(old_of(acme)) == {first, "acme-three"}
    assert move(acme, first, alice).slug == first
    assert set(old_of(acme)) == {"acme-two", "acme-three"}


def test_the_present_address_again_changes_nothing(alice: User, acme: Workspace) -> None:
    assert move(acme, acme.slug, alice).version == acme.version
    assert old_of(acme) == []


def test_only_five_old_ones_are_kept_and_the_oldest_is_free_again(
    alice: User, mallory: User, acme: Workspace, beta: Workspace
) -> None:
    first = acme.slug
    for number in range(OLD_SLUGS_KEPT + 1):
        SlugHistory.objects.filter(workspace=acme).update(left_at=Now())
        move(acme, f"acme-at-{number}", alice)

    assert old_of(acme) == [f"acme-at-{number}" for number in range(OLD_SLUGS_KEPT)]
    with pytest.raises(access.NotFound):
        access.find(user_id=alice.pk, at=first)
    assert move(beta, first, mallory).slug == first


def test_an_address_of_others_cannot_be_taken_now_or_old(
    alice: User, mallory: User, acme: Workspace, beta: Workspace
) -> None:
    old = acme.slug
    move(acme, "acme-moved", alice)

    for slug in (old, "acme-moved"):
        with pytest.raises(SlugTaken):
            move(beta, slug, mallory)
        with pytest.raises(SlugTaken):
            services.create(name="Beta two", owner=mallory, slug=slug)
    beta.refresh_from_db()
    assert (beta.slug, old_of(beta)) == (beta.slug, [])
    assert not Workspace.objects.filter(name="Beta two").exists()


def test_an_address_made_from_a_name_avoids_old_ones_too(alice: User, acme: Workspace) -> None:
    services.create(name="Harbour", owner=alice)
    move(acme, "harbour-3", alice)
    move(acme, "acme-again", alice)

    assert services.free_slug("Harbour") == "harbour-2"
    services.create(name="Harbour", owner=alice)
    assert services.free_slug("Harbour") == "harbour-4"


@pytest.mark.parametrize("slug", ["new", "api", "staff", "w", "gone-" + "0" * 32])
def test_what_stands_for_something_else_is_nobodys(alice: User, acme: Workspace, slug: str) -> None:
    with pytest.raises(SlugTaken):
        move(acme, slug, alice)
    with pytest.raises(SlugTaken):
        services.create(name="Nobody", owner=alice, slug=slug)


@pytest.mark.parametrize("name", ["New", "API", "店铺", "", "2026", "gone-" + "a" * 32])
def test_a_name_always_gives_an_address_that_can_be_had(alice: User, name: str) -> None:
    made = services.create(name=name, owner=alice)

    assert made.slug not in {"new", "api", "2026"}
    assert 0 < len(made.slug) <= 48
    assert Workspace.objects.filter(slug=made.slug).count() == 1


def test_a_refused_address_leaves_name_and_version_as_they_were(
    alice: User, acme: Workspace, beta: Workspace
) -> None:
    with pytest.raises(SlugTaken):
        services.change(access_to(acme), Values(name="New name", slug=beta.slug), by=alice)

    row = Workspace.objects.get(pk=acme.pk)
    assert (row.name, row.slug, row.version) == (acme.name, acme.slug, acme.version)


@pytest.mark.parametrize("where", [slugs, creating])
def test_somebody_who_came_and_went_between_the_question_and_the_write_is_noticed(
    alice: User, acme: Workspace, beta: Workspace, monkeypatch: Any, where: Any
) -> None:
    ask = slugs.check_free

    def come_and_go(slug: str, *, workspace_id: Any) -> None:
        ask(slug, workspace_id=workspace_id)
        SlugHistory.objects.get_or_create(workspace=beta, slug=slug)

    monkeypatch.setattr(where, "check_free", come_and_go)

    with pytest.raises(SlugTaken):
        if where is slugs:
            move(acme, "wanted", alice)
        else:
            services.create(name="Late", owner=alice, slug="wanted")
    assert not Workspace.objects.filter(slug="wanted").exists()


def test_of_two_versions_the_newer_stands(alice: User, acme: Workspace) -> None:
    services.change(access_to(acme), Values(name="Second"), by=alice, version=acme.version)

    with pytest.raises(Conflict) as refused:
        services.change(access_to(acme), Values(name="Third"), by=alice, version=acme.version)

    assert (refused.value.current, refused.value.yours) == (acme.version + 1, acme.version)
    assert Workspace.objects.get(pk=acme.pk).name == "Second"


# --- at the edges -------------------------------------------------------------------------------
@pytest.fixture
def old(alice: User, acme: Workspace) -> str:
    """The address acme had a moment ago."""
    was = acme.slug
    acme.slug = move(acme, "acme-moved", alice).slug
    access.forget_all()
    return was


def test_a_page_at_an_old_address_leads_to_the_same_page(
    bob: User, old: str, client_for: Any
) -> None:
    answer = client_for(bob).get(f"/w/{old}/jobs", {"state": "open", "q": f"/w/{old}/"})

    assert answer.status_code == 302
    assert answer["Location"] == f"/w/acme-moved/jobs?state=open&q=%2Fw%2F{old}%2F"


def test_only_what_is_read_is_led_on(alice: User, old: str, client_for: Any) -> None:
    browser = client_for(alice)
    assert browser.head(f"/w/{old}/jobs").status_code == 302

    # What was typed into a page that was open meanwhile arrives, and is not lost to a redirect.
    answer = browser.post(reverse("assets:product_new", args=[old]), {"sku": "MUG-OLD"})

    assert answer.status_code == 422
    assert "MUG-OLD" in answer.content.decode()


def test_an_old_address_tells_a_stranger_nothing(mallory: User, old: str, client_for: Any) -> None:
    assert client_for(mallory).get(f"/w/{old}/jobs").status_code == 404


def test_programs_may_name_an_old_address(bob: User, old: str, api_for: Any) -> None:
    client = api_for(bob)

    answer = client.get("/api/v1/products", HTTP_X_WORKSPACE=old)

    assert answer.status_code == 200
    assert client.get("/api/v1/products", HTTP_X_WORKSPACE="acme-moved").status_code == 200


def test_an_archived_workspace_says_so_to_programs(
    alice: User, acme: Workspace, api_for: Any
) -> None:
    services.archive(access_to(acme), by=alice)
    client = api_for(alice, acme)

    assert client.get("/api/v1/products").status_code == 200
    refused = client.post("/api/v1/products", {"sku": "x", "name": "x"}, format="json")
    assert (refused.status_code, refused.json()["code"]) == (409, "workspace-archived")


def test_a_workspace_on_its_way_out_is_closed_to_programs_and_pages(
    alice: User, acme: Workspace, api_for: Any, client_for: Any
) -> None:
    services.ask_deletion(access_to(acme), by=alice)

    refused = api_for(alice, acme).get("/api/v1/products")
    assert (refused.status_code, refused.json()["code"]) == (409, "workspace-deleting")
    shown = client_for(alice).get(f"/w/{acme.slug}/jobs")
    assert shown.status_code in {302, 409}


def test_a_new_owner_of_the_address_is_not_reached_by_the_old_ones_people(
    bob: User, mallory: User, acme: Workspace, beta: Workspace
) -> None:
    """Were both true at once, who is in one alone is led there, and who is in both to the present."""
    SlugHistory.objects.create(workspace=acme, slug=beta.slug)

    assert access.find(user_id=mallory.pk, at=beta.slug).workspace_id == beta.pk
    people.join(bob, beta, Role.VIEWER)
    assert access.find(user_id=bob.pk, at=beta.slug).workspace_id == beta.pk
