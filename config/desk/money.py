"""Revenue, cost and margin. Currencies are never added to one another.

Every amount is in minor units; where one is worked out of millionths, what is sold is rounded down
and what it cost is rounded up, once, when it is told.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _

from accounts.models import User
from billing.amounts import shown
from config.desk import margin, plans, rights, sql
from config.desk.plans import Names
from config.desk.shapes import NOTHING, Cell, Grid, Part
from config.desk.spans import Span
from config.desk.sql import Money, Used

# (plan, currency) → (came, went back) in the span and in the one before.
Sums = Mapping[tuple[str, str], tuple[int, int, int, int]]


def parts(user: User, *, span: Span, used: Sequence[Used], names: Names) -> list[Part]:
    """Return the parts about money, of what this member of staff may see."""
    found: list[Part] = []
    sees_invoices = rights.may(user, rights.INVOICES)
    asked = sql.invoiced(span) if sees_invoices else []
    grids = [invoiced(asked, names=names)] if sees_invoices else []
    if rights.may(user, rights.PAYMENTS):
        grids.append(received(sql.received(span), names=names))
    if grids:
        found.append(Part(_("Revenue by plan"), grids=grids))
    if rights.may(user, rights.USE, rights.PRICES):
        now = [row for row in used if row.is_now]
        net = {key: came - back for key, (came, back, *_was) in sums(asked).items()}
        seen = net if sees_invoices else None
        found.append(margin.part(now, net=seen, span=span, names=names))
    return found


def invoiced(rows: Sequence[Money], *, names: Names) -> Grid:
    """Return what was asked for: invoices issued in the span, without tax, less credit notes.

    Drafts and voided invoices were never asked for. A credit note counts on the day of its issue,
    unless the invoice it corrects was voided.
    """
    heads = [_("Plan"), _("Invoiced"), _("Credited"), _("Invoiced, net")]
    notes = [
        _("Invoices by the day of their issue, without tax. Voided ones count nothing."),
        _("An invoice belongs to the plan that was ordered with it, else to the one of that day."),
    ]
    empty = _("Nothing was invoiced in these days, nor in those before.")
    return Grid(_("Invoiced"), heads, _rows(sums(rows), names), empty, notes)


def received(rows: Sequence[Money], *, names: Names) -> Grid:
    """Return what money came in the span, tax among it, less what went back.

    What an invoice takes from its account's credit came before and is not counted again.
    """
    heads = [_("Plan"), _("Received"), _("Returned"), _("Received, net")]
    notes = [_("Money by the day it came or went back, tax among it.")]
    empty = _("No money has come in these days, nor in those before.")
    return Grid(_("Received"), heads, _rows(sums(rows), names), empty, notes)


def sums(rows: Iterable[Money]) -> Sums:
    """Return the amounts of each plan and currency."""
    found: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for row in rows:
        at = 0 if row.is_now else 2
        found[row.plan, row.currency][at] += row.came
        found[row.plan, row.currency][at + 1] += row.back
    return {key: (now, back, was, was_back) for key, (now, back, was, was_back) in found.items()}


def _rows(amounts: Sums, names: Names) -> list[tuple[object, ...]]:
    """Return a row for each plan and currency, and one for all plans of each currency."""
    codes = plans.ordered((code for code, _currency in amounts), names=names)
    currencies = sorted({currency for _code, currency in amounts})
    rows = [
        _row(names.get(code, code), amounts[code, currency], currency)
        for code in codes
        for currency in currencies
        if (code, currency) in amounts
    ]
    if len(codes) < 2:
        return rows
    for currency in currencies:
        of_it = [amounts[key] for key in amounts if key[1] == currency]
        now, back, was, was_back = (sum(column) for column in zip(*of_it, strict=True))
        rows.append(_row(_("All plans"), (now, back, was, was_back), currency))
    return rows


def _row(name: str, amounts: tuple[int, int, int, int], currency: str) -> tuple[object, ...]:
    now, back, was, was_back = amounts
    return (
        name,
        Cell(shown(now, currency), shown(was, currency)),
        Cell(
            shown(back, currency) if back else NOTHING,
            shown(was_back, currency) if was_back else "",
        ),
        Cell(shown(now - back, currency), shown(was - was_back, currency)),
    )
