"""How values stand on the staff's pages of the trail."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import OuterRef, Subquery
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit.models import ActorLabel
from audit.personal import USER

NOTHING = "–"
LINK = "text-primary-600 dark:text-primary-400"


def moment(at: datetime | None) -> str:
    """Return a moment as staff read it, in their time zone and in one line."""
    if at is None:
        return NOTHING
    return format_html(
        '<span class="whitespace-nowrap">{}</span>', date_format(localtime(at), "Y-m-d H:i:s")
    )


def number(count: int | None) -> str:
    """Return a count with its thousands parted."""
    return NOTHING if count is None else str(number_format(count, force_grouping=True))


def took(span: timedelta | None) -> str:
    """Return for how long something lasts: to a tenth of a second below ten, else in the largest unit."""
    if span is None:
        return NOTHING
    seconds = span.total_seconds()
    if seconds < 10:
        return _("%(count)s s") % {"count": number_format(round(seconds, 1), 1)}
    if seconds < 120:
        return _("%(count)s s") % {"count": int(seconds)}
    minutes = int(seconds // 60)
    if minutes < 120:
        return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}
    hours = minutes // 60
    return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}


def linked(address: str, words: object) -> str:
    """Return words that lead somewhere, and look like it."""
    return format_html('<a class="{}" href="{}">{}</a>', LINK, address, words)


def badge(words: object, tone: str) -> str:
    """Return a word in the colour of a state. tone: unfold's name of it; none when empty."""
    return render_to_string("unfold/helpers/label.html", {"text": words, "type": tone})


def code(words: object) -> str:
    """Return what machines say, as they say it; it may break anywhere."""
    return format_html('<code class="break-all font-mono text-xs">{}</code>', words)


def page_of(model: str, page: str, *args: Any, **query: str) -> str:
    """Return the address of one of the trail's own pages."""
    return reverse(f"admin:audit_{model}_{page}", args=args, query=query or None)


def person_column(field: str) -> Subquery:
    """Return the name of who stands in a field of a row, for a list that shows it."""
    known = ActorLabel.objects.filter(actor_type=USER, actor_id=OuterRef(field))
    return Subquery(known.values("label")[:1])
