"""How a workspace's meters stand, and how much may go on at a time."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from billing import quotas, sql
from billing.features import FeatureMissing
from billing.models import GAUGES, PlanVersion, QuotaPeriod

# How long, and of how many workspaces, a process remembers the edition that holds.
KEEP_SECONDS, KEEP_ENTRIES = 5.0, 10_000
_kept: dict[UUID, tuple[float, PlanVersion]] = {}


@dataclass(frozen=True, slots=True)
class Usage:
    """A meter as it stands in the present period, in the meter's own unit.

    limit, used, reserved: of the plan. granted: left of grants beside it. remaining: of both, with
    what a soft limit may be passed by. overage: what is used beyond the limit. level: the highest
    level of warning it has reached, in percent; 0 for none. A gauge does not reset. as_of: when
    it stood so, by billing's clock.
    """

    meter: str
    limit: int
    used: int
    reserved: int
    remaining: int
    resets_at: datetime
    granted: int = 0
    overdraft: int = 0
    overage: int = 0
    level: int = 0
    starts_at: datetime | None = None
    is_gauge: bool = False
    as_of: datetime | None = None

    def beyond(self, units: int) -> int:
        """Return how many of so many units more would be above a soft limit, and are billed."""
        if not self.overdraft:
            return 0
        inside = max(0, self.limit - self.used - self.reserved)
        return min(self.overdraft, max(0, units - inside))


def usage(*, workspace_id: UUID, meter: str) -> Usage:
    """Return how much of a meter is used, held and left."""
    return _usage(quotas.current_period(workspace_id=workspace_id, meter=meter))


def all_usage(*, workspace_id: UUID) -> list[Usage]:
    """Return how every meter stands; one query."""
    return [_usage(period) for period in quotas.current_periods(workspace_id=workspace_id)]


def _usage(period: QuotaPeriod) -> Usage:
    return Usage(
        meter=period.meter,
        limit=period.limit_units,
        used=period.used,
        reserved=period.reserved,
        remaining=quotas.remaining(period),
        resets_at=period.ends_at,
        granted=period.granted,
        overdraft=period.overdraft_units,
        overage=max(0, period.used - period.limit_units) if period.overdraft_units else 0,
        level=quotas.level_of(period),
        starts_at=period.starts_at,
        is_gauge=period.meter in GAUGES,
        as_of=period.as_of,
    )


def warnings_of(*, workspace_id: UUID, meters: Iterable[str]) -> dict[str, int]:
    """Return meter → the level of warning it has reached, of those that have reached one."""
    found = {meter: usage(workspace_id=workspace_id, meter=meter).level for meter in meters}
    return {meter: level for meter, level in found.items() if level}


def concurrency(*, workspace_id: UUID) -> int:
    """Return how many items of the workspace may run at a time, as of the last few seconds.

    Whoever feeds asks at the end of every item.
    """
    return _version(workspace_id).concurrency


def has_feature(feature: str, *, workspace_id: UUID) -> bool:
    """Return whether the plan has a feature, as of the last few seconds."""
    return feature in _version(workspace_id).features


def need_feature(feature: str, *, workspace_id: UUID) -> None:
    """Go on only where the plan has a feature.

    Raises:
        FeatureMissing: it has not.
    """
    if not has_feature(feature, workspace_id=workspace_id):
        plan = _version(workspace_id).plan_id
        raise FeatureMissing(feature, workspace_id=workspace_id, plan=plan)


def _version(workspace_id: UUID) -> PlanVersion:
    known = _kept.get(workspace_id)
    if known is not None and known[0] > time.monotonic():
        return known[1]
    if len(_kept) >= KEEP_ENTRIES:
        _kept.clear()
    found = sql.version_of(workspace_id)
    _kept[workspace_id] = (time.monotonic() + KEEP_SECONDS, found)
    return found


def forget(workspace_id: UUID) -> None:
    """Remember no more what holds for a workspace: its plan changes."""
    _kept.pop(workspace_id, None)


def forget_all() -> None:
    """Remember of no workspace what holds for it."""
    _kept.clear()
