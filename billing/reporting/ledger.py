"""Every movement of a workspace's units, the newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.db.models import QuerySet, Subquery

from billing.models import LedgerEntry
from billing.reporting.people import names_of

# No transaction that writes here lasts so long.
_SKEW = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class LedgerFilter:
    """Which movements: of a meter, of a kind, from and to a day (UTC, both included)."""

    meter: str = ""
    kind: str = ""
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One movement. label: of the item its units were held for; person: who did it.

    source: which grant's balance it is; empty for the plan's own.
    """

    id: int
    at: datetime
    meter: str
    kind: str
    kind_label: str
    units_delta: int
    balance_after: int
    reason: str
    actor_id: str
    person: str
    label: str
    product: str
    job_id: UUID | None
    source: str


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """A page of movements. before: what the next page is asked for with; None for the last."""

    rows: tuple[LedgerRow, ...]
    before: int | None


def ledger_page(
    workspace_id: UUID,
    *,
    meter: str = "",
    kind: str = "",
    before: int | None = None,
    size: int = 50,
) -> LedgerPage:
    """Return the newest movements before one of them; two queries at most."""
    entries = ledger_entries(workspace_id, only=LedgerFilter(meter, kind))
    if before is not None:
        entries = entries.filter(pk__lt=before)
    found = list(entries[: size + 1])
    rows = ledger_rows(found[:size])
    return LedgerPage(rows, rows[-1].id if len(found) > size else None)


def ledger_entries(workspace_id: UUID, *, only: LedgerFilter) -> QuerySet[LedgerEntry]:
    """Return the movements of a workspace, the newest first, with what they were for."""
    found = LedgerEntry.objects.filter(workspace_id=workspace_id)
    if only.meter:
        found = found.filter(meter=only.meter)
    if only.kind:
        found = found.filter(kind=only.kind)
    if only.start:
        start = _midnight(only.start)
        first = _near(workspace_id, "at", at__gte=start - _SKEW)
        found = found.filter(at__gte=start, pk__gte=first)
    if only.end:
        end = _midnight(only.end + timedelta(days=1))
        last = _near(workspace_id, "-at", at__lt=end + _SKEW)
        found = found.filter(at__lt=end, pk__lte=last)
    return found.select_related("reservation", "grant").order_by("-pk")


def _near(workspace_id: UUID, order: str, **limits: datetime) -> Subquery:
    """Return the id of the first movement by time: from there on is looked, not among all.

    Ids and times grow together but for those of work that went on at the same moment.
    """
    found = LedgerEntry.objects.filter(workspace_id=workspace_id, **limits)
    return Subquery(found.order_by(order).values("pk")[:1])


def ledger_rows(entries: Sequence[LedgerEntry]) -> tuple[LedgerRow, ...]:
    """Return movements as they are shown; one query for the names."""
    names = names_of(entry.actor_id for entry in entries)
    return tuple(_row(entry, names[entry.actor_id]) for entry in entries)


def _row(entry: LedgerEntry, person: str) -> LedgerRow:
    held = entry.reservation
    return LedgerRow(
        id=entry.pk,
        at=entry.at,
        meter=entry.meter,
        kind=entry.kind,
        kind_label=entry.get_kind_display(),
        units_delta=entry.units_delta,
        balance_after=entry.balance_after,
        reason=entry.reason,
        actor_id=entry.actor_id,
        person=person,
        label=held.subject_label if held else "",
        product=held.product if held else "",
        job_id=held.job_id if held else None,
        source=entry.grant.source if entry.grant else "",
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)
