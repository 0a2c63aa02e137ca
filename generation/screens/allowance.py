"""What is left of a meter, and how long work takes: what a studio's foot tells."""

from dataclasses import dataclass

from billing import services as billing
from billing.models import Meter
from generation import pace
from generation.models import JobKind
from workspaces.access import Access


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left, and how long one item takes. seconds: 0 when nothing was made yet."""

    left: int
    resets_at: object
    seconds: float
    at_once: int


def allowance_of(access: Access, meter: Meter, kind: JobKind) -> Allowance:
    """Return what a workspace has left for jobs of a kind; three queries."""
    usage = billing.usage(workspace_id=access.workspace_id, meter=meter)
    return Allowance(
        left=max(0, usage.remaining),
        resets_at=usage.resets_at,
        seconds=pace.seconds_an_item(kind) or 0,
        at_once=billing.concurrency(workspace_id=access.workspace_id),
    )
