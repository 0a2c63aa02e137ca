"""What staff see of a workspace's plan on the workspace's own page (a hook of workspaces)."""

from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from billing import services, units
from billing.models import Meter, Plan
from billing.wording import name_of
from workspaces.models import Workspace


@dataclass(frozen=True, slots=True)
class Table:
    """Heads and rows of text, as staff pages show them."""

    title: str
    headers: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    empty: str = ""


def tables(workspace: Workspace, user: Any) -> tuple[Table, ...]:
    """Return its plan, and how much of each meter is used; nothing for who may not see that."""
    if workspace.status == Workspace.Status.DELETED or not user.has_perm(
        "billing.view_quotaperiod"
    ):
        return ()
    return (_plan(workspace), _use(workspace))


def _plan(workspace: Workspace) -> Table:
    held = services.subscription_of(workspace.pk)
    if held is None:
        plan, state = Plan.objects.get(is_default=True), _("without a subscription")
        since = until = ""
    else:
        plan, state = held.plan_version.plan, held.get_status_display()
        since, until = _day(held.period_start), _day(held.period_end)
    heads = (_("Plan"), _("State"), _("Period from"), _("until"))
    return Table(_("Plan"), heads, ((name_of(plan), state, since, until),))


def _use(workspace: Workspace) -> Table:
    heads = (_("Meter"), _("Used"), _("Held"), _("Limit"), _("Granted"), _("Left"))
    rows = tuple(
        (
            str(Meter(one.meter).label),
            *(
                units.shown(one.meter, value)
                for value in (one.used, one.reserved, one.limit, one.granted, one.remaining)
            ),
        )
        for one in services.all_usage(workspace_id=workspace.pk)
    )
    return Table(_("Use in this period"), heads, rows)


def _day(moment: Any) -> str:
    return date_format(localtime(moment), "DATE_FORMAT")
