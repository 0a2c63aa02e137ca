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
from generation import staff_work
from workspaces.models import Workspace


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Add the figures, and for who may see jobs the open work (unfold's DASHBOARD_CALLBACK)."""
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
    if request.user.has_perm("generation.view_job"):
        context["tables"] = [staff_work.of_health(), staff_work.of_work()]
    return context


def _figure(label: str, count: int, page: str, query: str = "") -> dict[str, Any]:
    href = reverse(f"admin:{page}_changelist") + query
    return {"label": label, "count": number_format(count, force_grouping=True), "href": href}
