"""How the staff admin looks and what its menu holds."""

from typing import Any

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _


def _link(title: Any, icon: str, name: str) -> dict[str, Any]:
    return {"title": title, "icon": icon, "link": reverse_lazy(name)}


UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "E_Business",
    "SITE_HEADER": "E_Business",
    "SITE_SUBHEADER": _("Staff"),
    "SITE_URL": "/",
    "SITE_SYMBOL": "storefront",
    "SHOW_HISTORY": False,
    "BORDER_RADIUS": "8px",
    "SIDEBAR": {
        "show_search": False,
        "navigation": [
            {
                "title": _("People and workspaces"),
                "items": [
                    _link(_("People"), "person", "admin:accounts_user_changelist"),
                    _link(_("Workspaces"), "workspaces", "admin:workspaces_workspace_changelist"),
                    _link(_("Members"), "group", "admin:workspaces_membership_changelist"),
                ],
            },
            {
                "title": _("Work"),
                "items": [
                    _link(_("Jobs"), "bolt", "admin:generation_job_changelist"),
                    _link(_("Open work"), "pending_actions", "admin:workspaces_openwork_changelist"),
                    _link(_("Periodic tasks"), "schedule", "admin:django_celery_beat_periodictask_changelist"),
                ],
            },
            {
                "title": _("Trust"),
                "items": [
                    _link(_("Audit trail"), "history", "admin:audit_auditevent_changelist"),
                    _link(_("Quota periods"), "speed", "admin:billing_quotaperiod_changelist"),
                ],
            },
        ],
    },
}
