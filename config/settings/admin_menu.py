"""How the staff admin looks and what its menu holds."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _


def _link(title: Any, icon: str, name: str, **besides: Any) -> dict[str, Any]:
    return {"title": title, "icon": icon, "link": reverse_lazy(name), **besides}


def _billing(title: Any, icon: str, model: str) -> dict[str, Any]:
    """Return the entry of billing's rows, for who may see them."""
    rights = (f"billing.view_{model}", f"billing.change_{model}")
    return _link(
        title,
        icon,
        f"admin:billing_{model}_changelist",
        permission=lambda request: any(request.user.has_perm(right) for right in rights),
    )


def _is_at_jobs(request: HttpRequest) -> bool:
    """Return whether jobs are looked at: other pages of the menu lie below their address."""
    here, jobs = request.path, str(reverse_lazy("admin:generation_job_changelist"))
    others = tuple(f"{jobs}{page}/" for page in ("dead", "ai", "work"))
    return here.startswith(jobs) and not here.startswith(others)


# The product's cobalt, in the steps unfold asks for.
COBALT = {
    "50": "oklch(97% .014 264)",
    "100": "oklch(93% .032 264)",
    "200": "oklch(88% .06 264)",
    "300": "oklch(81% .1 264)",
    "400": "oklch(70% .15 264)",
    "500": "oklch(60% .19 264)",
    "600": "oklch(50% .19 264)",
    "700": "oklch(44% .17 264)",
    "800": "oklch(38% .14 264)",
    "900": "oklch(34% .11 264)",
    "950": "oklch(25% .08 264)",
}
UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "E_Business",
    "SITE_HEADER": "E_Business",
    "SITE_SUBHEADER": _("Staff"),
    "SITE_URL": "/",
    "SITE_SYMBOL": "storefront",
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": lambda _request: static("favicon.svg")}
    ],
    "SHOW_HISTORY": False,
    "SHOW_BACK_BUTTON": True,
    "DASHBOARD_CALLBACK": "config.staff.dashboard",
    "COLORS": {"primary": COBALT},
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
                    _link(_("Invitations"), "mail", "admin:workspaces_invitation_changelist"),
                    _link(_("Mails"), "outbox", "admin:accounts_mailout_changelist"),
                ],
            },
            {
                "title": _("Work"),
                "items": [
                    _link(_("Open work"), "pending_actions", "admin:generation_work"),
                    _link(_("Jobs"), "bolt", "admin:generation_job_changelist", active=_is_at_jobs),
                    _link(_("Given up"), "error", "admin:generation_dead"),
                    _link(_("AI"), "neurology", "admin:generation_ai"),
                    _link(_("Schemas"), "database", "admin:workspaces_schemastate_changelist"),
                    _link(
                        _("Periodic tasks"),
                        "schedule",
                        "admin:django_celery_beat_periodictask_changelist",
                    ),
                ],
            },
            {
                "title": _("Trust"),
                "items": [
                    _link(_("Audit trail"), "history", "admin:audit_auditevent_changelist"),
                    _link(_("Proofs"), "verified", "admin:audit_proof_changelist"),
                    _link(_("Seals"), "license", "admin:audit_seal_changelist"),
                    _link(_("Months"), "calendar_month", "admin:audit_droppedmonth_changelist"),
                    _link(_("Holds"), "lock", "admin:audit_hold_changelist"),
                    _link(_("Exports"), "download", "admin:audit_trailexport_changelist"),
                ],
            },
            {
                "title": _("Money"),
                "items": [
                    _billing(_("Orders"), "shopping_cart", "order"),
                    _billing(_("Invoices"), "request_quote", "invoice"),
                    _billing(_("Payments"), "payments", "payment"),
                    _billing(_("Billing accounts"), "contact_mail", "billingaccount"),
                    _billing(_("Payment events"), "webhook", "webhookevent"),
                ],
            },
            {
                "title": _("Plans"),
                "items": [
                    _billing(_("Subscriptions"), "card_membership", "subscription"),
                    _billing(_("Plans"), "sell", "plan"),
                    _billing(_("Plan editions"), "layers", "planversion"),
                    _billing(_("Price sheets"), "price_change", "pricesheet"),
                ],
            },
            {
                "title": _("Units"),
                "items": [
                    _billing(_("Quota periods"), "speed", "quotaperiod"),
                    _billing(_("Grants"), "redeem", "grant"),
                    _billing(_("Reservations"), "lock_clock", "reservation"),
                    _billing(_("Ledger"), "receipt_long", "ledgerentry"),
                    _billing(_("Days of use"), "calendar_month", "usageday"),
                    _billing(_("Quota warnings"), "notification_important", "quotawarning"),
                ],
            },
        ],
    },
}
