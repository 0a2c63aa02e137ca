"""The door: one query, kept for five seconds, forgotten at once by whoever changes something."""

import copy
import time
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import User
from audit.services import SYSTEM
from tests.factories import people
from tests.factories.jobs import access_to
from workspaces import access, services, tenancy
from workspaces.models import Membership, SlugHistory, Workspace
from workspaces.roles import CHANGES, WHILE_DELETING, Permission, Role
from workspaces.services import Values

Status = Workspace.Status
CLOSED = {
    Status.ARCHIVED: {"status": Status.ARCHIVED, "archived_at": Now()},
    Status.DELETING: {"status": Status.DELETING, "delete_at": Now() + timedelta(days=14)},
    Status.DELETED: {"status": Status.DELETED, "deleted_at": Now()},
}


def behind_the_cache(place: Workspace, **values: Any) -> None:
    """Change the row as another process would: nothing is forgotten here."""
    Workspace.objects.filter(pk=place.pk).update(**values)


def demote_elsewhere(user: User, place: Workspace, role: str) -> None:
    Membership.objects.filter(user=user, workspace=place).update(role=role)


# --- one query ----------------------------------------------------------------------------------
def test_a_look_up_is_one_query_and_the_next_is_none(
    bob: User, acme: Workspace, django_assert_num_queries: Any
) -> None:
    assert Membership.objects.exists()  # the first query of a test also sets the search path
    with django_assert_num_queries(1):
        by_slug = access.find(user_id=bob.pk, at=acme.slug)
    with django_assert_num_queries(0):
        assert access.find(user_id=bob.pk, at=acme.slug) == by_slug
    with django_assert_num_queries(1):
        assert access.find(user_id=bob.pk, at=acme.pk) == by_slug

    assert by_slug == access.Access(
        acme.pk, acme.schema_name, acme.slug, acme.name, Role.EDITOR, Status.ACTIVE
    )


def test_five_old_addresses_make_it_no_more_queries(
    alice: User, acme: Workspace, django_assert_num_queries: Any
) -> None:
    for number in range(5):
        SlugHistory.objects.create(workspace=acme, slug=f"acme-was-{number}")

    with django_assert_num_queries(1):
        assert access.find(user_id=alice.pk, at=acme.slug).slug == acme.slug
    with django_assert_num_queries(1):
        assert access.find(user_id=alice.pk, at="acme-was-3").slug == acme.slug


def test_checking_what_is_granted_costs_nothing_and_what_must_hold_now_one(
    alice: User, acme: Workspace, django_assert_num_queries: Any
) -> None:
    found = access.find(user_id=alice.pk, at=acme.slug)

    with django_assert_num_queries(0):
        access.check(found, Permission.JOB_SUBMIT, user_id=alice.pk)
    with django_assert_num_queries(1):
        access.check(found, Permission.MEMBER_INVITE, user_id=alice.pk)


def test_what_is_kept_is_bounded_in_time_and_number(
    bob: User, acme: Workspace, monkeypatch: Any
) -> None:
    assert access.KEEP_SECONDS <= 5
    monkeypatch.setattr(access, "KEEP_ENTRIES", 3)
    for number in range(10):
        SlugHistory.objects.create(workspace=acme, slug=f"was-{number}")
        access.find(user_id=bob.pk, at=f"was-{number}")
        assert len(access._kept) <= 3 + 1

    until = max(until for until, _access in access._kept.values())
    assert until <= time.monotonic() + access.KEEP_SECONDS


def test_what_is_not_there_is_not_kept(bob: User, beta: Workspace) -> None:
    with pytest.raises(access.NotFound):
        access.find(user_id=bob.pk, at=beta.slug)
    Membership.objects.create(user=bob, workspace=beta, role=Role.VIEWER)

    assert access.find(user_id=bob.pk, at=beta.slug).role == Role.VIEWER


@pytest.mark.parametrize("at", ["", "nowhere", "' OR 1=1 --", "a" * 300, uuid.uuid4()])
def test_nothing_is_found_where_nothing_is(bob: User, at: Any) -> None:
    with pytest.raises(access.NotFound):
        access.find(user_id=bob.pk, at=at)


# --- forgotten at once --------------------------------------------------------------------------
def changes() -> dict[str, Callable[[Workspace, User], object]]:
    """Return each service that changes what is kept of bob in acme."""
    owner = Role.OWNER
    return {
        "set_role": lambda place, by: services.set_role(
            access_to(place, owner), bob_of(place).pk, role="viewer", by=by
        ),
        "change_role": lambda place, by: services.change_role(
            Membership.objects.get(user=bob_of(place), workspace=place), role="viewer", actor=SYSTEM
        ),
        "remove": lambda place, by: services.remove(access_to(place), bob_of(place).pk, by=by),
        "leave": lambda place, by: services.leave(access_to(place), by=bob_of(place)),
        "hand_over": lambda place, by: services.hand_over(
            access_to(place), bob_of(place).pk, by=by
        ),
        "rename": lambda place, by: services.change(access_to(place), Values(name="New"), by=by),
        "move": lambda place, by: services.change(
            access_to(place), Values(slug="brand-new-acme"), by=by
        ),
        "archive": lambda place, by: services.archive(access_to(place), by=by),
        "ask_deletion": lambda place, by: services.ask_deletion(access_to(place), by=by),
    }


def bob_of(place: Workspace) -> User:
    return User.objects.get(name="Bob", memberships__workspace=place)


@pytest.mark.parametrize("name", list(changes()))
def test_a_service_that_changes_it_forgets_it_by_every_name(
    name: str, alice: User, bob: User, acme: Workspace, django_capture_on_commit_callbacks: Any
) -> None:
    SlugHistory.objects.create(workspace=acme, slug="acme-before")
    names = [acme.slug, "acme-before", acme.pk]
    before = {at: access.find(user_id=bob.pk, at=at) for at in names}
    mine = access.find(user_id=alice.pk, at=acme.pk)

    with django_capture_on_commit_callbacks(execute=True):
        changes()[name](acme, alice)

    for at in names:
        try:
            assert access.find(user_id=bob.pk, at=at) != before[at]
        except access.NotFound:
            assert name in {"remove", "leave"}
    if name in {"hand_over", "rename", "move", "archive", "ask_deletion"}:
        assert access.find(user_id=alice.pk, at=acme.pk) != mine


def test_restoring_is_seen_at_once(
    alice: User, acme: Workspace, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        services.archive(access_to(acme), by=alice)
    assert access.find(user_id=alice.pk, at=acme.slug).status == Status.ARCHIVED

    with django_capture_on_commit_callbacks(execute=True):
        services.restore(access_to(acme), by=alice)

    assert access.find(user_id=alice.pk, at=acme.slug).status == Status.ACTIVE


def test_whoever_forgets_one_leaves_the_others(
    alice: User, bob: User, acme: Workspace, beta: Workspace
) -> None:
    people.join(bob, beta, Role.VIEWER)
    access.find(user_id=alice.pk, at=acme.slug)
    access.find(user_id=bob.pk, at=acme.slug)
    access.find(user_id=bob.pk, at=beta.slug)

    access.forget_workspace(acme.pk)
    assert list(access._kept) == [(bob.pk, beta.slug)]
    access.forget(user_id=bob.pk)
    assert access._kept == {}


def test_a_row_read_before_it_was_forgotten_is_not_kept_after_it(
    bob: User, acme: Workspace, monkeypatch: Any
) -> None:
    read = access._read

    def changed_meanwhile(*args: Any) -> Any:
        found = read(*args)
        access.forget(user_id=bob.pk)
        return found

    monkeypatch.setattr(access, "_read", changed_meanwhile)
    access.find(user_id=bob.pk, at=acme.slug)

    assert access._kept == {}


# --- as it is now -------------------------------------------------------------------------------
def test_a_promotion_in_another_process_is_seen_at_once(bob: User, acme: Workspace) -> None:
    found = access.find(user_id=bob.pk, at=acme.slug)
    demote_elsewhere(bob, acme, Role.ADMIN)

    assert access.check(found, Permission.BRAND_EDIT, user_id=bob.pk).role == Role.ADMIN
    assert access.find(user_id=bob.pk, at=acme.slug).role == Role.ADMIN


@pytest.mark.parametrize("permission", [Permission.MEMBER_INVITE, Permission.WORKSPACE_MANAGE])
def test_a_demoted_admin_loses_at_once_what_decides_about_others(
    bob: User, acme: Workspace, permission: Permission
) -> None:
    demote_elsewhere(bob, acme, Role.ADMIN)
    found = access.find(user_id=bob.pk, at=acme.slug)
    demote_elsewhere(bob, acme, Role.EDITOR)

    with pytest.raises(access.Forbidden) as refused:
        access.check(found, permission, user_id=bob.pk)

    assert (refused.value.access.role, refused.value.permission) == (Role.EDITOR, permission)
    assert access.find(user_id=bob.pk, at=acme.slug).role == Role.EDITOR


def test_whoever_was_removed_elsewhere_is_told_of_nothing(bob: User, acme: Workspace) -> None:
    found = access.find(user_id=bob.pk, at=acme.slug)
    Membership.objects.filter(user=bob, workspace=acme).delete()

    with pytest.raises(access.NotFound):
        access.check(found, Permission.MEMBER_MANAGE, user_id=bob.pk)
    assert access._kept == {}


# --- old addresses ------------------------------------------------------------------------------
def test_an_address_that_is_somebodys_now_stands_before_an_old_one(
    bob: User, acme: Workspace, beta: Workspace
) -> None:
    people.join(bob, beta, Role.VIEWER)
    SlugHistory.objects.create(workspace=acme, slug=beta.slug)

    assert access.find(user_id=bob.pk, at=beta.slug).workspace_id == beta.pk


# --- last active --------------------------------------------------------------------------------
def test_last_active_is_written_once_in_ten_minutes(
    bob: User, acme: Workspace, django_assert_num_queries: Any
) -> None:
    mine = Membership.objects.filter(user=bob, workspace=acme)
    mine.update(last_active_at=Now() - timedelta(minutes=9))
    before = mine.get().last_active_at
    access.find(user_id=bob.pk, at=acme.slug)
    assert mine.get().last_active_at == before

    mine.update(last_active_at=Now() - timedelta(minutes=11))
    with django_assert_num_queries(2):
        access.find(user_id=bob.pk, at=acme.slug, anew=True)
    written = mine.get().last_active_at
    assert timezone.now() - written < timedelta(minutes=1)
    with django_assert_num_queries(1):
        access.find(user_id=bob.pk, at=acme.slug, anew=True)
    assert mine.get().last_active_at == written


def test_only_the_place_that_was_visited_counts_as_active(
    bob: User, acme: Workspace, beta: Workspace
) -> None:
    people.join(bob, beta, Role.VIEWER)
    old = Now() - timedelta(days=1)
    Membership.objects.filter(workspace__in=[acme, beta]).update(last_active_at=old)

    access.find(user_id=bob.pk, at=acme.slug)

    fresh = Membership.objects.filter(last_active_at__gt=Now() - timedelta(hours=1))
    assert set(fresh.values_list("user", "workspace")) == {(bob.pk, acme.pk)}


# --- closed -------------------------------------------------------------------------------------
@pytest.mark.parametrize("permission", list(Permission))
def test_what_is_archived_is_read_and_not_changed(
    alice: User, acme: Workspace, permission: Permission
) -> None:
    behind_the_cache(acme, **CLOSED[Status.ARCHIVED])
    found = access.find(user_id=alice.pk, at=acme.slug)

    if permission in CHANGES:
        with pytest.raises(access.Archived):
            access.enter(found, permission, user_id=alice.pk)
        assert tenancy.current() == tenancy.PUBLIC
    else:
        assert access.enter(found, permission, user_id=alice.pk).status == Status.ARCHIVED
        assert tenancy.current() == acme.schema_name


@pytest.mark.parametrize("permission", list(Permission))
def test_what_is_being_deleted_is_entered_by_nobody_and_seen_or_brought_back_from_outside(
    alice: User, acme: Workspace, permission: Permission
) -> None:
    behind_the_cache(acme, **CLOSED[Status.DELETING])
    found = access.find(user_id=alice.pk, at=acme.slug)

    with pytest.raises(access.BeingDeleted):
        access.enter(found, permission, user_id=alice.pk)
    assert tenancy.current() == tenancy.PUBLIC
    if permission not in WHILE_DELETING:
        with pytest.raises(access.BeingDeleted):
            access.check(found, permission, user_id=alice.pk)
    else:
        assert access.check(found, permission, user_id=alice.pk).status == Status.DELETING


def test_a_role_that_may_not_is_told_so_before_the_state(carol: User, acme: Workspace) -> None:
    behind_the_cache(acme, **CLOSED[Status.ARCHIVED])
    found = access.find(user_id=carol.pk, at=acme.slug)

    with pytest.raises(access.Forbidden):
        access.enter(found, Permission.JOB_SUBMIT, user_id=carol.pk)


def test_what_is_deleted_is_not_there(alice: User, acme: Workspace) -> None:
    behind_the_cache(acme, **CLOSED[Status.DELETED])

    for at in (acme.slug, acme.pk):
        with pytest.raises(access.NotFound):
            access.find(user_id=alice.pk, at=at)


# --- the only one -------------------------------------------------------------------------------
def test_without_a_name_the_only_active_one_is_meant(
    bob: User, acme: Workspace, beta: Workspace
) -> None:
    assert access.find_only(user_id=bob.pk).workspace_id == acme.pk
    people.join(bob, beta, Role.VIEWER)
    with pytest.raises(access.WorkspaceRequired) as asked:
        access.find_only(user_id=bob.pk)
    assert asked.value.choices == sorted([acme.slug, beta.slug])

    behind_the_cache(beta, **CLOSED[Status.ARCHIVED])
    assert access.find_only(user_id=bob.pk).workspace_id == acme.pk
    behind_the_cache(acme, **CLOSED[Status.DELETING])
    assert access.find_only(user_id=bob.pk).workspace_id == beta.pk
    behind_the_cache(beta, **CLOSED[Status.DELETING])
    with pytest.raises(access.WorkspaceRequired) as none:
        access.find_only(user_id=bob.pk)
    assert none.value.choices == []


def test_an_access_is_a_value_nobody_changes(alice: User, acme: Workspace) -> None:
    found = access.find(user_id=alice.pk, at=acme.slug)

    with pytest.raises(AttributeError):
        copy.copy(found).role = "viewer"  # type: ignore[misc]
