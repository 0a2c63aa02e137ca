"""Where a workspace stands with its plan, read once for the whole page of plans."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from billing import sql
from billing.models import Order, PlanVersion, Subscription
from billing.money import looking
from billing.quotas import opening
from billing.services.plans import offered
from workspaces.models import Workspace

Status = Subscription.Status


@dataclass(frozen=True)
class State:
    """The plan of a workspace, what else is on offer, and what waits for its money."""

    workspace_id: UUID
    held: Subscription | None
    default: PlanVersion
    editions: tuple[PlanVersion, ...]
    waiting: Order | None
    zone: ZoneInfo
    now: datetime

    @property
    def mine(self) -> PlanVersion:
        """The edition there is."""
        return self.held.plan_version if self.held else self.default

    @property
    def is_trial(self) -> bool:
        return self.held is not None and self.held.status == Status.TRIALING

    @property
    def is_ending(self) -> bool:
        """Whether the default plan comes next by itself."""
        return self.held is not None and (self.held.cancel_at_period_end or self.is_trial)

    @cached_property
    def had_trial(self) -> bool:
        """Whether the workspace cannot try a plan any more."""
        if self.held is not None:
            return True
        tried = Subscription.objects.filter(
            workspace_id=self.workspace_id, trial_ends_at__isnull=False
        )
        return tried.exists()


def read(workspace_id: UUID) -> State:
    """Return where a workspace stands now; periods that have ended are rolled first."""
    with transaction.atomic():
        held = opening.open_present(workspace_id)
    zone = Workspace.objects.values_list("time_zone", flat=True).get(pk=workspace_id)
    editions = tuple(offered())
    default = next((one for one in editions if one.plan.is_default), None)
    return State(
        workspace_id,
        held,
        default or sql.default_version(),
        editions,
        looking.waiting_order(workspace_id),
        ZoneInfo(held.time_zone if held else zone),
        sql.now(),
    )
