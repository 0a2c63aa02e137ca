"""The cast: alice owns acme, bob edits it, carol views it; mallory owns beta."""

import itertools
import secrets
import time
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.test import Client
from django.utils import timezone

from accounts import sealing
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


def factor(user: User) -> str:
    """Return the key of a person's authenticator app; it is set up now, unless there is one."""
    found = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    if found is None:
        key = totp.generate_totp_secret()
        totp.TOTP.activate(user, key)
        return key
    return sealing.unseal(found.data["secret"])


def code(key: str, *, steps: int = 0) -> str:
    """Return what the app with this key shows now, or so many steps of 30 seconds later."""
    counter = int(time.time()) // 30 + steps
    return totp.format_hotp_value(totp.hotp_value(key, counter))


def sign_in(browser: Client, user: User) -> None:
    """Sign a person in without the form; staff have a second step and have shown it."""
    browser.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    if user.is_staff:
        factor(user)
        session = browser.session
        session["account_authentication_methods"] = [{"method": "mfa", "at": time.time()}]
        session["account_authentication_methods_user"] = str(user.pk)
        session.save()


def prove_again(browser: Client) -> None:
    """Have whoever is signed in prove just now that it is them."""
    session = browser.session
    key = "account_authentication_methods"
    again = {"method": "mfa", "at": time.time(), "reauthenticated": True}
    session[key] = [*session.get(key, []), again]
    session[f"{key}_user"] = session["_auth_user_id"]
    session.save()


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
