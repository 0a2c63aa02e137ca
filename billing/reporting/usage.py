"""What a workspace used in a span of days."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _t

from billing import prices
from billing.models import Meter
from billing.reporting.people import names_of
from billing.reporting.shapes import Day, Part, Report, Total
from billing.reporting.spans import Span
from billing.sql.days import Sum, sums_of_days

# As the kinds of jobs are called; what is none of them is shown as it was noted.
KINDS = {"image": _t("Images"), "copy": _t("Copy"), "video": _t("Video")}
_ORDER = {meter: place for place, meter in enumerate(Meter.values)}


def report(workspace_id: UUID, *, span: Span, meter: str = "") -> Report:
    """Return what was used in a span, of one meter or of all; two queries at most."""
    sums: dict[str, list[Sum]] = defaultdict(list)
    for one in sums_of_days(workspace_id, start=span.start, end=span.end, meter=meter):
        sums[one.of].append(one)
    days = sorted((_day(one) for one in sums["day"]), key=lambda one: (one.day, _place(one.meter)))
    names = names_of(one.key for one in sums["member"])
    return Report(
        span=span,
        totals=_totals(days),
        days=tuple(days),
        kinds=_parts(sums["kind"], kind_label),
        members=_parts(sums["member"], names.__getitem__),
        products=_parts(sums["product"], product_label),
        charges={
            one.key: amount for one in sums["currency"] if (amount := prices.charged(one.micros))
        },
    )


def kind_label(kind: str) -> str:
    """Return what a kind of work is called."""
    return str(KINDS.get(kind, kind))


def product_label(product: str) -> str:
    """Return what a product is called: its name when the work was ordered."""
    return product or _("Without a product")


def _day(one: Sum) -> Day:
    return Day(one.day, one.meter, one.units, one.failed)


def _place(meter: str) -> int:
    return _ORDER.get(meter, len(_ORDER))


def _totals(days: Iterable[Day]) -> tuple[Total, ...]:
    units: dict[str, int] = defaultdict(int)
    failed: dict[str, int] = defaultdict(int)
    for one in days:
        units[one.meter] += one.units
        failed[one.meter] += one.failed
    return tuple(Total(meter, units[meter], failed[meter]) for meter in sorted(units, key=_place))


def _parts(sums: Iterable[Sum], label: Callable[[str], str]) -> tuple[Part, ...]:
    """Return a part for each key: those that used most of the first meters first."""
    units: dict[str, dict[str, int]] = defaultdict(dict)
    failed: dict[str, dict[str, int]] = defaultdict(dict)
    for one in sorted(sums, key=lambda one: _place(one.meter)):
        units[one.key][one.meter] = one.units
        failed[one.key][one.meter] = one.failed
    parts = [Part(key, label(key), units[key], failed[key]) for key in units]
    return tuple(sorted(parts, key=_rank))


def _rank(part: Part) -> tuple[list[int], str, str]:
    return [-_of(part.units, meter) for meter in Meter.values], part.label, part.key


def _of(units: Mapping[str, int], meter: str) -> int:
    return units.get(meter, 0)
