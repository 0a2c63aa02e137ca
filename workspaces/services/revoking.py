"""Invitations that end because of what became of people. The caller holds the workspace's row."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models.functions import Now

from accounts.models import User
from audit import services as audit
from audit.actions import Action
from workspaces.models import Invitation
from workspaces.roles import Permission, allows, may_give
from workspaces.services import seats
from workspaces.services.emails import emails_of


def end(invitation: Invitation, *, actor: audit.Actor) -> bool:
    """Take an invitation back; False when it was used or taken back before."""
    still_open = seats.waiting(invitation.workspace_id).filter(pk=invitation.pk)
    if not still_open.update(revoked_at=Now()):
        return False
    note(Action.INVITATION_REVOKED, invitation, actor=actor)
    seats.hold(invitation.workspace_id)
    return True


def end_received(workspace_id: UUID, *, user: User, actor: audit.Actor) -> None:
    """Take back every open invitation for one of a person's e-mails: none leads back in later."""
    received = seats.waiting(workspace_id).filter(email__in=emails_of(user))
    _end_all(received.order_by("created_at"), actor=actor)


def end_sent(workspace_id: UUID, *, user: User, role: str, actor: audit.Actor) -> None:
    """Take back the open invitations a person has sent and could not send as `role`.

    role: empty for who is in the workspace no more.
    """
    sent = seats.waiting(workspace_id).filter(invited_by=user).order_by("created_at")
    may_invite = allows(role, Permission.MEMBER_INVITE)
    unfounded = (one for one in sent if not (may_invite and may_give(role, one.role)))
    _end_all(unfounded, actor=actor)


def note(action: Action, invitation: Invitation, *, actor: audit.Actor) -> None:
    """Record what became of an invitation."""
    audit.record(
        action,
        actor=actor,
        workspace_id=invitation.workspace_id,
        target=audit.Target("invitation", str(invitation.pk), invitation.email),
        details=audit.Details(data={"role": invitation.role}),
    )


def _end_all(invitations: Iterable[Invitation], *, actor: audit.Actor) -> None:
    for invitation in list(invitations):
        end(invitation, actor=actor)
