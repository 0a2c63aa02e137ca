"""Whose an e-mail is: a person has their own, and others that they have confirmed."""

from uuid import UUID

from allauth.account.models import EmailAddress
from django.db.models import Q

from accounts.models import User
from workspaces.models import Membership


def emails_of(user: User) -> set[str]:
    """Return the person's own e-mail, and others of theirs they have confirmed."""
    others = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    return {user.email, *(email.lower() for email in others)}


def is_members(email: str, *, workspace_id: UUID) -> bool:
    """Return whether an e-mail is one of those of somebody in the workspace."""
    confirmed = Q(user__emailaddress__email__iexact=email, user__emailaddress__verified=True)
    members = Membership.objects.filter(workspace_id=workspace_id)
    return members.filter(Q(user__email=email) | confirmed).exists()
