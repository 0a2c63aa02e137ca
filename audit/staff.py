"""Staff pages that show rows and change none: what they look like in every app."""

from typing import Any

from django.contrib.admin.checks import ModelAdminChecks
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from audit.services import Actor


class ReadOnlyAdmin(ModelAdmin):  # type: ignore[misc]  # unfold ships no types
    """Rows to search and read. What changes them are services, never a form of the admin."""

    # Unfold's own look for an action's right in the database, which a fresh installation has not.
    checks_class = ModelAdminChecks
    actions: tuple[str, ...] | None = None
    # Counting a whole table for every page of it is slow, and nobody reads the number.
    show_full_result_count = False
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def actor(request: HttpRequest) -> Actor:
    """Return who is at the staff's pages, for the trail: the admin lets nobody else in."""
    user: Any = request.user
    return Actor("staff", str(user.pk), user.label)
