"""Which plan a workspace has at this moment."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from billing import periods, quotas, sql
from billing.models import Meter, PlanVersion, Subscription
from billing.services import subscription_of


@dataclass(frozen=True, slots=True)
class PlanStanding:
    """The edition a workspace has, its period, and what is to become of it.

    subscription: None on the default plan, whose periods are calendar months (UTC).
    """

    version: PlanVersion
    subscription: Subscription | None
    period_start: datetime
    period_end: datetime
    pending: PlanVersion | None = None

    @property
    def is_default(self) -> bool:
        """Whether it is what everybody has."""
        return self.subscription is None


def plan_of(workspace_id: UUID) -> PlanStanding:
    """Return the plan of a workspace as it is now; periods that have ended are rolled first."""
    quotas.current_period(workspace_id=workspace_id, meter=Meter.IMAGES)
    found = subscription_of(workspace_id)
    if found is None:
        month = periods.calendar_month(sql.now())
        return PlanStanding(sql.default_version(), None, month.start, month.end)
    return PlanStanding(
        found.plan_version, found, found.period_start, found.period_end, found.pending_version
    )
