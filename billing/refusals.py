"""Why units are refused, in words, and where more are to be had."""

from uuid import UUID

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from billing.models import Meter, QuotaPeriod
from billing.quotas import QuotaExceeded, remaining
from workspaces.models import Membership, Workspace
from workspaces.roles import GRANTS, Permission

# More names than these are a list to look up, not a sentence.
NAMED = 3
PAYING = [role for role, granted in GRANTS.items() if Permission.BILLING_MANAGE in granted]


def is_in_plan(period: QuotaPeriod) -> bool:
    """Return whether a plan, or a grant beside it, has anything of a meter at all."""
    return bool(period.limit_units or period.overdraft_units or period.granted)


def why(error: QuotaExceeded) -> str:
    """Return what was asked for, what there is, and that nothing was counted."""
    period, left = error.period, remaining(error.period)
    if error.meter == Meter.STORAGE_BYTES:
        return _(
            "This needs %(asked)s, but %(left)s of storage are left. Delete files for good, or have"
            " the plan changed. Nothing was added."
        ) % {"asked": filesizeformat(error.requested), "left": filesizeformat(max(0, left))}
    if not is_in_plan(period):
        return _("%(first)s %(second)s") % {
            "first": not_in_plan(error.meter),
            "second": _("Nothing was counted."),
        }
    return ngettext(
        "This would use %(asked)d, but %(left)d is left until %(date)s. Nothing was counted.",
        "This would use %(asked)d, but %(left)d are left until %(date)s. Nothing was counted.",
        left,
    ) % {
        "asked": error.requested,
        "left": left,
        "date": date_format(period.ends_at, "DATE_FORMAT"),
    }


def not_in_plan(meter: str) -> str:
    """Return that the plan has nothing of a meter, and never had."""
    match meter:
        case Meter.IMAGES:
            return _("There are no images in this plan.")
        case Meter.COPIES:
            return _("There are no texts in this plan.")
        case Meter.VIDEO_SECONDS:
            return _("There is no video in this plan.")
        case _:
            return _("This is not in the plan.")


def plans_path(slug: str) -> str:
    """Return where a workspace gets a larger plan, as its pages link to it."""
    return settings.UPGRADE_URL or reverse("billing:plans", args=[slug])


def plans_url(workspace_id: UUID) -> str | None:
    """Return the same with its host, for programs; None for a workspace that is not there."""
    if settings.UPGRADE_URL:
        return settings.UPGRADE_URL
    slug = Workspace.objects.filter(pk=workspace_id).values_list("slug", flat=True).first()
    return f"{settings.PUBLIC_URL}{plans_path(slug)}" if slug else None


def payers(workspace_id: UUID) -> list[str]:
    """Return who can change the plan, by name."""
    rows = Membership.objects.filter(
        workspace_id=workspace_id, role__in=PAYING, user__is_active=True
    ).select_related("user")
    return sorted(row.user.label for row in rows)


def whom_to_ask(workspace_id: UUID) -> str:
    """Tell somebody who cannot change the plan who can."""
    names = payers(workspace_id)
    if not names or len(names) > NAMED:
        return _("An owner of the workspace can choose a larger plan.")
    return _("For a larger plan, ask %(people)s.") % {"people": get_text_list(names, _("or"))}
