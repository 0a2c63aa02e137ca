"""Inviting somebody to a workspace, and what becomes of it, as the tests need it."""

from datetime import timedelta

from django.db.models.functions import Now

from accounts.models import User
from tests.factories.jobs import access_to
from workspaces import services
from workspaces.models import Invitation, Membership, Workspace
from workspaces.roles import Role
from workspaces.services import Issued


def invite(place: Workspace, by: User, to: User | str, role: str = Role.EDITOR) -> Issued:
    """Invite a person, or an e-mail."""
    email = to if isinstance(to, str) else to.email
    return services.invite(access_to(place), email=email, role=role, by=by)


def join(issued: Issued, by: User) -> Membership:
    """Use the link."""
    return services.join(services.hash_of(issued.token), by=by)


def end(issued: Issued, **ago: float) -> None:
    """Let an invitation have ended some time ago."""
    Invitation.objects.filter(pk=issued.invitation.pk).update(expires_at=Now() - timedelta(**ago))


def is_in(user: User, place: Workspace) -> bool:
    """Return whether somebody is a member."""
    return Membership.objects.filter(user=user, workspace=place).exists()
