"""The cast: alice owns acme, bob edits it, carol views it; mallory owns beta."""

import itertools
import secrets
from datetime import datetime, timedelta

from django.utils import timezone

from accounts.models import User
from accounts.services import NewPerson, create_person
from workspaces import access
from workspaces import services as workspaces
from workspaces.models import Membership, Workspace
from workspaces.roles import Role

PASSWORD = "a long enough passphrase"
_numbers = itertools.count(1)


def person(name: str = "Robin") -> User:
    """Return a new person with an e-mail nobody else has."""
    email = f"{name.lower()}-{next(_numbers)}-{secrets.token_hex(3)}@example.com"
    return create_person(NewPerson(email=email, name=name, password=PASSWORD))


def workspace(name: str, owner: User) -> Workspace:
    """Return a new workspace with its schema."""
    return workspaces.create(name=f"{name} {secrets.token_hex(3)}", owner=owner)


def join(user: User, place: Workspace, role: Role) -> None:
    """Make somebody a member."""
    Membership.objects.create(user=user, workspace=place, role=role)


def member(place: Workspace, role: str) -> User:
    """Return a new person who is a member of a workspace."""
    user = person("Robin")
    join(user, place, Role(role))
    return user


def archived(place: Workspace) -> None:
    """Let a workspace rest."""
    Workspace.objects.filter(pk=place.pk).update(
        status=Workspace.Status.ARCHIVED, archived_at=timezone.now()
    )
    access.forget_all()


def going(place: Workspace) -> datetime:
    """Have a workspace go in a week; return when."""
    at = timezone.now() + timedelta(days=7)
    Workspace.objects.filter(pk=place.pk).update(status=Workspace.Status.DELETING, delete_at=at)
    access.forget_all()
    return at
