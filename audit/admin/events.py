"""Events for staff: asked for, read one by one, and never changed. Reading is on the record, too."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from audit import search, services
from audit.actions import Action
from audit.admin import listing, one
from audit.admin.asking import AskForm
from audit.admin.exports import EXPORT
from audit.models import AuditEvent
from audit.staff import actor
from audit.staff_acts import ActingAdmin

PAGE = 50
BEFORE = "before"


@admin.register(AuditEvent)
class AuditEventAdmin(ActingAdmin):
    """Who did what to which, newest first: pages by number, so that none costs more than the first."""

    list_acts = (EXPORT,)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show what is asked for; without a question, the newest."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method not in {"GET", "HEAD"}:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        form = AskForm(request.GET)
        found = search.Page([], None)
        if form.is_valid():
            before = _number(request.GET.get(BEFORE, ""))
            found = search.page(form.filters, before=before, limit=PAGE)
            _note_read(request, form.filters.workspace_id, by=sorted(form.asked))
        asked = urlencode(form.asked)
        more = {
            "title": _("Audit trail"),
            "form": form,
            "choices": [(one.label, f"?{urlencode(one.query)}") for one in form.choices],
            "tables": [listing.table(found.events)],
            "is_first": BEFORE not in request.GET,
            "newest_url": f"?{asked}",
            "older_url": _older(form.asked, found.next),
            "asked": asked,
            **(extra_context or {}),
        }
        return self._page(request, "admin/audit/events.html", more)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show one event: what it says, from where it came, and the seal that holds it."""
        del form_url
        if request.method not in {"GET", "HEAD"} or not self.has_view_permission(request):
            raise PermissionDenied
        event = AuditEvent.objects.filter(pk=_number(object_id) or 0).first()
        if event is None:
            raise Http404
        read = services.Target("audit_event", str(event.pk), str(event.pk))
        _note_read(request, event.workspace_id, target=read)
        more = {**one.shown(event), "title": _("Event %(number)s") % {"number": event.pk}}
        return self._page(request, "admin/audit/event.html", {**more, **(extra_context or {})})

    def _page(self, request: HttpRequest, template: str, more: dict[str, Any]) -> HttpResponse:
        frame = self.admin_site.each_context(request)
        context = {
            **frame,
            "opts": self.opts,
            "media": self.media,
            "can_export": self.has_act_permission(request),
            **more,
        }
        return TemplateResponse(request, template, context)


def _note_read(
    request: HttpRequest,
    workspace_id: UUID | None,
    *,
    target: services.Target | None = None,
    by: Sequence[str] = (),
) -> None:
    """Note that staff read the trail, of a workspace or of all; what follows within a minute is counted.

    by: the fields that narrowed it; what was typed there may be a name.
    """
    services.record_counted(
        Action.TRAIL_READ_BY_STAFF,
        actor=actor(request),
        workspace_id=workspace_id,
        target=target,
        details=services.Details(data={"by": list(by)} if by else {}),
    )


def _older(asked: dict[str, str], following: int | None) -> str:
    return f"?{urlencode({**asked, BEFORE: str(following)})}" if following else ""


def _number(text: str) -> int | None:
    """Return a number the database knows; None for any other text."""
    return int(text) if text.isdecimal() and len(text) < 19 else None
