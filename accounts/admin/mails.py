"""Mails, for staff: which went, which wait, which were given up; without a mail server, what they say."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.actors import actor_of
from accounts.letters import Letter
from accounts.models import MailOut
from accounts.services import mails
from audit.actions import Action
from audit.staff_acts import Act, ActingAdmin, ActRefused

FACTS = (
    "subject", "address", "kind", "language", "state", "reason", "attempts", "next_try",
    "created_at", "finished_at",
)  # fmt: skip


def _send_again(request: HttpRequest, mail: MailOut, given: dict[str, Any]) -> bool:
    # The admin lets nobody in who is not signed in.
    actor = actor_of(request.user)  # type: ignore[arg-type]
    with transaction.atomic():
        moved = mails.send_again(mail.pk, by=actor, reason=given["reason"])
    _check_moved(mail, moved=moved)
    return moved


def _give_up(request: HttpRequest, mail: MailOut, given: dict[str, Any]) -> bool:
    actor = actor_of(request.user)  # type: ignore[arg-type]
    moved = mails.give_up(mail.pk, by=actor, reason=given["reason"])
    _check_moved(mail, moved=moved)
    return moved


def _check_moved(mail: MailOut, *, moved: bool) -> None:
    if not moved and mail.state == MailOut.State.WAITING:
        raise ActRefused(_t("It may be on its way just now. Look again in two minutes."))


ACTS = (
    Act(
        "send_again",
        _("Send again now"),
        _("It is tried at once, and as often as a new one."),
        _("It is sent again."),
        Action.MAIL_SENT_AGAIN,
        _send_again,
        is_offered=lambda mail: mail.state in {MailOut.State.WAITING, MailOut.State.GIVEN_UP},
        many=True,
        icon="forward_to_inbox",
    ),
    Act(
        "give_up",
        _("Give up"),
        _("It is not tried any more. It can be sent again while it is kept, for 30 days."),
        _("Given up."),
        Action.MAIL_GIVEN_UP,
        _give_up,
        is_offered=lambda mail: mail.state == MailOut.State.WAITING,
        many=True,
        icon="cancel_schedule_send",
    ),
)


@admin.register(MailOut)
class MailAdmin(ActingAdmin):
    """The box of mails on their way. What one says is read only while no server sends it."""

    is_recorded = True
    is_row_recorded = False  # what a mail says is read on a record of its own
    acts = ACTS
    after_act = "changelist"
    list_display = (
        "created_at", "address", "subject", "kind", "state", "attempts", "next_try", "reason",
    )  # fmt: skip
    list_display_links = ("subject",)
    list_filter = ("state", "kind")
    search_fields = ("address", "subject", "=id")
    ordering = ("-created_at", "-id")

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

    @admin.display(description=_("next try"), ordering="due_at")
    def next_try(self, mail: MailOut) -> Any:
        return mail.due_at if mail.state == MailOut.State.WAITING else None

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


def _opened(mail: MailOut) -> Letter | None:
    letter: Letter | None = getattr(mail, "opened", None)
    return letter
