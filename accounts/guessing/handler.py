"""How django-axes asks whether somebody may try, and what it writes about it: nothing of its own."""

from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from django.http import HttpRequest

from accounts.guessing import counts


class GuessHandler(AxesDatabaseHandler):  # type: ignore[misc]  # axes ships no types
    """Counts a try before the password is looked at; the adapter gives back one that was right.

    What the library writes by itself (what was sent, and from which browser) is not written.
    """

    def is_allowed(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> bool:
        given = credentials or {}
        email = str(given.get("email") or given.get("username") or "")
        try:
            counts.note(request, counts.take_password(request, email=email))
        except counts.Paused as paused:
            counts.note(request, paused)
            return False
        return True

    def user_login_failed(
        self, sender: Any, credentials: Any, request: Any = None, **_: Any
    ) -> None:
        """Write nothing: it has been counted."""

    def user_logged_in(self, sender: Any, request: Any, user: Any, **_: Any) -> None:
        """Write nothing: the trail knows."""

    def user_logged_out(self, sender: Any, request: Any, user: Any, **_: Any) -> None:
        """Write nothing: the trail knows."""
