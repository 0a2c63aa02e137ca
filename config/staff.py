"""What the staff admin's first page shows: what is going on, and what was refused."""

from datetime import timedelta
from typing import Any

from django.db.models.functions import Now
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from accounts.models import User
from audit.models import AuditEvent
from workspaces.models import OpenWork, Workspace

SHOWN = 10


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Add the figures and the open work (unfold's DASHBOARD_CALLBACK)."""
    del request
    refused = AuditEvent.objects.filter(
        at__gte=Now() - timedelta(days=1), outcome=AuditEvent.Outcome.DENIED
    )
    context["figures"] = [
        _figure(_("People"), User.objects.filter(is_active=True).count(), "accounts_user"),
        _figure(_("Workspaces"), Workspace.objects.count(), "workspaces_workspace"),
        _figure(
            _("Refused in 24 hours"), refused.count(), "audit_auditevent", "?outcome__exact=denied"
        ),
    ]
    context["open_work"] = _open_work()
    return context


def _figure(label: str, count: int, page: str, query: str = "") -> dict[str, Any]:
    href = reverse(f"admin:{page}_changelist") + query
    return {"label": label, "count": number_format(count, force_grouping=True), "href": href}


def _open_work() -> dict[str, Any]:
    found = OpenWork.objects.select_related("workspace").filter(items__gt=0)
    rows = [
        (work.workspace.name, work.items, work.oldest_due_at or "–")
        for work in found.order_by("oldest_due_at")[:SHOWN]
    ]
    return {"headers": [_("Workspace"), _("Open items"), _("Oldest due")], "rows": rows}
