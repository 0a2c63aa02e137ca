"""Units are held before work starts and settled when it ends: one conditional UPDATE decides.

    reserve ─▶ held ─commit──▶ committed          unknown: the provider fell silent after it may
                │ ├──release─▶ released            have begun; still held, until its late answer
                └─unknown─▶ unknown ─commit, release─▶ …      or until the deadline gives it back

    committed ─free─▶ returned                    of gauges alone: the file or the member is gone

The plan's units of the period are held first, then those of grants. Every function joins the
transaction that is open and opens none. Callers reserve *last* in their transaction: the counter's
row lock then lasts only to the commit.
"""

from billing.quotas.gauging import admit
from billing.quotas.holding import reserve
from billing.quotas.opening import current_period, current_periods
from billing.quotas.settling import (
    commit,
    counted_for_job,
    free,
    release,
    release_many,
    unknown,
)
from billing.quotas.sizing import LimitTooLow
from billing.quotas.terms import (
    OPEN,
    GrantReused,
    NotInTransaction,
    QuotaExceeded,
    ReservationReused,
    remaining,
)
from billing.quotas.warnings import level_of, listening
from billing.shapes import Account, Hold, Price

__all__ = [
    "OPEN",
    "Account",
    "GrantReused",
    "Hold",
    "LimitTooLow",
    "NotInTransaction",
    "Price",
    "QuotaExceeded",
    "ReservationReused",
    "admit",
    "commit",
    "counted_for_job",
    "current_period",
    "current_periods",
    "free",
    "level_of",
    "listening",
    "release",
    "release_many",
    "remaining",
    "reserve",
    "unknown",
]
