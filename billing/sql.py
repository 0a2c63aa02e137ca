"""The statements that decide: conditional counters and the period that is now.

Time is the database's alone: a worker's clock may be wrong.
"""

from uuid import UUID

from django.db import connection

from billing.models import PlanVersion, QuotaPeriod


def current_period(*, workspace_id: UUID, meter: str) -> QuotaPeriod:
    """Return the period that is now, opening it when this is its first use.

    Periods are calendar months counted from the month the workspace was made in, in UTC.
    """
    period = QuotaPeriod.objects.raw(
        """SELECT * FROM billing_quotaperiod
           WHERE workspace_id = %s AND meter = %s AND starts_at <= now() AND ends_at > now()""",
        [workspace_id, meter],
    )
    for row in period:
        return row
    limit = int(default_version().limits.get(meter, 0))
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO billing_quotaperiod
                 (workspace_id, meter, period_no, limit_units, overdraft_units, reserved, used,
                  starts_at, ends_at)
               SELECT w.id, %(meter)s, (p.y - c.y) * 12 + (p.m - c.m) + 1, %(limit)s, 0, 0, 0,
                      date_trunc('month', now(), 'UTC'),
                      date_trunc('month', now(), 'UTC') + interval '1 month'
               FROM workspaces_workspace w,
                    LATERAL (SELECT extract(year FROM now())::int y, extract(month FROM now())::int m) p,
                    LATERAL (SELECT extract(year FROM w.created_at)::int y,
                                    extract(month FROM w.created_at)::int m) c
               WHERE w.id = %(workspace)s
               ON CONFLICT (workspace_id, meter, period_no) DO NOTHING""",
            {"meter": meter, "limit": limit, "workspace": workspace_id},
        )
    return QuotaPeriod.objects.filter(workspace_id=workspace_id, meter=meter).latest("period_no")


def default_version() -> PlanVersion:
    """Return the newest edition of the default plan."""
    return PlanVersion.objects.filter(plan__is_default=True).latest("version")


def hold_units(*, period_id: int, units: int) -> int | None:
    """Hold units when the limit allows; return what is left, or None when it does not."""
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE billing_quotaperiod SET reserved = reserved + %(units)s
               WHERE id = %(id)s AND used + reserved + %(units)s <= limit_units + overdraft_units
               RETURNING limit_units + overdraft_units - used - reserved""",
            {"id": period_id, "units": units},
        )
        row = cursor.fetchone()
    return int(row[0]) if row else None


def settle_units(*, period_id: int, held: int, counted: int) -> int:
    """Turn held units into used ones (or into nothing); return what is left."""
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE billing_quotaperiod SET reserved = reserved - %s, used = used + %s
               WHERE id = %s RETURNING limit_units + overdraft_units - used - reserved""",
            [held, counted, period_id],
        )
        return int(cursor.fetchone()[0])
