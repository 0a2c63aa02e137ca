"""What becomes of a person's workspaces when they close their account."""

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from accounts.actors import actor_of
from accounts.hooks import Fate, Holding, StillHeld
from accounts.models import User
from audit.actions import Action
from workspaces.access import NotFound
from workspaces.models import Membership, Workspace
from workspaces.services.closing import end_without_owner
from workspaces.services.locking import lock
from workspaces.services.members import is_last_owner, take_out

Status = Workspace.Status


def holdings_of(user: User) -> list[Holding]:
    """Return the person's workspaces, and what becomes of each when they go."""
    return [_holding(member) for member in _memberships(user).order_by("workspace__name")]


def depart(user: User) -> None:
    """Take a person out of all their workspaces, in the open transaction.

    Where they are alone the workspace is asked to go. Each is locked first, in one order.

    Raises:
        StillHeld: others work in a workspace that only they own.
    """
    for workspace_id in sorted(_memberships(user).values_list("workspace_id", flat=True)):
        try:
            lock(workspace_id)
        except NotFound:
            continue
    members = list(_memberships(user))
    held = [one for one in map(_holding, members) if one.fate == Fate.BLOCKS]
    if held:
        raise StillHeld(held)
    for member in members:
        if _fate_of(member) == Fate.GOES:
            end_without_owner(member.workspace, by=user)
        take_out(member, Action.MEMBER_LEFT, actor=actor_of(user))


def _memberships(user: User) -> QuerySet[Membership]:
    living = (Status.ACTIVE, Status.ARCHIVED, Status.SUSPENDED, Status.DELETING)
    return Membership.objects.filter(user=user, workspace__status__in=living).select_related(
        "workspace", "user"
    )


def _holding(member: Membership) -> Holding:
    fate = _fate_of(member)
    return Holding(
        member.workspace.name,
        fate,
        path=reverse("settings:general", args=[member.workspace.slug]) + "#end"
        if fate == Fate.BLOCKS
        else "",
        days=settings.WORKSPACE_GRACE_DAYS if fate == Fate.GOES else 0,
    )


def _fate_of(member: Membership) -> Fate:
    if member.workspace.status == Status.DELETING:
        return Fate.GOING
    if not is_last_owner(member):
        return Fate.LEFT
    # Who cannot sign in any more can be handed nothing, and works in it no more.
    others = Membership.objects.filter(workspace_id=member.workspace_id, user__is_active=True)
    return Fate.BLOCKS if others.exclude(pk=member.pk).exists() else Fate.GOES
