"""The statements that decide: conditional counters, plans, and what the rounds compare."""

from billing.sql.asking import Now, now, queue
from billing.sql.holding import HOLD_DAYS, hold, lock_live_grants
from billing.sql.plans import (
    default_version,
    lock_plan,
    present_period,
    present_periods,
    version_of,
)
from billing.sql.rounds import (
    Difference,
    differences,
    only_biller,
    only_reconciler,
    only_roller,
    only_sweeper,
    rebuild_days,
)
from billing.sql.settling import UNKNOWN_HOURS, Settled, free, note_late, settle

__all__ = [
    "HOLD_DAYS",
    "UNKNOWN_HOURS",
    "Difference",
    "Now",
    "Settled",
    "default_version",
    "differences",
    "free",
    "hold",
    "lock_live_grants",
    "lock_plan",
    "note_late",
    "now",
    "only_biller",
    "only_reconciler",
    "only_roller",
    "only_sweeper",
    "present_period",
    "present_periods",
    "queue",
    "rebuild_days",
    "settle",
    "version_of",
]
