"""Mails, for staff: which went, which wait, which were given up; without a mail server, what they say."""

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.actors import actor_of
from accounts.letters import Letter
from accounts.models import MailOut
from accounts.services import mails
from audit.staff import ReadOnlyAdmin

FACTS = (
    "subject", "address", "kind", "language", "state", "reason", "attempts", "created_at",
    "finished_at",
)  # fmt: skip


@admin.register(MailOut)
class MailAdmin(ReadOnlyAdmin):
    """The box of mails on their way. What one says is read only while no server sends it."""

    list_display = ("created_at", "address", "subject", "kind", "state", "attempts", "reason")
    list_display_links = ("subject",)
    list_filter = ("state", "kind")
    search_fields = ("address", "subject", "=id")
    ordering = ("-created_at", "-id")
    actions = ("send_again",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[MailOut]:
        """Leave out what is encrypted, but for the one that is read."""
        found: QuerySet[MailOut] = super().get_queryset(request)
        return found.defer("body")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Who has every right: links in mails open accounts."""
        return bool(getattr(request.user, "is_superuser", False))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show what it says where that is read here."""
        facts: list[Any] = [(None, {"fields": FACTS})]
        if settings.HAS_EMAIL:
            return facts
        return [*facts, (_("What it says"), {"fields": ("text", "html")})]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return (*FACTS, "text", "html")

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        """Open what it says, on the record."""
        mail = super().get_object(request, object_id, from_field)
        if mail is not None and self.has_view_permission(request):
            # The admin lets nobody in who is not signed in.
            mail.opened = mails.read_by_staff(mail, by=actor_of(request.user))  # type: ignore[arg-type]
        return mail

    @admin.display(description=_("text"))
    def text(self, mail: MailOut) -> str:
        letter = _opened(mail)
        if letter is None:
            return str(_("Nothing is kept."))
        return format_html('<pre style="white-space: pre-wrap">{}</pre>', letter.text)

    @admin.display(description=_("as it looks"))
    def html(self, mail: MailOut) -> str:
        """Show it in a frame that runs nothing, sends nothing and leads nowhere."""
        letter = _opened(mail)
        if letter is None:
            return str(_("Nothing is kept."))
        return format_html(
            '<iframe sandbox="" referrerpolicy="no-referrer" title="{}" srcdoc="{}"'
            ' style="width: 100%; height: 32rem; border: 1px solid; border-radius: 8px"></iframe>',
            letter.subject,
            letter.html,
        )

    @admin.action(description=_("Send again what was given up"), permissions=["view"])
    def send_again(self, request: HttpRequest, chosen: QuerySet[MailOut]) -> None:
        actor = actor_of(request.user)  # type: ignore[arg-type]
        with transaction.atomic():
            done = sum(mails.send_again(mail.pk, by=actor) for mail in chosen)
        text = ngettext("%(count)d mail is sent again.", "%(count)d mails are sent again.", done)
        messages.success(request, text % {"count": done})


def _opened(mail: MailOut) -> Letter | None:
    letter: Letter | None = getattr(mail, "opened", None)
    return letter
