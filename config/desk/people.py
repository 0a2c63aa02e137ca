"""People and workspaces: who came, which of them made something, what they store."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from billing import units
from billing.models import Meter
from config.desk import rights, sql
from config.desk.shapes import Chart, Figure, Part, Series, change, number, percent
from config.desk.spans import Span


def part(user: User, *, span: Span) -> Part | None:
    """Return the part, of what this member of staff may see."""
    figures: list[Figure] = []
    charts: list[Chart] = []
    if rights.may(user, rights.PEOPLE):
        total, days = sql.people(span)
        figures += _people(total, days, span=span)
        charts.append(_chart(days, span=span))
    if rights.may(user, rights.PLACES):
        figures += _places(span, sees_use=rights.may(user, rights.USE))
    if rights.may(user, rights.STORED):
        figures.append(_stored())
    return Part(_("People and workspaces"), figures, charts) if figures else None


def _people(total: int, days: Mapping[date, int], *, span: Span) -> list[Figure]:
    came = sum(count for day, count in days.items() if day >= span.first)
    before = sum(days.values()) - came
    page = rights.link("accounts_user_changelist")
    return [
        Figure(_("People"), number(total), note=_("may sign in"), href=page),
        Figure(_("New people"), number(came), change=change(came, before=before)),
    ]


def _places(span: Span, *, sees_use: bool) -> list[Figure]:
    of_now, of_before, there = sql.places(span)
    page = rights.link("workspaces_workspace_changelist")
    found = [Figure(_("Workspaces"), number(there), note=_("not deleted"), href=page)]
    if sees_use:
        now, before = sql.active(span)
        note = _("%(share)s of %(all)s") % {"share": percent(now, of=of_now), "all": number(of_now)}
        said = {"count": number(before), "share": percent(before, of=of_before)}
        was = _("%(count)s before (%(share)s)") % said if of_before else ""
        note = note if of_now else ""
        found.append(Figure(_("Active workspaces"), number(now), note=note, change=was))
    return found


def _stored() -> Figure:
    size, holders = sql.held()
    note = ngettext("in %(count)s workspace", "in %(count)s workspaces", holders)
    note = note % {"count": number(holders)}
    page = rights.link("billing_quotaperiod_changelist", "?meter__exact=storage_bytes")
    return Figure(_("Stored"), units.shown(Meter.STORAGE_BYTES, size), note=note, href=page)


def _chart(days: Mapping[date, int], *, span: Span) -> Chart:
    values = [days.get(day, 0) for day in span.dates]
    return Chart(
        title=_("New people by day"),
        labels=axis(span),
        days=said(span),
        series=[Series(_("New people"), values, "--color-primary-500")],
        empty=_("Nobody has come in these days."),
        summary=_("Bars by day, %(count)s in all.") % {"count": number(sum(values))},
    )


def axis(span: Span) -> Sequence[str]:
    """Return the days as they stand below a chart."""
    return [date_format(day, "m-d") for day in span.dates]


def said(span: Span) -> Sequence[str]:
    """Return the days as they stand in a table."""
    return [date_format(day, "Y-m-d") for day in span.dates]
