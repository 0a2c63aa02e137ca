"""The page: which parts a member of staff sees, and of which span."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from config.desk import money, people, plans, rights, sql, trail, use, waits, work
from config.desk.shapes import Part
from config.desk.spans import CHOICES, PARAMETER, Span


def parts(user: User, *, span: Span) -> list[Part]:
    """Return what this member of staff sees, in its order."""
    names = plans.names() if rights.may(user, rights.USE) or _sees_money(user) else {}
    used = sql.use(span) if use.is_seen(user) else []
    found = [
        waits.part(user),
        trail.part(user),
        people.part(user, span=span),
        *work.parts(user, span=span),
        use.part(used, names=names) if use.is_seen(user) else None,
        *money.parts(user, span=span, used=used, names=names),
    ]
    return [part for part in found if part is not None]


def _sees_money(user: User) -> bool:
    return rights.may(user, rights.INVOICES) or rights.may(user, rights.PAYMENTS)


def switch(span: Span) -> list[dict[str, Any]]:
    """Return the spans that can be chosen, as links."""
    return [
        {
            "label": ngettext("%(n)d day", "%(n)d days", days) % {"n": days},
            "href": f"?{PARAMETER}={days}",
            "on": days == span.days,
        }
        for days in CHOICES
    ]


def told(span: Span) -> str:
    """Return what the numbers are compared with, in a sentence."""
    return _(
        "The last %(n)d days (UTC), today among them. In small: the %(n)d days before them."
    ) % {"n": span.days}
