"""Who tries: each signs in the way a program and a browser do."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from accounts import sessions, tokens
from accounts.models import User
from accounts.services import sign_in_program

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
# The same in every request, so that answers can be compared.
REQUEST_ID = "the-sweep"


@dataclass
class Actor:
    """Somebody with a way in. token: for the API; without one the browser's session is sent."""

    name: str
    user: User | None = None
    token: str = ""
    browser: Client = field(default_factory=lambda: Client(raise_request_exception=False))

    def headers(self, *, for_api: bool, slug: str = "") -> dict[str, str]:
        """Return what the actor sends along. slug: the workspace named, in the API."""
        headers = {"X-Request-ID": REQUEST_ID, "Idempotency-Key": "the-same-for-everybody"}
        if for_api and self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        if for_api and slug:
            headers["X-Workspace"] = slug
        return headers


def nobody() -> Actor:
    return Actor("nobody")


def signed_in(name: str, user: User) -> Actor:
    """Return somebody who has signed in as a program and in a browser."""
    actor = Actor(name, user, _session(user).access_token)
    actor.browser.force_login(user, backend=BACKEND)
    return actor


def in_browser(name: str, user: User) -> Actor:
    """Return somebody who calls the API by the site's session."""
    actor = Actor(name, user)
    actor.browser.force_login(user, backend=BACKEND)
    return actor


def expired(user: User) -> Actor:
    """Return a member whose token ran out an hour ago; the sign-in lives."""
    family = sessions.start(user, user_agent="tests", address=None)
    old = timezone.now() - timedelta(hours=1)
    token = tokens.mint(user_id=user.pk, session_id=family.pk, now=old)
    return Actor("expired token", user, token)


def ended(user: User) -> Actor:
    """Return a member whose sign-ins have ended, the program's and the browser's."""
    actor = signed_in("ended session", user)
    family = tokens.read(actor.token, now=timezone.now()).session_id
    sessions.end(family, reason="signed out")
    Session.objects.filter(session_key=actor.browser.session.session_key).delete()
    return actor


def switched_off(user: User) -> Actor:
    """Return a member who may not sign in any more; nothing else was ended."""
    actor = signed_in("switched off", user)
    User.objects.filter(pk=user.pk).update(is_active=False)
    sessions.forget_all()
    return actor


def _session(user: User) -> Any:
    return sign_in_program(user, user_agent="tests", address=None, now=timezone.now())
