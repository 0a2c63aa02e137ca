"""How many of a workspace's seats are taken. The caller holds the workspace's row."""

from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Now

from workspaces import hooks
from workspaces.models import Invitation, Membership


def waiting(workspace_id: UUID) -> QuerySet[Invitation]:
    """Return the invitations that have been neither used nor taken back; expired ones, too."""
    return Invitation.objects.filter(
        workspace_id=workspace_id, accepted_at__isnull=True, revoked_at__isnull=True
    )


def taken(workspace_id: UUID) -> int:
    """Return how many people are in the workspace, or have an invitation that still works."""
    return _holders(workspace_id).count()


def _holders(workspace_id: UUID) -> QuerySet[Membership, tuple[UUID]]:
    """Return the ids of people and of invitations that hold a seat."""
    members = Membership.objects.filter(workspace_id=workspace_id)
    invited = (
        waiting(workspace_id)
        .filter(expires_at__gt=Now())
        .exclude(email__in=members.values("user__email"))
    )
    return members.values_list("user_id").union(invited.values_list("pk"), all=True)


def hold(workspace_id: UUID) -> None:
    """Have the plan count who holds a seat now, in the open transaction.

    Raises:
        NoSeatLeft: the plan allows fewer; the caller's transaction must be rolled back.
    """
    hooks.hold_seats(workspace_id, holders=lambda: [row[0] for row in _holders(workspace_id)])


def check(workspace_id: UUID) -> None:
    """Refuse what has just been written when it takes more seats than there are.

    Raises:
        NoSeatLeft: the caller's transaction must be rolled back.
    """
    hooks.seat_check(workspace_id, seats=taken(workspace_id))
    hold(workspace_id)


def check_room(workspace_id: UUID, *, email: str) -> None:
    """Ask whether the person with this e-mail has a seat, or could have one.

    Raises:
        NoSeatLeft: they could not.
    """
    members = Membership.objects.filter(workspace_id=workspace_id, user__email=email)
    invited = waiting(workspace_id).filter(email=email, expires_at__gt=Now())
    if not members.exists() and not invited.exists():
        hooks.seat_check(workspace_id, seats=taken(workspace_id) + 1)


def check_members(workspace_id: UUID) -> None:
    """Refuse one member too many. Whoever was invited has their seat already.

    Raises:
        NoSeatLeft: the caller's transaction must be rolled back.
    """
    count = Membership.objects.filter(workspace_id=workspace_id).count()
    hooks.seat_check(workspace_id, seats=count)
    hold(workspace_id)
