"""What days of use come to."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from billing.sql.asking import rows

# One reading of the days adds up all of it. What stands first says of what a row is the sum.
SUMS = """
SELECT CASE WHEN grouping(day) = 0 THEN 'day' WHEN grouping(kind) = 0 THEN 'kind'
            WHEN grouping(actor_id) = 0 THEN 'member' WHEN grouping(product) = 0 THEN 'product'
            ELSE 'currency' END,
       meter, day, coalesce(kind, actor_id, product, currency), sum(units)::bigint,
       sum(failed_units)::bigint, sum(charge_micros)::bigint
FROM billing_usageday
WHERE workspace_id = %(workspace)s AND day BETWEEN %(start)s AND %(end)s
  AND (%(meter)s = '' OR meter = %(meter)s)
GROUP BY GROUPING SETS ((meter, day), (meter, kind), (meter, actor_id), (meter, product),
                        (currency))
"""


class Sum(NamedTuple):
    """What some days come to. of: `day`, `kind`, `member`, `product` or `currency`, by `key`.

    A currency has no meter, and only a day has a day.
    """

    of: str
    meter: str
    day: date
    key: str
    units: int
    failed: int
    micros: int


def sums_of_days(workspace_id: UUID, *, start: date, end: date, meter: str = "") -> list[Sum]:
    """Return the sums of a workspace's days, both included, of one meter or of all; one query."""
    values = {"workspace": workspace_id, "start": start, "end": end, "meter": meter}
    return [Sum(*row) for row in rows(SUMS, values)]
