"""Sign-ins: a program's token family or a browser's session, and whether each still lives.

Every API request asks `person_of`; the answer is kept for at most five seconds in this process,
and dropped at once in the process that ends the session.
"""

import copy
import time
from collections.abc import Collection
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.crypto import constant_time_compare
from django.utils.module_loading import import_string

from accounts.models import TokenFamily, User

FAMILY = "family:"
SESSION = "session:"
KEEP_SECONDS = 5.0
KEEP_ENDED_DAYS = 90
KEEP_ENTRIES = 10_000
_kept: dict[UUID, tuple[float, User | None]] = {}


def start(
    user: User, *, user_agent: str, address: str | None, proof: str = "password"
) -> TokenFamily:
    """Open a program's session, in the open transaction."""
    return TokenFamily.objects.create(
        user=user,
        proof=proof,
        expires_at=Now() + timedelta(days=settings.TOKEN_FAMILY_DAYS),
        user_agent=user_agent[:300],
        address=address,
    )


def person_of(session_id: UUID) -> User | None:
    """Return whose session this is; None when it has ended or the person may not sign in."""
    now = time.monotonic()
    kept = _kept.get(session_id)
    if kept is not None and kept[0] > now:
        # Each request has its own copy: what one of them sets must not show in another.
        return copy.copy(kept[1])
    family = (
        TokenFamily.objects.select_related("user")
        .filter(pk=session_id, revoked_at__isnull=True, expires_at__gt=Now(), user__is_active=True)
        .first()
    )
    user = family.user if family else None
    if len(_kept) >= KEEP_ENTRIES:
        _kept.clear()
    _kept[session_id] = (now + KEEP_SECONDS, copy.copy(user))
    return user


def end(session_id: UUID, *, reason: str) -> bool:
    """End one session; False when it had ended before."""
    ended = TokenFamily.objects.filter(pk=session_id, revoked_at__isnull=True).update(
        revoked_at=Now(), revoked_reason=reason
    )
    _kept.pop(session_id, None)
    return bool(ended)


def end_all(user_id: UUID, *, reason: str, keep: str = "") -> int:
    """End every program's session of a person; return how many there were.

    keep: the one that goes on, as `reference` names it.
    """
    families = TokenFamily.objects.filter(user_id=user_id, revoked_at__isnull=True)
    if keep.startswith(FAMILY):
        families = families.exclude(pk=keep.removeprefix(FAMILY))
    ended = families.update(revoked_at=Now(), revoked_reason=reason)
    forget_all()
    return ended


def sweep() -> None:
    """Forget sign-ins that have been over for a while: until then what is reused is known."""
    long_ago = Now() - timedelta(days=KEEP_ENDED_DAYS)
    TokenFamily.objects.filter(Q(expires_at__lt=long_ago) | Q(revoked_at__lt=long_ago)).delete()


def forget_person(user_id: UUID) -> None:
    """Read a person anew, who has changed."""
    for session_id, (_until, user) in list(_kept.items()):
        if user is not None and user.pk == user_id:
            _kept.pop(session_id, None)


def forget_all() -> None:
    """Read every session anew."""
    _kept.clear()


def reference(request: Any) -> str:
    """Return a name for the sign-in of this request; it is a secret of the server."""
    family_id = getattr(getattr(request, "auth", None), "session_id", None)
    if family_id is not None:
        return f"{FAMILY}{family_id}"
    return f"{SESSION}{request.session.session_key}"


def live(references: Collection[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return those (reference, user id) whose sign-in lives and whose person may sign in."""
    users = {
        str(user.pk): user
        for user in User.objects.filter(
            pk__in={user_id for _, user_id in references}, is_active=True
        )
    }
    families = {
        f"{FAMILY}{family_id}"
        for family_id in TokenFamily.objects.filter(
            pk__in=[name.removeprefix(FAMILY) for name, _ in references if name.startswith(FAMILY)],
            revoked_at__isnull=True,
            expires_at__gt=Now(),
        ).values_list("pk", flat=True)
    }
    hashes = _hashes_of([name for name, _ in references if name.startswith(SESSION)])
    return {
        (name, user_id)
        for name, user_id in references
        if user_id in users
        and (
            name in families
            if name.startswith(FAMILY)
            else constant_time_compare(hashes.get(name, ""), users[user_id].get_session_auth_hash())
        )
    }


def _hashes_of(names: Collection[str]) -> dict[str, str]:
    """Return sign-in → what ties it to a password, for the browsers' sessions that live."""
    model = import_string(f"{settings.SESSION_ENGINE}.SessionStore").get_model_class()
    rows = model.objects.filter(
        session_key__in=[name.removeprefix(SESSION) for name in names], expire_date__gt=Now()
    )
    return {
        f"{SESSION}{row.session_key}": row.get_decoded().get(HASH_SESSION_KEY, "") for row in rows
    }
