"""Who is told when a plan's units run low: the owners and admins, once a level and period.

The levels are the plan's, in percent of its limit with what grants have beside it; what a soft
limit may be passed by does not count. A level that was crossed is a row, written in the
transaction that held the units: only who wrote it tells.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC

from accounts import services as accounts
from billing.models import QuotaPeriod, QuotaWarning
from billing.models.plans import WARN_AT
from billing.shapes import Account
from workspaces.models import Membership, Workspace
from workspaces.roles import Role

TOLD = (Role.OWNER, Role.ADMIN)
# Meter → level, of what is held while somebody listens.
_heard: ContextVar[dict[str, int] | None] = ContextVar("quota_levels", default=None)


@contextmanager
def listening() -> Iterator[dict[str, int]]:
    """Give meter → the level it has reached, of each meter that units are held of meanwhile.

    Known from the holding itself, without a query. What is rolled back is among it, too.
    """
    heard: dict[str, int] = {}
    before = _heard.set(heard)
    try:
        yield heard
    finally:
        _heard.reset(before)


def level_of(period: QuotaPeriod) -> int:
    """Return the highest level a period has reached, in percent; 0 for none."""
    whole = period.limit_units + period.granted
    crossed = _crossed(_levels(period), 0, period.used + period.reserved, whole)
    return crossed[-1] if crossed else 0


def warn(account: Account, *, period: QuotaPeriod, before: int, units: int) -> None:
    """Tell who runs the workspace when holding `units` crosses a level, in the open transaction.

    before: what the plan had left, as the statement that held them saw it. Units of grants count
    as more of the same.
    """
    whole = period.limit_units + period.granted
    gone = period.limit_units + period.overdraft_units - before
    _note(period, gone + units, whole)
    crossed = _crossed(_levels(period), gone, gone + units, whole)
    level = _first_time(period, crossed)
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
        once=f"quota:{period.pk}:{period.period_no}:{level}",
    )


def _note(period: QuotaPeriod, taken: int, whole: int) -> None:
    """Let whoever listens know the level that is reached now."""
    heard = _heard.get()
    reached = _crossed(_levels(period), 0, taken, whole)
    if heard is not None and reached:
        heard[period.meter] = reached[-1]


def _levels(period: QuotaPeriod) -> Sequence[int]:
    """Return the plan's levels, the lowest first."""
    found = getattr(period, "warn_at", None)
    return sorted(WARN_AT if found is None else found)


def _crossed(levels: Sequence[int], before: int, after: int, whole: int) -> list[int]:
    """Return the levels that lie between, the lowest first."""
    if whole <= 0:
        return []
    return [level for level in levels if before * 100 < level * whole <= after * 100]


def _first_time(period: QuotaPeriod, crossed: Sequence[int]) -> int | None:
    """Write what was crossed; return the highest when it is the first time in this period.

    Whoever writes a level at the same moment makes the other wait, who then writes nothing.
    """
    if not crossed:
        return None
    seen = QuotaWarning.objects.filter(period_id=period.pk, period_no=period.period_no)
    known = set(seen.values_list("level", flat=True))
    fresh = [level for level in crossed if level not in known]
    if not fresh:
        return None
    highest = fresh[-1]
    is_news = highest == crossed[-1] and not any(level > highest for level in known)
    QuotaWarning.objects.bulk_create(
        QuotaWarning(
            period_id=period.pk,
            period_no=period.period_no,
            level=level,
            is_told=is_news and level == highest,
        )
        for level in fresh
    )
    return highest if is_news else None
