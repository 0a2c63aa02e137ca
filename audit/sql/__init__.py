"""The statements of the trail that Django has no words for."""

from audit.sql.adding import add_events
from audit.sql.asked import acted_on
from audit.sql.beside import (
    begin_anew,
    count_refusal,
    drop_labels,
    erase_labels,
    keep_labels,
    take_repeats,
)
from audit.sql.exporting import COLUMNS, object_lines, only_writer, table_lines
from audit.sql.finding import find, matching
from audit.sql.months import (
    drop_month,
    following,
    held_months,
    month_sizes,
    months_with_rows,
    oldest_from,
    only_keeper_of_months,
    open_month,
    opened_months,
)
from audit.sql.sealing import (
    cut,
    keep_rows,
    kept_rows,
    lines,
    months_between,
    only_sealer,
    restart_clock,
    same_view,
    watermark,
    xid_of,
)

__all__ = [
    "COLUMNS",
    "acted_on",
    "add_events",
    "begin_anew",
    "count_refusal",
    "cut",
    "drop_labels",
    "drop_month",
    "erase_labels",
    "find",
    "following",
    "held_months",
    "keep_labels",
    "keep_rows",
    "kept_rows",
    "lines",
    "matching",
    "month_sizes",
    "months_between",
    "months_with_rows",
    "object_lines",
    "oldest_from",
    "only_keeper_of_months",
    "only_sealer",
    "only_writer",
    "open_month",
    "opened_months",
    "restart_clock",
    "same_view",
    "table_lines",
    "take_repeats",
    "watermark",
    "xid_of",
]
