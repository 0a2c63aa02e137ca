"""Who is in a workspace, as what.

Every change of a workspace's people holds its row first, so that two owners cannot step down at
once and a seat is not given twice.
"""

from dataclasses import replace
from functools import partial
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Case, Value, When
from django.utils.translation import gettext as _

from accounts.actors import actor_of
from accounts.models import User
from accounts.second_steps import has_second_step
from audit import services as audit
from audit.actions import Action
from workspaces import access
from workspaces.access import Access, Forbidden
from workspaces.models import Membership, Workspace
from workspaces.roles import Permission, Role, allows, may_give
from workspaces.services import news, revoking, seats
from workspaces.services.locking import hold_person, lock

LISTED = (Workspace.Status.ACTIVE,)


class AlreadyMember(Exception):
    """The person is in the workspace already."""


class AlsoOwner(Exception):
    """The person owns the workspace already."""


class NotAMember(Exception):
    """There is no such person in the workspace."""


class LastOwner(Exception):
    """A workspace is never left without an owner who can sign in."""


class CannotSignIn(ValidationError):
    """The person has been switched off: nobody could do an owner's part."""

    def __init__(self, person: User) -> None:
        text = _("%(person)s cannot sign in any more. Choose somebody who can as the owner.")
        super().__init__(text, code="owner-cannot-sign-in", params={"person": person.label})


class RoleTooHigh(Exception):
    """Only an owner makes and unmakes owners."""


def of_person(user_id: UUID, *, statuses: tuple[str, ...] = LISTED) -> list[Membership]:
    """Return a person's memberships in workspaces of these states, by name."""
    return list(
        Membership.objects.filter(user_id=user_id, workspace__status__in=statuses)
        .select_related("workspace")
        .order_by("workspace__name")
    )


def membership(*, user_id: UUID, workspace_id: UUID) -> Membership:
    """Return a person's membership of a workspace. Raises Membership.DoesNotExist."""
    return Membership.objects.select_related("workspace").get(
        user_id=user_id, workspace_id=workspace_id
    )


def members(workspace_id: UUID) -> list[Membership]:
    """Return everybody in a workspace: by role, the highest first, then by name.

    Each tells, as `has_second_step`, whether they sign in with more than a password.
    """
    rank = Case(*(When(role=role, then=Value(place)) for place, role in enumerate(Role.values)))
    return list(
        Membership.objects.filter(workspace_id=workspace_id)
        .select_related("user")
        .annotate(has_second_step=has_second_step("user_id"))
        .order_by(rank, "user__name", "user__email")
    )


def add_member(workspace: Workspace, *, user: User, role: str, actor: audit.Actor) -> Membership:
    """Let a person into a workspace; what they were invited by ends.

    The caller may have a transaction open (the staff admin has).

    Raises:
        AlreadyMember: they are in it; their role is left as it is.
        NoSeatLeft: the plan lets no more people in.
    """
    with transaction.atomic():
        lock(workspace.pk)
        hold_person(user.pk)
        try:
            with transaction.atomic():
                member = Membership.objects.create(user=user, workspace=workspace, role=role)
        except IntegrityError as error:
            raise AlreadyMember(str(user.pk)) from error
        _note(Action.MEMBER_ADDED, member, actor=actor, before=None, after=role)
        revoking.end_received(workspace.pk, user=user, actor=actor)
        seats.check(workspace.pk)
    return member


def change_role(member: Membership, *, role: str, actor: audit.Actor) -> None:
    """Give a member another role, unless it is the one they have.

    What they have invited to and could not with it ends.
    The caller may have a transaction open (the staff admin has).

    Raises:
        NotAMember: they have left meanwhile.
        LastOwner: nobody would own the workspace any more; nothing is changed.
    """
    with transaction.atomic():
        lock(member.workspace_id)
        before = Membership.objects.filter(pk=member.pk).values_list("role", flat=True).first()
        if before is None:
            raise NotAMember(str(member.user_id))
        if before == role:
            return
        if before == Role.OWNER:
            _keep_an_owner(member)
        Membership.objects.filter(pk=member.pk).update(role=role)
        _note(Action.MEMBER_ROLE_CHANGED, member, actor=actor, before=before, after=role)
        news.tell_role(member, role, actor=actor)
        revoking.end_sent(member.workspace_id, user=member.user, role=role, actor=actor)
    member.role = role


def set_role(found: Access, user_id: UUID, *, role: str, by: User) -> Membership:
    """Give somebody of the workspace another role.

    Raises:
        NotAMember: nobody of that id is in it.
        RoleTooHigh: it takes an owner to make or unmake one.
        CannotSignIn: they would own it, and have been switched off.
        LastOwner: nobody would own the workspace any more; nothing is changed.
    """
    with transaction.atomic(durable=True):
        lock(found.workspace_id)
        member = _member(found, user_id)
        check_may_give(found, by, member.role, role)
        if role == Role.OWNER != member.role:
            _check_can_sign_in(member)
        change_role(member, role=role, actor=actor_of(by))
    return member


def remove(found: Access, user_id: UUID, *, by: User) -> None:
    """Take somebody out of the workspace, at once; what they made stays.

    No invitation leads them back, and those they have sent end.

    Raises:
        NotAMember: nobody of that id is in it.
        RoleTooHigh: it takes an owner to remove one.
        LastOwner: nobody would own the workspace any more; nothing is changed.
    """
    with transaction.atomic(durable=True):
        lock(found.workspace_id)
        member = _member(found, user_id)
        check_may_give(found, by, member.role)
        _take_out(member, Action.MEMBER_REMOVED, actor=actor_of(by))


def leave(found: Access, *, by: User) -> None:
    """Leave the workspace.

    Raises:
        NotAMember: the person is not in it any more.
        LastOwner: nobody would own the workspace any more; nothing is changed.
    """
    with transaction.atomic(durable=True):
        lock(found.workspace_id)
        _take_out(_member(found, by.pk), Action.MEMBER_LEFT, actor=actor_of(by))


def hand_over(found: Access, user_id: UUID, *, by: User) -> Membership:
    """Make somebody else the owner; who hands over becomes an admin.

    Raises:
        NotAMember: nobody of that id is in the workspace, or who hands over is not any more.
        AlsoOwner: they own it already (and so does who hands over to themselves).
        CannotSignIn: they have been switched off.
        RoleTooHigh: who hands over is no owner any more.
    """
    with transaction.atomic(durable=True):
        lock(found.workspace_id)
        heir, giver = _member(found, user_id), _member(found, by.pk)
        if giver.role != Role.OWNER:
            raise RoleTooHigh(giver.role)
        if heir.role == Role.OWNER:
            raise AlsoOwner(str(user_id))
        _check_can_sign_in(heir)
        before = heir.role
        Membership.objects.filter(pk=heir.pk).update(role=Role.OWNER)
        Membership.objects.filter(pk=giver.pk).update(role=Role.ADMIN)
        actor = actor_of(by)
        _note(Action.OWNERSHIP_TRANSFERRED, heir, actor=actor, before=before, after=Role.OWNER)
        _note(Action.MEMBER_ROLE_CHANGED, giver, actor=actor, before=Role.OWNER, after=Role.ADMIN)
        news.tell_role(heir, Role.OWNER, actor=actor)
    heir.role = Role.OWNER
    return heir


def is_last_owner(member: Membership) -> bool:
    """Return whether the workspace would have no owner who can sign in without this one."""
    owners = Membership.objects.filter(workspace_id=member.workspace_id, role=Role.OWNER)
    can_sign_in = dict(owners.values_list("pk", "user__is_active"))
    return member.pk in can_sign_in and not any(
        can for key, can in can_sign_in.items() if key != member.pk
    )


def _member(found: Access, user_id: UUID) -> Membership:
    member = (
        Membership.objects.select_related("user", "workspace")
        .filter(workspace_id=found.workspace_id, user_id=user_id)
        .first()
    )
    if member is None:
        raise NotAMember(str(user_id))
    return member


def check_may_give(found: Access, by: User, *roles: str) -> None:
    """Refuse what takes a higher role than `by` has now, under the lock.

    Raises:
        NotAMember: `by` is not in the workspace any more.
        RoleTooHigh: one of the roles is not theirs to give or take.
    """
    own = _member(found, by.pk).role
    for role in roles:
        if not may_give(own, role):
            raise RoleTooHigh(role)


def check_may(found: Access, permission: Permission, *, by: User) -> None:
    """Refuse what the role of `by` does not grant now, under the lock.

    Raises:
        NotAMember: `by` is not in the workspace any more.
        Forbidden: their role does not grant it any more.
    """
    role = _member(found, by.pk).role
    if not allows(role, permission):
        raise Forbidden(replace(found, role=role), permission)


def _check_can_sign_in(heir: Membership) -> None:
    if not heir.user.is_active:
        raise CannotSignIn(heir.user)


def _keep_an_owner(member: Membership) -> None:
    if is_last_owner(member):
        raise LastOwner(str(member.workspace_id))


def _take_out(member: Membership, action: Action, *, actor: audit.Actor) -> None:
    _keep_an_owner(member)
    take_out(member, action, actor=actor)


def take_out(member: Membership, action: Action, *, actor: audit.Actor) -> None:
    """Take a member out, whoever is left, in the open transaction; the workspace is locked."""
    Membership.objects.filter(pk=member.pk).delete()
    _note(action, member, actor=actor, before=member.role, after=None)
    news.tell_removed(member, actor=actor)
    revoking.end_received(member.workspace_id, user=member.user, actor=actor)
    revoking.end_sent(member.workspace_id, user=member.user, role="", actor=actor)
    seats.hold(member.workspace_id)


def _note(
    action: Action, member: Membership, *, actor: audit.Actor, before: str | None, after: str | None
) -> None:
    """Record what became of a member, and have them asked for anew."""
    audit.record(
        action,
        actor=actor,
        workspace_id=member.workspace_id,
        target=audit.Target("member", str(member.user_id), member.user.label),
        details=audit.Details(changes={"role": (before, after)}),
    )
    transaction.on_commit(partial(access.forget, user_id=member.user_id))
