"""The doctor's look at work and mails: is what is due taken by somebody?"""

from django.db import DatabaseError

from accounts.services import mails
from config.stack.findings import Finding, missing, ok, reason, warning
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


def outbox() -> Finding:
    """Say whether mails wait that nobody sends, or that the mail server does not take."""
    what = "Mails"
    try:
        late = mails.overdue()
    except DatabaseError as error:
        return missing(
            what, reason(error), "Mend PostgreSQL first; what is to be sent stands there."
        )
    if not late:
        return ok(what, "none waits for long")
    advice = "See why at /staff/accounts/mailout/, and what EMAIL_URL names."
    return warning(what, f"{late} have waited for more than a quarter of an hour", advice)
