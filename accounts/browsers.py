"""Browsers' sessions as people see them: rows of allauth's beside Django's own.

A row never opens anything: its id is a hash of the session's key. A browser that comes without a
row (it signed in by a door of its own, such as a test's) gets one at its first page.
"""

import contextlib
import time
import uuid
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.db import DatabaseError
from django.db.models.functions import Now
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.module_loading import import_string

from accounts.client import UNKNOWN, address_of
from accounts.models import User

NAMES = uuid.UUID("9d0f4f0e-6c57-5f0e-9d5c-0a7b9a4c2f11")
# As much of a user agent as allauth keeps.
AGENT_LENGTH = 200
TOUCH_SECONDS = 300.0
KEEP_ENTRIES = 10_000
_touched: dict[str, float] = {}


def id_of(session_key: str) -> UUID:
    """Return the name of a browser's session that may be shown."""
    return uuid.uuid5(NAMES, session_key)


def name_of(request: HttpRequest) -> str:
    """Return the name of the session by which somebody is signed in; empty where nobody is.

    Only what a request has read of its session already is looked at: it costs no statement.
    """
    session = getattr(request, "session", None)
    if session is None or not session.accessed or SESSION_KEY not in session:
        return ""
    return str(id_of(session.session_key)) if session.session_key else ""


def living(user: User) -> list[tuple[UserSession, dict[str, Any]]]:
    """Return the sessions in which a person is signed in, each with what Django keeps of it."""
    rows = {row.session_key: row for row in UserSession.objects.filter(user_id=user.pk)}
    wanted = user.get_session_auth_hash()
    found = []
    for kept in _store().objects.filter(session_key__in=rows, expire_date__gt=Now()):
        content: dict[str, Any] = kept.get_decoded()
        if constant_time_compare(content.get(HASH_SESSION_KEY, ""), wanted):
            found.append((rows[kept.session_key], content))
    return found


def proof_in(content: dict[str, Any]) -> str:
    """Return how the person of a session proved who they are."""
    methods = {one.get("method") for one in content.get(AUTHENTICATION_METHODS_SESSION_KEY, ())}
    if "mfa" in methods:
        return "second_factor"
    return "google" if "socialaccount" in methods else "password"


def keys_of(user_id: UUID) -> list[str]:
    """Return the keys of every session a person has, or had."""
    rows = UserSession.objects.filter(user_id=user_id)
    return list(rows.values_list("session_key", flat=True))


def end(keys: Iterable[str]) -> int:
    """End sessions by their keys; return how many there were."""
    keys = list(keys)
    UserSession.objects.filter(session_key__in=keys).delete()
    ended, _by_model = _store().objects.filter(session_key__in=keys).delete()
    return int(ended)


def touch(request: HttpRequest) -> None:
    """Keep when, and from where, a signed-in browser was seen: every five minutes, not each time."""
    key = request.session.session_key if request.user.is_authenticated else None
    now = time.monotonic()
    if not key or _touched.get(key, 0.0) > now:
        return
    if len(_touched) >= KEEP_ENTRIES:
        _touched.clear()
    _touched[key] = now + TOUCH_SECONDS
    agent = request.headers.get("User-Agent", "")
    row = UserSession(
        user_id=request.user.pk,
        session_key=key,
        ip=address_of(request) or UNKNOWN,
        user_agent=agent[:AGENT_LENGTH],
        last_seen_at=timezone.now(),
    )
    # The page has been made by now: it is not lost with what is only nice to know.
    with contextlib.suppress(DatabaseError):
        UserSession.objects.bulk_create(
            [row],
            update_conflicts=True,
            unique_fields=["session_key"],
            update_fields=["user", "ip", "user_agent", "last_seen_at"],
        )


def forget_all() -> None:
    """Touch every session anew."""
    _touched.clear()


def sweep() -> None:
    """Forget sessions that are over, and rows whose session is."""
    _store().objects.filter(expire_date__lt=Now()).delete()
    known = _store().objects.values("session_key")
    UserSession.objects.exclude(session_key__in=known).delete()


def _store() -> Any:
    return import_string(f"{settings.SESSION_ENGINE}.SessionStore").get_model_class()
