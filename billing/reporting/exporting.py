"""The days of use as a table to take home."""

import csv
import io
from collections.abc import Iterator, Mapping
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet

from audit.tables import MARK, cell
from billing.models import UsageDay
from billing.reporting.people import names_of
from billing.reporting.spans import Span
from workspaces.currencies import digits

COLUMNS = (
    "day", "meter", "kind", "member", "product", "units", "failed", "charge", "currency",
)  # fmt: skip
_MICRO_DIGITS = 6
_ROWS_AT_A_TIME = 2000
_BYTES_AT_A_TIME = 32_768


def usage_file(span: Span) -> str:
    """Return the name the table is saved under."""
    return f"usage-{span.start.isoformat()}-{span.end.isoformat()}.csv"


def usage_table(workspace_id: UUID, *, span: Span, meter: str = "") -> Iterator[bytes]:
    """Return the days of use of a span in pieces, as UTF-8 that spreadsheets know for it.

    Units in the meter's own unit; the charge in whole units of the currency, unrounded. However
    long it is, a few thousand rows are read at a time.
    """
    rows = UsageDay.objects.filter(workspace_id=workspace_id, day__range=(span.start, span.end))
    if meter:
        rows = rows.filter(meter=meter)
    names = names_of(rows.order_by().values_list("actor_id", flat=True).distinct())
    # In the order of the index, by which they are read without being sorted.
    ordered = rows.order_by("day", "meter", "kind", "actor_id", "product", "currency")
    return _pieces(ordered, names)


def _pieces(rows: QuerySet[UsageDay], names: Mapping[str, str]) -> Iterator[bytes]:
    piece = io.StringIO(newline="")
    writer = csv.writer(piece)
    piece.write(MARK)
    writer.writerow(COLUMNS)
    found = rows.values_list(
        "day", "meter", "kind", "actor_id", "product", "units", "failed_units", "charge_micros",
        "currency",
    )  # fmt: skip
    for *labels, actor_id, product, units, failed, micros, currency in found.iterator(
        chunk_size=_ROWS_AT_A_TIME
    ):
        # Who came while the table was being read is not among the names.
        person, charge = names.get(actor_id, actor_id), _amount(micros, currency)
        values = (*labels, person, product, units, failed, charge, currency)
        writer.writerow([cell(value) for value in values])
        if piece.tell() >= _BYTES_AT_A_TIME:
            yield piece.getvalue().encode()
            piece.seek(0)
            piece.truncate()
    yield piece.getvalue().encode()


def _amount(micros: int, currency: str) -> Decimal:
    """Return millionths of a minor unit in whole units of the currency, with no zero too many."""
    return Decimal(micros).scaleb(-_MICRO_DIGITS - digits(currency)).normalize()
