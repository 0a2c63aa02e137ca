"""The doctor's look at the audit trail: could the application change what it once wrote?"""

from django.db import DatabaseError

from audit import ownership
from config.stack.findings import Finding, missing, ok, reason, warning


def trail() -> Finding:
    """Say who guards the trail: the database's rights, or its triggers alone."""
    what = "Trail's guard"
    try:
        keeper = ownership.keeper()
    except DatabaseError as error:
        return missing(what, reason(error), "Mend PostgreSQL first; the trail lies there.")
    if keeper:
        return ok(what, f"its tables belong to {keeper}; the application can only add to them")
    advice = "Set DATABASE_OWNER_URL and run `manage.py migrate`: see docs/deployment.md."
    return warning(what, "guarded by triggers alone: its tables are the application's own", advice)
