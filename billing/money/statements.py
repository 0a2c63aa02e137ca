"""What a job was charged and cost us, from its reservations alone."""

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from billing import prices
from billing.models import Reservation

State = Reservation.State
# Settled as counted; what a gauge counted once may be gone again.
COUNTED = (State.COMMITTED, State.RETURNED)


@dataclass(frozen=True, slots=True)
class Entry:
    """What one item was charged. Amounts in millionths of a minor unit, at the price frozen then.

    units: counted, of those asked for. own_key: the workspace paid the provider itself.
    """

    reservation_id: UUID
    subject_id: UUID
    label: str
    meter: str
    state: str
    asked: int
    units: int
    unit_price: int
    per_units: int
    price_version: int
    own_key: bool
    charge_micros: int
    cost_micros: int


@dataclass(frozen=True, slots=True)
class Statement:
    """What a job was charged and cost, in minor units of its currency.

    quote: what it would be charged if all that is still open were counted.
    """

    job_id: UUID
    currency: str
    charge: int
    cost: int
    quote: int
    units: dict[str, int]
    entries: tuple[Entry, ...]


def of_job(job_id: UUID, *, workspace_id: UUID) -> Statement:
    """Return the statement of a job's charge; an unknown job has an empty one."""
    rows = Reservation.objects.filter(job_id=job_id, workspace_id=workspace_id)
    found = list(rows.order_by("created_at", "id"))
    entries = tuple(_entry(row) for row in found)
    units: dict[str, int] = defaultdict(int)
    for entry in entries:
        units[entry.meter] += entry.units
    return Statement(
        job_id=job_id,
        currency=found[0].currency if found else "USD",
        charge=prices.charged(sum(entry.charge_micros for entry in entries)),
        cost=prices.spent(sum(entry.cost_micros for entry in entries)),
        quote=prices.charged(sum(_quoted(row) for row in found)),
        units=dict(units),
        entries=entries,
    )


def _entry(row: Reservation) -> Entry:
    units = row.settled_units or 0 if row.state in COUNTED else 0
    return Entry(
        reservation_id=row.pk,
        subject_id=row.subject_id,
        label=row.subject_label,
        meter=row.meter,
        state=row.state,
        asked=row.units,
        units=units,
        unit_price=row.unit_price_frozen,
        per_units=row.price_units,
        price_version=row.price_version,
        own_key=row.is_own_key,
        charge_micros=_micros(row, units, row.unit_price_frozen),
        cost_micros=_micros(row, units, row.unit_cost_frozen),
    )


def _quoted(row: Reservation) -> int:
    is_open = row.state in (State.HELD, State.UNKNOWN)
    units = row.units if is_open else (row.settled_units or 0)
    return _micros(row, units, row.unit_price_frozen)


def _micros(row: Reservation, units: int, unit: int) -> int:
    return prices.micros(units, unit_price=unit, per_units=row.price_units)
