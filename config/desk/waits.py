"""What waits for somebody: money, events, mails, work."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import User
from billing.amounts import shown
from config.desk import rights, sql
from config.desk.shapes import Figure, Part, number

# What → the right to see it, and the page of the admin that lists it.
SEEN: dict[str, tuple[str, str, str]] = {
    "orders": ("billing.view_order", "billing_order_changelist", "?state__exact=waiting"),
    "overdue": (rights.INVOICES, "billing_invoice_changelist", "?overdue=yes"),
    "events": ("billing.view_webhookevent", "billing_webhookevent_changelist", ""),
    "mails": ("accounts.view_mailout", "accounts_mailout_changelist", "?state__exact=given_up"),
    "given_up": (rights.JOBS, "generation_dead", ""),
    "refused": ("audit.view_auditevent", "audit_auditevent_changelist", "?outcome=denied"),
}
# Work for staff, if there is any; the others are there on most days.
AMISS = frozenset({"overdue", "events", "mails", "given_up"})


def part(user: User) -> Part | None:
    """Return what waits, of what this member of staff may see; None when that is nothing."""
    wanted = [what for what, (right, *_page) in SEEN.items() if rights.may(user, right)]
    if not wanted:
        return None
    found = sql.waiting(wanted)
    return Part(_("What waits"), [_figure(what, found) for what in wanted], is_narrow=True)


def _figure(what: str, found: Sequence[sql.Waits]) -> Figure:
    rows = [row for row in found if row.what == what and row.count]
    count = sum(row.count for row in rows)
    comma = pgettext("between names", ", ")
    sums = sorted((row.currency, row.amount) for row in rows if row.currency)
    _right, page, query = SEEN[what]
    return Figure(
        label=_label(what),
        value=number(count),
        note=comma.join(shown(amount, currency) for currency, amount in sums),
        href=rights.link(page, query),
        is_amiss=count > 0 and what in AMISS,
    )


def _label(what: str) -> str:
    return {
        "orders": _("Orders that wait for payment"),
        "overdue": _("Invoices overdue"),
        "events": _("Payment events in error"),
        "mails": _("Mails given up in 7 days"),
        "given_up": _("Work given up in 7 days"),
        "refused": _("Refused in 24 hours"),
    }[what]
