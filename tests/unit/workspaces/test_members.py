"""Members are added and change role with a record; a workspace keeps an owner."""

import pytest

from accounts.models import User
from audit.models import AuditEvent
from audit.services import SYSTEM
from tests.factories import people
from workspaces import access, services
from workspaces.models import Membership, Workspace
from workspaces.roles import GRANTS, Permission, Role, allows


def test_adding_a_member_lets_them_in_at_once(
    acme: Workspace, django_capture_on_commit_callbacks
) -> None:
    robin = people.person("Robin")
    with pytest.raises(access.NotFound):
        access.find(user_id=robin.pk, at=acme.slug)

    with django_capture_on_commit_callbacks(execute=True):
        services.add_member(acme, user=robin, role=Role.EDITOR, actor=SYSTEM)

    assert access.find(user_id=robin.pk, at=acme.slug).role == Role.EDITOR
    event = AuditEvent.objects.latest("id")
    assert (event.action, event.workspace_id) == ("workspaces.member.added", acme.pk)
    assert (event.target_id, event.changes) == (str(robin.pk), {"role": [None, "editor"]})


def test_a_member_is_added_once(bob: User, acme: Workspace) -> None:
    before = AuditEvent.objects.count()

    with pytest.raises(services.AlreadyMember):
        services.add_member(acme, user=bob, role=Role.OWNER, actor=SYSTEM)

    assert AuditEvent.objects.count() == before
    assert services.membership(user_id=bob.pk, workspace_id=acme.pk).role == Role.EDITOR


def test_a_changed_role_holds_at_once(
    bob: User, acme: Workspace, django_capture_on_commit_callbacks
) -> None:
    member = services.membership(user_id=bob.pk, workspace_id=acme.pk)
    assert access.find(user_id=bob.pk, at=acme.slug).may(Permission.JOB_SUBMIT)

    with django_capture_on_commit_callbacks(execute=True):
        services.change_role(member, role=Role.VIEWER, actor=SYSTEM)

    assert not access.find(user_id=bob.pk, at=acme.slug).may(Permission.JOB_SUBMIT)
    assert AuditEvent.objects.latest("id").changes == {"role": ["editor", "viewer"]}


def test_the_same_role_again_is_no_event(bob: User, acme: Workspace) -> None:
    member = services.membership(user_id=bob.pk, workspace_id=acme.pk)
    before = AuditEvent.objects.count()

    services.change_role(member, role=Role.EDITOR, actor=SYSTEM)

    assert AuditEvent.objects.count() == before


def test_the_last_owner_stays_owner(alice: User, acme: Workspace) -> None:
    member = services.membership(user_id=alice.pk, workspace_id=acme.pk)
    before = AuditEvent.objects.count()

    with pytest.raises(services.LastOwner):
        services.change_role(member, role=Role.EDITOR, actor=SYSTEM)

    assert services.is_last_owner(member)
    assert Membership.objects.get(pk=member.pk).role == Role.OWNER
    assert AuditEvent.objects.count() == before


def test_one_of_two_owners_may_step_down(alice: User, bob: User, acme: Workspace) -> None:
    services.change_role(
        services.membership(user_id=bob.pk, workspace_id=acme.pk), role=Role.OWNER, actor=SYSTEM
    )
    member = services.membership(user_id=alice.pk, workspace_id=acme.pk)

    services.change_role(member, role=Role.VIEWER, actor=SYSTEM)

    assert member.role == Role.VIEWER


@pytest.mark.parametrize("role", Role.values)
@pytest.mark.parametrize("permission", list(Permission))
def test_roles_grant_what_the_table_says(role: str, permission: Permission) -> None:
    assert allows(role, permission) is (permission in GRANTS[role])


def test_roles_grow_from_viewer_to_owner() -> None:
    assert GRANTS[Role.VIEWER] < GRANTS[Role.EDITOR] < GRANTS[Role.OWNER] == frozenset(Permission)


def test_an_unknown_role_grants_nothing() -> None:
    assert not any(allows("boss", permission) for permission in Permission)
