"""What a report says: plain values, units in the meter's own unit."""

from dataclasses import dataclass, field
from datetime import date

from billing.reporting.spans import Span


@dataclass(frozen=True, slots=True)
class Total:
    """A meter in the whole span. failed: given back, because it was not delivered."""

    meter: str
    units: int
    failed: int


@dataclass(frozen=True, slots=True)
class Day:
    """A meter on one day (UTC)."""

    day: date
    meter: str
    units: int
    failed: int


@dataclass(frozen=True, slots=True)
class Part:
    """What one kind, person or product used: meter → units. label: as people call it now."""

    key: str
    label: str
    units: dict[str, int]
    failed: dict[str, int]


@dataclass(frozen=True, slots=True)
class Report:
    """What was used in a span: the largest parts first, days in order.

    totals, days: in the order of the meters, of those that were used. charges: currency → minor
    units that the units were sold for one by one; the plan's price is not among them.
    """

    span: Span
    totals: tuple[Total, ...]
    days: tuple[Day, ...]
    kinds: tuple[Part, ...]
    members: tuple[Part, ...]
    products: tuple[Part, ...]
    charges: dict[str, int] = field(default_factory=dict)
