"""People, for staff: found, looked at, and acted on by services alone. Nobody is deleted here."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline

from accounts import guessing
from accounts.admin.acts import ACTS
from accounts.models import TokenFamily, User
from audit.staff_acts import ActingAdmin


class Looked(TabularInline):  # type: ignore[misc]  # unfold ships no types
    """Rows of a person that are looked at, never changed."""

    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Who may see the person sees what belongs to them."""
        return bool(request.user.has_perm("accounts.view_user"))


class AddressInline(Looked):
    """The e-mails of a person, and which of them are theirs for certain."""

    model = EmailAddress
    verbose_name_plural = _("e-mails")
    fields = ("email", "verified", "primary")
    readonly_fields = fields
    ordering = ("-primary", "email")


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
class UserAdmin(ActingAdmin):
    """Everybody who can sign in, or could."""

    is_recorded = True
    acts = ACTS
    list_display = ("email", "name", "is_active", "is_staff", "joined_at", "last_login")
    list_filter = ("is_active", "is_staff", "language")
    search_fields = ("email", "name", "=id")
    ordering = ("-joined_at",)
    fieldsets = (
        (None, {"fields": ("email", "name", "id")}),
        (_("Preferences"), {"fields": ("language", "time_zone", "theme")}),
        (_("Rights"), {"fields": ("is_active", "is_staff", "is_superuser")}),
        (_("Dates"), {"fields": ("joined_at", "last_login", "closed_at", "wrong_tries")}),
    )
    inlines = (AddressInline, FactorInline, BrowserInline, SessionInline)

    @admin.display(description=_("wrong passwords and codes"))
    def wrong_tries(self, person: User) -> int:
        return guessing.counted(person.email)
