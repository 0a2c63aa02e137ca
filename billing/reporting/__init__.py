"""What a workspace has used, by day, kind, person and product, and every movement of its units.

Use is read from its days alone (`UsageDay`), which are written with each settlement: never from
jobs. Plain values for pages, the API and exports; nothing here knows HTTP.
"""

from billing.reporting.exporting import usage_file, usage_table
from billing.reporting.forecasting import Forecast, forecast
from billing.reporting.ledger import (
    LedgerFilter,
    LedgerPage,
    LedgerRow,
    ledger_entries,
    ledger_page,
    ledger_rows,
)
from billing.reporting.people import names_of
from billing.reporting.plan import PlanStanding, plan_of
from billing.reporting.shapes import Day, Part, Report, Total
from billing.reporting.spans import MOST_DAYS, Span, SpanRefused, span_between, span_of_period
from billing.reporting.usage import report

__all__ = [
    "MOST_DAYS",
    "Day",
    "Forecast",
    "LedgerFilter",
    "LedgerPage",
    "LedgerRow",
    "Part",
    "PlanStanding",
    "Report",
    "Span",
    "SpanRefused",
    "Total",
    "forecast",
    "ledger_entries",
    "ledger_page",
    "ledger_rows",
    "names_of",
    "plan_of",
    "report",
    "span_between",
    "span_of_period",
    "usage_file",
    "usage_table",
]
