"""Why something was refused, and where it can be changed: a sentence that leads on."""

from django.conf import settings
from django.utils.translation import gettext as _

from billing import refusals
from billing.quotas import QuotaExceeded
from generation import telling
from workspaces.access import Access
from workspaces.roles import Permission


class WayOut(str):
    """Why something was refused. href, label: where that can be changed, if anywhere."""

    href = label = ""

    def __new__(cls, sentence: str, *, href: str = "", label: str = "") -> "WayOut":
        """Return the sentence with its way out."""
        made = super().__new__(cls, sentence)
        made.href, made.label = href, label
        return made


def over_quota(error: QuotaExceeded, found: Access) -> WayOut:
    """Return why an order was refused, and what helps: choosing a larger plan, or who can."""
    why = refusals.why(error)
    if may_enlarge(found):
        return WayOut(why, href=refusals.plans_path(found.slug), label=_("Get a larger plan"))
    return WayOut(telling.joined(why, refusals.whom_to_ask(found.workspace_id)))


def may_enlarge(found: Access) -> bool:
    """Return whether somebody can be led to a larger plan: where others sell them, everybody."""
    return bool(settings.UPGRADE_URL) or found.may(Permission.BILLING_MANAGE)
