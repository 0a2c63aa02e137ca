"""People, for staff: found, looked at, switched off and on. Nobody is deleted here."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.admin import TabularInline

from accounts import services
from accounts.actors import actor_of
from accounts.models import TokenFamily, User
from audit.staff import ReadOnlyAdmin


class SessionInline(TabularInline):  # type: ignore[misc]  # unfold ships no types
    """The sign-ins of a person's programs."""

    model = TokenFamily
    verbose_name_plural = _("sessions of programs")
    fields = ("created_at", "expires_at", "revoked_at", "revoked_reason", "address", "user_agent")
    readonly_fields = fields
    ordering = ("-created_at",)
    per_page = 10
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(User)
class UserAdmin(ReadOnlyAdmin):
    """Everybody who can sign in, or could."""

    list_display = ("email", "name", "is_active", "is_staff", "joined_at", "last_login")
    list_filter = ("is_active", "is_staff", "language")
    search_fields = ("email", "name", "=id")
    ordering = ("-joined_at",)
    actions = ("switch_off", "switch_on")
    fieldsets = (
        (None, {"fields": ("email", "name", "id")}),
        (_("Preferences"), {"fields": ("language", "time_zone", "theme")}),
        (_("Rights"), {"fields": ("is_active", "is_staff", "is_superuser")}),
        (_("Dates"), {"fields": ("joined_at", "last_login")}),
    )
    inlines = (SessionInline,)

    def has_switch_permission(self, request: HttpRequest) -> bool:
        """Who has every right may take away and give back the right to sign in."""
        return bool(getattr(request.user, "is_superuser", False))

    @admin.action(
        description=_("Switch off: they sign in no more, and are signed out"),
        permissions=["switch"],
    )
    def switch_off(self, request: HttpRequest, people: QuerySet[User]) -> None:
        others = [person for person in people if person.pk != request.user.pk]
        done = sum(services.switch_off(person, actor=_actor(request)) for person in others)
        text = ngettext(
            "%(count)d person is switched off.", "%(count)d people are switched off.", done
        )
        messages.success(request, text % {"count": done})
        if len(others) < len(people):
            messages.warning(request, _("You cannot switch yourself off."))

    @admin.action(description=_("Switch on: they may sign in again"), permissions=["switch"])
    def switch_on(self, request: HttpRequest, people: QuerySet[User]) -> None:
        done = sum(services.switch_on(person, actor=_actor(request)) for person in people)
        text = ngettext("%(count)d person may sign in.", "%(count)d people may sign in.", done)
        messages.success(request, text % {"count": done})


def _actor(request: HttpRequest) -> Any:
    # The admin lets nobody in who is not signed in.
    return actor_of(request.user)  # type: ignore[arg-type]
