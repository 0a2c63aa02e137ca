"""What units cost us and what is left of it, by meter and by plan.

worth     units × the price of the sheet they were held under: sold one by one, they would bring this.
cost      units × what they cost us by that sheet; nothing with the workspace's own key.
by meter  margin = worth − cost, as a part of the worth.
by plan   margin = invoiced, net − cost, as a part of what was invoiced.

Units that were held while no price was said have neither worth nor cost: of them nothing is known,
which is not the same as a margin of 0 %.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from django.db.models import Min
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from billing import prices, sql, units
from billing.amounts import shown
from billing.models import PriceSheet
from config.desk import plans, use
from config.desk.plans import Names
from config.desk.shapes import NOTHING, Cell, Grid, Part, percent
from config.desk.spans import Span, begin
from config.desk.sql import Used

# (plan, currency) → minor units.
Amounts = Mapping[tuple[str, str], int]


def part(used: Sequence[Used], *, net: Amounts | None, span: Span, names: Names) -> Part:
    """Return cost and margin of the span. net: what was invoiced, when that may be seen."""
    since = _priced_since()
    if since is None:
        empty = _("There is no price sheet yet: what units cost, and what is left, is not known.")
        return Part(_("Cost and margin"), grids=[Grid("", [], [], empty)])
    grids = [by_meter(used, names=names, notes=_notes(since, span=span))]
    if net is not None:
        grids.append(by_plan(used, net=net, names=names))
    return Part(_("Cost and margin"), grids=grids)


def by_meter(used: Sequence[Used], *, names: Names, notes: Sequence[str] = ()) -> Grid:
    """Return units, worth, cost and margin of each plan and meter."""
    rows: list[tuple[object, ...]] = []
    for code in plans.ordered((row.plan for row in used), names=names):
        for meter in use.METERS:
            of_it = [row for row in used if (row.plan, row.meter) == (code, meter)]
            rows += [_of_units(names.get(code, code), meter, one) for one in _priced(of_it)]
    heads = [_("Plan"), _("Meter"), _("Units"), _("Worth"), _("Cost"), _("Margin"), _("In percent")]
    said = [
        _("Worth is what the units would be sold for one by one, by the price sheet."),
        _("With a workspace's own key at the provider, units cost nothing."),
        *notes,
    ]
    empty = _("Nothing was used in these days.")
    return Grid(_("By plan and meter"), heads, rows, empty, said, words=2)


def by_plan(used: Sequence[Used], *, net: Amounts, names: Names) -> Grid:
    """Return what was invoiced, the cost of what was used, and what is left, of each plan."""
    costs: dict[tuple[str, str], int] = defaultdict(int)
    for row in used:
        if row.cost:
            costs[row.plan, row.currency] += row.cost
    asked = {key: amount for key, amount in net.items() if amount}
    has_use = {row.plan for row in used if row.units}
    keys = {*asked, *costs}
    mixed = {code for code, _currency in keys if len({k[1] for k in keys if k[0] == code}) > 1}
    unpriced = has_use - {row.plan for row in used if row.charge or row.cost}
    rows = [
        _of_plan(
            (names.get(code, code), currency),
            asked.get((code, currency), 0),
            prices.spent(costs.get((code, currency), 0)),
            why_not=_why_not(code, mixed=mixed, unpriced=unpriced),
        )
        for code in plans.ordered((code for code, _currency in keys), names=names)
        for currency in sorted(currency for known, currency in keys if known == code)
    ]
    heads = [_("Plan"), _("Invoiced, net"), _("Cost"), _("Margin"), _("In percent")]
    notes = [
        _("Invoiced in these days, less the cost of what was used in them. A year that is paid in"
          " advance is invoiced at once.")
    ]  # fmt: skip
    empty = _("Nothing was invoiced and nothing has cost anything in these days.")
    return Grid(_("By plan"), heads, rows, empty, notes)


def _of_units(name: str, meter: str, row: Used) -> tuple[object, ...]:
    count = units.shown(meter, row.units)
    if not row.charge and not row.cost:
        return name, use.heading(meter), count, NOTHING, NOTHING, _no_price(), NOTHING
    worth, cost = prices.charged(row.charge), prices.spent(row.cost)
    return (
        name,
        use.heading(meter),
        count,
        shown(worth, row.currency),
        shown(cost, row.currency),
        Cell(shown(worth - cost, row.currency), is_amiss=worth < cost),
        percent(worth - cost, of=worth),
    )


def _of_plan(who: tuple[str, str], asked: int, cost: int, *, why_not: str) -> tuple[object, ...]:
    name, currency = who
    sums = (name, shown(asked, currency), shown(cost, currency))
    if why_not:
        return (*sums, why_not, NOTHING)
    left = asked - cost
    part = percent(left, of=asked) if asked > 0 else NOTHING
    return (*sums, Cell(shown(left, currency), is_amiss=left < 0), part)


def _why_not(code: str, *, mixed: set[str], unpriced: set[str]) -> str:
    if code in mixed:
        return _("Two currencies")
    return _no_price() if code in unpriced else ""


def _no_price() -> str:
    return _("No price")


def _priced(rows: Sequence[Used]) -> list[Used]:
    """Return a meter's use by currency: units, worth and cost added up.

    Units without a price stand by themselves only where none of the meter has one.
    """
    priced = [row for row in rows if row.charge or row.cost]
    return priced or [row for row in rows if row.units]


def _priced_since() -> datetime | None:
    """Return since when there are prices; None while there are none."""
    held = PriceSheet.objects.filter(effective_at__lte=sql.Now())
    found: datetime | None = held.aggregate(first=Min("effective_at"))["first"]
    return found


def _notes(since: datetime, *, span: Span) -> list[str]:
    """Say it when a part of the span had no prices."""
    if since <= begin(span.first):
        return []
    day = date_format(since.astimezone(UTC), "Y-m-d")
    return [
        _("Prices are known since %(day)s; what was used before is in neither sum.") % {"day": day}
    ]
