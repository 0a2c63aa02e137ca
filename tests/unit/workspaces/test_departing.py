"""What becomes of a person's workspaces when they close their account."""

from typing import Any

import pytest

from accounts.actors import actor_of
from accounts.hooks import Fate, Holding, StillHeld
from accounts.models import User
from accounts.services import close
from audit.models import AuditEvent
from tests.factories import people
from workspaces import services
from workspaces.models import Membership, Workspace
from workspaces.roles import Role


def fates(user: User) -> dict[str, str]:
    return {one.name: one.fate for one in services.holdings_of(user)}


def test_each_workspace_has_its_fate(alice: User, bob: User, acme: Workspace) -> None:
    alone = people.workspace("Alone", bob)
    shared = people.workspace("Shared", bob)
    people.join(alice, shared, Role.VIEWER)
    going = people.workspace("Going", bob)
    people.going(going)

    assert fates(bob) == {
        acme.name: Fate.LEFT,
        alone.name: Fate.GOES,
        shared.name: Fate.BLOCKS,
        going.name: Fate.GOING,
    }


def test_what_blocks_says_where_it_is_put_right(alice: User, acme: Workspace) -> None:
    [held] = services.holdings_of(alice)

    assert held == Holding(acme.name, Fate.BLOCKS, path=f"/w/{acme.slug}/settings/#end")


def test_what_goes_says_when(alice: User, mallory: User, beta: Workspace, settings: Any) -> None:
    settings.WORKSPACE_GRACE_DAYS = 9

    assert services.holdings_of(mallory) == [Holding(beta.name, Fate.GOES, days=9)]


def test_people_who_cannot_sign_in_hold_nobody_back(alice: User, acme: Workspace) -> None:
    Membership.objects.filter(workspace=acme).exclude(user=alice).delete()
    people.join(off := people.person("Off"), acme, Role.ADMIN)
    User.objects.filter(pk=off.pk).update(is_active=False)

    assert fates(alice) == {acme.name: Fate.GOES}


def test_a_second_owner_lets_the_first_one_leave(alice: User, bob: User, acme: Workspace) -> None:
    Membership.objects.filter(workspace=acme, user=bob).update(role=Role.OWNER)

    close(alice)

    assert not Membership.objects.filter(user=alice).exists()
    assert Workspace.objects.get(pk=acme.pk).status == Workspace.Status.ACTIVE
    left = AuditEvent.objects.filter(workspace_id=acme.pk, action="workspaces.member.left")
    assert left.latest("id").target_id == str(alice.pk)


def test_an_owner_whom_others_need_does_not_go(alice: User, acme: Workspace) -> None:
    before = AuditEvent.objects.count()

    with pytest.raises(StillHeld) as held:
        close(alice)

    assert [one.name for one in held.value.holdings] == [acme.name]
    assert User.objects.get(pk=alice.pk).closed_at is None
    assert AuditEvent.objects.count() == before


def test_who_was_alone_has_their_workspace_go(
    mallory: User, beta: Workspace, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        close(mallory)

    gone = Workspace.objects.get(pk=beta.pk)
    assert gone.status == Workspace.Status.DELETING
    assert gone.delete_at is not None
    assert not Membership.objects.filter(user=mallory).exists()
    actions = AuditEvent.objects.filter(workspace_id=beta.pk).order_by("-id")
    assert list(actions.values_list("action", flat=True)[:2]) == [
        "workspaces.member.left",
        "workspaces.workspace.deletion_asked",
    ]


def test_what_is_handed_over_in_the_same_moment_is_noticed(
    alice: User, bob: User, acme: Workspace, monkeypatch: Any
) -> None:
    """An owner hands their workspace to somebody who is just closing their account."""
    shared = people.workspace("Shared", alice)
    people.join(bob, shared, Role.ADMIN)
    leave = services.departing.lock

    def handed_over_just_before(workspace_id: Any) -> Workspace:
        Membership.objects.filter(workspace=shared, user=alice).update(role=Role.ADMIN)
        Membership.objects.filter(workspace=shared, user=bob).update(role=Role.OWNER)
        return leave(workspace_id)

    monkeypatch.setattr(services.departing, "lock", handed_over_just_before)

    with pytest.raises(StillHeld):
        close(bob)

    assert Membership.objects.filter(user=bob, workspace=acme).exists()


def test_nobody_lets_in_an_account_that_is_closed(alice: User, bob: User, acme: Workspace) -> None:
    Membership.objects.filter(user=bob).delete()
    close(bob)

    with pytest.raises(services.locking.NotFound):
        services.add_member(acme, user=bob, role=Role.EDITOR, actor=actor_of(alice))
    with pytest.raises(services.locking.NotFound):
        services.create(name="Too late", owner=bob)

    assert not Membership.objects.filter(user=bob).exists()
