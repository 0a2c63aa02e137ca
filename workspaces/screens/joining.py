"""The invitation a browser came with: its hash lies in the session, the token nowhere."""

from typing import Any

from allauth.account.models import EmailAddress

from accounts.models import User
from workspaces import services
from workspaces.access import Archived, BeingDeleted, Suspended
from workspaces.models import Invitation, Membership

# The session's note of the link somebody came by.
INVITATION = "invitation"
NOT_USABLE = (
    services.InvitationUnknown,
    services.InvitationExpired,
    services.InvitationRevoked,
    services.InvitationAccepted,
    Archived,
    BeingDeleted,
    Suspended,
)


def usable(session: Any) -> Invitation | None:
    """Return the invitation the session holds, while it can be used; forget one that cannot."""
    token_hash = session.get(INVITATION)
    if token_hash is None:
        return None
    try:
        return services.look(token_hash)
    except NOT_USABLE:
        forget(session)
        return None


def is_known(token_hash: str) -> bool:
    """Return whether there is such an invitation, even if it cannot be used any more."""
    try:
        services.look(token_hash)
    except services.InvitationUnknown:
        return False
    except NOT_USABLE:
        return True
    return True


def awaited(session: Any, user: User) -> Invitation | None:
    """Return the invitation the session holds, while this person can use it.

    One to where they are already is forgotten; one for somebody else waits for them.
    """
    invitation = usable(session)
    if invitation is None:
        return None
    if is_member(invitation, user):
        forget(session)
        return None
    return invitation if is_for(invitation, user) else None


def forget(session: Any) -> None:
    """Forget the link somebody came by."""
    session.pop(INVITATION, None)


def is_for(invitation: Invitation, user: User) -> bool:
    """Return whether the invitation is for one of the person's e-mails."""
    return (
        invitation.email == user.email
        or EmailAddress.objects.filter(
            user=user, email__iexact=invitation.email, verified=True
        ).exists()
    )


def is_member(invitation: Invitation, user: User) -> bool:
    """Return whether the person is in the workspace already."""
    return Membership.objects.filter(workspace_id=invitation.workspace_id, user=user).exists()
