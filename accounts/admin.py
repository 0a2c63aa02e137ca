"""People, for staff: found, looked at, switched off and on. Nobody is deleted here."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.admin import TabularInline

from accounts import services
from accounts.actors import actor_of
from accounts.models import TokenFamily, User
from accounts.staff_mail import MailAdmin
from audit.staff import ReadOnlyAdmin

__all__ = ["MailAdmin", "UserAdmin"]


class Looked(TabularInline):  # type: ignore[misc]  # unfold ships no types
    """Rows of a person that are looked at, never changed."""

    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class SessionInline(Looked):
    """The sign-ins of a person's programs."""

    model = TokenFamily
    verbose_name_plural = _("sessions of programs")
    fields = ("created_at", "expires_at", "revoked_at", "revoked_reason", "address", "user_agent")
    readonly_fields = fields
    ordering = ("-created_at",)
    per_page = 10


class BrowserInline(Looked):
    """The browsers in which a person is signed in."""

    model = UserSession
    verbose_name_plural = _("sessions of browsers")
    fields = ("created_at", "last_seen_at", "ip", "user_agent")
    readonly_fields = fields
    ordering = ("-last_seen_at",)
    per_page = 10


class FactorInline(Looked):
    """What a person shows besides the password; never what it holds."""

    model = Authenticator
    verbose_name_plural = _("second steps")
    fields = ("type", "created_at", "last_used_at")
    readonly_fields = fields
    ordering = ("created_at",)


@admin.register(User)
class UserAdmin(ReadOnlyAdmin):
    """Everybody who can sign in, or could."""

    list_display = ("email", "name", "is_active", "is_staff", "joined_at", "last_login")
    list_filter = ("is_active", "is_staff", "language")
    search_fields = ("email", "name", "=id")
    ordering = ("-joined_at",)
    actions = ("switch_off", "switch_on", "let_try_again", "remove_factors")
    fieldsets = (
        (None, {"fields": ("email", "name", "id")}),
        (_("Preferences"), {"fields": ("language", "time_zone", "theme")}),
        (_("Rights"), {"fields": ("is_active", "is_staff", "is_superuser")}),
        (_("Dates"), {"fields": ("joined_at", "last_login")}),
    )
    inlines = (FactorInline, BrowserInline, SessionInline)

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

    @admin.action(
        description=_("Let them try again: wrong passwords and codes are forgotten"),
        permissions=["switch"],
    )
    def let_try_again(self, request: HttpRequest, people: QuerySet[User]) -> None:
        done = sum(services.let_try_again(person, actor=_actor(request)) for person in people)
        text = ngettext("%(count)d person may try again.", "%(count)d people may try again.", done)
        messages.success(request, text % {"count": done})

    @admin.action(
        description=_("Remove second steps: they are signed out, and need the password alone"),
        permissions=["switch"],
    )
    def remove_factors(self, request: HttpRequest, people: QuerySet[User]) -> None:
        # One's own stand with one's account, where staff keep the last one.
        others = [person for person in people if person.pk != request.user.pk]
        done = sum(bool(_remove_factors(request, person)) for person in others)
        text = ngettext(
            "%(count)d person has no second step any more.",
            "%(count)d people have no second step any more.",
            done,
        )
        messages.success(request, text % {"count": done})
        if len(others) < len(people):
            messages.warning(request, _("You cannot remove your own here."))


def _remove_factors(request: HttpRequest, person: User) -> int:
    return services.remove_factors(person, actor=_actor(request), reason="by_staff")


def _actor(request: HttpRequest) -> Any:
    # The admin lets nobody in who is not signed in.
    return actor_of(request.user)  # type: ignore[arg-type]
