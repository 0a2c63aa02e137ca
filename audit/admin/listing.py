"""Events in a table for staff: a sentence for each, where it was and how it ended."""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from audit import names, sentences
from audit.admin import places
from audit.admin import showing as show
from audit.admin.tables import Table
from audit.models import AuditEvent
from audit.names import Names

TONES = {"ok": "success", "denied": "warning", "error": "danger"}


def table(events: Sequence[AuditEvent]) -> Table:
    """Return them as rows; two statements, however many there are."""
    called, where = names.of(events), places.names(event.workspace_id for event in events)
    rows = [
        (
            show.linked(show.page_of("auditevent", "change", event.pk), show.moment(event.at)),
            told(event, called),
            where.get(event.workspace_id, str(event.workspace_id)) if event.workspace_id else "–",
            event.address or "–",
            outcome(event),
        )
        for event in events
    ]
    heads = [_("At"), _("What happened"), _("Workspace"), _("Network address"), _("Outcome")]
    return Table(heads, rows, empty=_("Nothing in the trail is like this."))


def told(event: AuditEvent, called: Names) -> str:
    """Return an event's sentence, with who and what stressed, above the name of its action."""
    said = format_html_join(
        "",
        "{}",
        (
            (format_html("<strong>{}</strong>", part.text) if part.is_strong else part.text,)
            for part in sentences.parts([event], called)
        ),
    )
    return format_html('<div class="trail-told">{}<br>{}</div>', said, show.code(event.action))


def outcome(event: AuditEvent) -> str:
    """Return how it ended, in its colour."""
    return show.badge(event.get_outcome_display(), TONES.get(event.outcome, ""))
