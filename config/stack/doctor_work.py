"""The doctor's look at work: is what is due taken by somebody?"""

from django.db import DatabaseError

from config.stack.findings import Finding, missing, ok, reason
from generation import pulse


def work() -> Finding:
    """Say how long ago an item was claimed, and whether one waits that nobody takes."""
    what = "Work"
    try:
        felt = pulse.feel()
    except DatabaseError as error:
        return missing(what, reason(error), "Mend PostgreSQL first; what is due stands there.")
    last = (
        "nothing was ever claimed"
        if felt.claimed is None
        else f"last claim {felt.claimed:.0f} s ago"
    )
    if felt.is_well:
        return ok(what, last)
    advice = "Are workers and beat running? See the logs of worker-* and beat."
    return missing(what, f"due for {felt.late:.0f} s and nobody takes it; {last}", advice)
