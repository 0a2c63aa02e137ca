"""Whether a sign-in still lives, whichever kind it is: a program's token family or a browser's."""

from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY
from django.db.models.functions import Now
from django.utils.crypto import constant_time_compare
from django.utils.module_loading import import_string

from accounts.models import TokenFamily, User

FAMILY = "family:"
SESSION = "session:"


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
        for user in User.objects.filter(pk__in={user_id for _, user_id in references}, is_active=True)
    }
    families = {
        f"{FAMILY}{family_id}"
        for family_id in TokenFamily.objects.filter(
            pk__in=[name.removeprefix(FAMILY) for name, _ in references if name.startswith(FAMILY)],
            revoked_at__isnull=True,
            expires_at__gt=Now(),
        ).values_list("pk", flat=True)
    }
    return {
        (name, user_id)
        for name, user_id in references
        if user_id in users
        and (name in families if name.startswith(FAMILY) else _browser_lives(name, users[user_id]))
    }


def _browser_lives(name: str, user: User) -> bool:
    """A browser's sign-in ends with its session, and with a changed password."""
    store = import_string(f"{settings.SESSION_ENGINE}.SessionStore")
    kept = store(name.removeprefix(SESSION)).load()
    return constant_time_compare(kept.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash())
