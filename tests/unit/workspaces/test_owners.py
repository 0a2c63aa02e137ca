"""An owner is somebody who can sign in; and what an admin was decides nothing any more."""

import pytest

from accounts.models import User
from audit.services import SYSTEM
from tests.factories import people
from tests.factories.jobs import access_to
from tests.factories.trail import actions
from workspaces import access, services
from workspaces.models import Membership, Workspace
from workspaces.roles import Role
from workspaces.services import BrandValues, Values


def member(user: User, place: Workspace) -> Membership:
    return services.membership(user_id=user.pk, workspace_id=place.pk)


@pytest.fixture
def off(acme: Workspace) -> User:
    """A second owner of acme, who has been switched off."""
    user = people.member(acme, "owner")
    User.objects.filter(pk=user.pk).update(is_active=False)
    return user


def test_an_owner_who_cannot_sign_in_is_no_owner_to_leave_it_to(
    alice: User, acme: Workspace, off: User
) -> None:
    before = actions(acme)
    found = access_to(acme)

    assert services.is_last_owner(member(alice, acme))
    for act in (
        lambda: services.leave(found, by=alice),
        lambda: services.remove(found, alice.pk, by=alice),
        lambda: services.set_role(found, alice.pk, role=Role.ADMIN, by=alice),
        lambda: services.change_role(member(alice, acme), role=Role.ADMIN, actor=SYSTEM),
    ):
        with pytest.raises(services.LastOwner):
            act()
    assert actions(acme) == before


def test_an_owner_who_cannot_sign_in_is_removed_by_one_who_can(
    alice: User, acme: Workspace, off: User
) -> None:
    assert not services.is_last_owner(member(off, acme))

    services.remove(access_to(acme), off.pk, by=alice)

    assert [one.user_id for one in services.members(acme.pk) if one.role == "owner"] == [alice.pk]


def test_where_nobody_can_sign_in_the_only_owner_stays_on_record(
    alice: User, bob: User, acme: Workspace
) -> None:
    User.objects.filter(pk=alice.pk).update(is_active=False)

    assert services.is_last_owner(member(alice, acme))
    assert not services.is_last_owner(member(bob, acme))


def test_nobody_who_cannot_sign_in_is_made_an_owner(
    alice: User, bob: User, acme: Workspace, off: User
) -> None:
    User.objects.filter(pk=bob.pk).update(is_active=False)
    before = actions(acme)

    for act in (
        lambda: services.set_role(access_to(acme), bob.pk, role=Role.OWNER, by=alice),
        lambda: services.hand_over(access_to(acme), bob.pk, by=alice),
    ):
        with pytest.raises(services.CannotSignIn) as refused:
            act()
        assert refused.value.code == "owner-cannot-sign-in"
    services.set_role(access_to(acme), off.pk, role=Role.OWNER, by=alice)
    assert actions(acme) == before
    services.set_role(access_to(acme), bob.pk, role=Role.ADMIN, by=alice)


@pytest.mark.parametrize("role", ["editor", "reviewer", "viewer"])
def test_who_runs_it_no_more_changes_neither_settings_nor_brand(acme: Workspace, role: str) -> None:
    found, demoted = access_to(acme, Role.ADMIN), people.member(acme, role)

    for act in (
        lambda: services.change(found, Values(name="Northbay"), by=demoted),
        lambda: services.change(found, Values(), by=demoted),
        lambda: services.change_brand(found, BrandValues(tone="Warm"), by=demoted),
    ):
        with pytest.raises(access.Forbidden) as refused:
            act()
        assert refused.value.access.role == role
    acme.refresh_from_db()
    assert (acme.version, services.brand_of(acme.pk).tone) == (1, "")
