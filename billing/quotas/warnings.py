"""Who is told when a plan's units run low: the owners and admins, once a level and period."""

from datetime import UTC

from accounts import services as accounts
from billing.models import QuotaPeriod
from billing.shapes import Account
from workspaces.models import Membership, Workspace
from workspaces.roles import Role

LEVELS = (100, 95, 80)
TOLD = (Role.OWNER, Role.ADMIN)


def warn(account: Account, *, period: QuotaPeriod, before: int, units: int) -> None:
    """Tell who runs the workspace when holding `units` crosses a level, in the open transaction.

    before: what the plan had left, as the statement that held them saw it. Units of grants count
    as more of the same.
    """
    whole = period.limit_units + period.overdraft_units + period.granted
    gone = period.limit_units + period.overdraft_units - before
    level = _crossed(gone, gone + units, whole)
    if level is None:
        return
    name = Workspace.objects.values_list("name", flat=True).get(pk=account.workspace_id)
    people = Membership.objects.filter(workspace_id=account.workspace_id, role__in=TOLD)
    accounts.tell_many(
        list(people.values_list("user_id", flat=True)),
        "quota_warning",
        data={
            "meter": str(account.meter),
            "level": level,
            "used": gone + units,
            "limit": whole,
            "workspace": name,
            "until": period.ends_at.astimezone(UTC).date().isoformat(),
        },
        workspace_id=account.workspace_id,
        subject=f"quota:{period.pk}",
        once=f"quota:{period.pk}:{level}",
    )


def _crossed(before: int, after: int, whole: int) -> int | None:
    """Return the highest level that lies between; None when there is none."""
    if whole <= 0:
        return None
    for level in LEVELS:
        if before * 100 < level * whole <= after * 100:
            return level
    return None
