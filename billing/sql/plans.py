"""Which edition holds for a workspace, and the counter that is now."""

from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from billing.models import PlanVersion, QuotaPeriod, Subscription
from billing.sql.asking import LIVE, ask

_LOCK_PLAN = 0x45425150

# A period with what there is beside it.
COUNTER = f"""
       p.*, (SELECT coalesce(sum(g.remaining), 0)::bigint FROM billing_grant AS g
             WHERE g.workspace_id = p.workspace_id AND g.meter = p.meter AND {LIVE}) AS granted,
       (SELECT l.warn_at FROM billing_planlimit AS l WHERE l.id = p.plan_limit_id) AS warn_at,
       CASE WHEN p.meter = 'members' THEN (
         SELECT coalesce(sum(r.granted_units), 0)::bigint FROM billing_reservation AS r
         WHERE r.workspace_id = p.workspace_id AND r.meter = 'members'
           AND r.state NOT IN ('released', 'returned')) ELSE 0 END AS drawn,
       billing_now() AS as_of
FROM billing_quotaperiod AS p
"""
# The first that has not ended: were the clock set back, none is opened beside one to come.
PRESENT = f"""
SELECT {COUNTER} WHERE p.workspace_id = %s AND p.meter = %s AND p.ends_at > billing_now()
ORDER BY p.ends_at LIMIT 1
"""
ALL_PRESENT = f"""
SELECT DISTINCT ON (p.meter) {COUNTER} WHERE p.workspace_id = %s AND p.ends_at > billing_now()
ORDER BY p.meter, p.ends_at
"""


def present_period(*, workspace_id: UUID, meter: str) -> QuotaPeriod | None:
    """Return the period that is now, with what grants hold beside it; None when none is open."""
    for row in QuotaPeriod.objects.raw(PRESENT, [workspace_id, meter]):
        return row
    return None


def present_periods(*, workspace_id: UUID) -> dict[str, QuotaPeriod]:
    """Return meter → the period that is now, of those that are open; one query."""
    return {row.meter: row for row in QuotaPeriod.objects.raw(ALL_PRESENT, [workspace_id])}


def lock_plan(workspace_id: UUID) -> None:
    """Be the only one who changes the plan and the periods of a workspace, to the commit."""
    values = {"lock": _LOCK_PLAN, "of": str(workspace_id)}
    ask("", "SELECT pg_advisory_xact_lock(%(lock)s, hashtext(%(of)s))", values)


def default_version() -> PlanVersion:
    """Return the newest edition of the default plan."""
    return PlanVersion.objects.filter(plan__is_default=True).latest("version")


def version_of(workspace_id: UUID) -> PlanVersion:
    """Return the edition a workspace has subscribed to, else that of the default plan."""
    held = Subscription.objects.filter(workspace_id=workspace_id, ended_at__isnull=True)
    is_held = Exists(held.filter(plan_version=OuterRef("pk")))
    either = PlanVersion.objects.filter(Q(is_held) | Q(plan__is_default=True))
    found = either.annotate(is_held=is_held).select_related("plan")
    return found.latest("is_held", "version")
