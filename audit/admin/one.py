"""One event for staff: all it holds, the seal that holds it, and where to look on from it."""

import json
from datetime import UTC
from typing import Any

from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from audit import names, sentences, sql
from audit.admin import listing, places
from audit.admin import showing as show
from audit.admin.asking import ACTORS
from audit.admin.tables import Table
from audit.models import AuditEvent, Seal, SealKept
from audit.names import Names


def shown(event: AuditEvent) -> dict[str, Any]:
    """Return what the page of an event is made of."""
    called = names.of([event])
    return {
        "event": event,
        "sentence": sentences.parts([event], called),
        "outcome": listing.outcome(event),
        "changes": [_changes(event)] if event.changes else [],
        "tables": [_what(event, called), _where(event), _sealed(event)],
    }


def _changes(event: AuditEvent) -> Table:
    rows = [(one.name, one.before, one.after) for one in sentences.differences(event)]
    return Table(
        [_("Field"), pgettext("trail", "Before"), pgettext("trail", "After")],
        rows,
        title=_("What was changed"),
    )


def _what(event: AuditEvent, called: Names) -> Table:
    place = places.names([event.workspace_id])
    rows = [
        (_("At"), show.moment(event.at)),
        (_("Action"), _asked(event.action, action=event.action)),
        (_("Who"), _who(event, called)),
        (_("On behalf of"), _person(event.on_behalf_of, called.on_behalf_of(event))),
        (_("Workspace"), _asked(
            place.get(event.workspace_id, str(event.workspace_id)),  # type: ignore[arg-type]
            workspace=str(event.workspace_id or ""),
        )),
        (_("To what"), _target(event, called)),
        (_("Reason"), event.reason or show.NOTHING),
        (_("Times"), show.number(event.repeats)),
        (_("More"), show.code(json.dumps(event.data, ensure_ascii=False)) if event.data else show.NOTHING),
    ]  # fmt: skip
    return Table([], rows, title=_("What it says"))


def _where(event: AuditEvent) -> Table:
    rows = [
        (_("Network address"), _asked(event.address, address=event.address or "")),
        (_("Browser or program"), event.user_agent or show.NOTHING),
        (_("Request id"), _asked(event.request_id, request_id=event.request_id)),
        (_("Session id"), _asked(event.session_id, session_id=event.session_id)),
    ]
    return Table([], rows, title=_("From where"))


def _sealed(event: AuditEvent) -> Table:
    title = _("Seal")
    seal = _seal_of(event)
    if seal is None:
        return Table([], [(_("Seal"), show.badge(_("waits for its seal"), "warning"))], title=title)
    kept = SealKept.objects.filter(n=seal.n).values_list("at", flat=True).first()
    copy = show.moment(kept) if kept else show.badge(_("not in the bucket yet"), "warning")
    rows = [
        (_("Seal"), show.linked(show.page_of("seal", "change", seal.n), seal.n)),
        (_("Sealed"), show.moment(seal.at)),
        (_("Copied to the bucket"), copy),
    ]
    return Table([], rows, title=title)


def _seal_of(event: AuditEvent) -> Seal | None:
    xid = sql.xid_of(event.pk, event.at)
    if xid is None:
        return None
    month = event.at.astimezone(UTC).date().replace(day=1)
    found = Seal.objects.filter(from_xid__lte=xid, month=month)
    seal = found.order_by("-from_xid").first()
    return seal if seal is not None and xid < seal.to_xid else None


def _who(event: AuditEvent, called: Names) -> str:
    kind = str(ACTORS.get(event.actor_type, event.actor_type))
    if not event.actor_id:
        return kind
    return _joined(_person(event.actor_id, called.actor(event)), kind)


def _person(key: str, name: str) -> str:
    return _asked(name or key, who=key)


def _target(event: AuditEvent, called: Names) -> str:
    name = called.target(event) or event.target_id
    kind = sentences.target_kind(event) or event.target_type
    if not event.target_id:
        return _joined(name or show.NOTHING, kind) if kind else name or show.NOTHING
    return _joined(_asked(name, target=event.target_id), kind)


def _joined(*parts: str) -> str:
    return format_html_join(mark_safe(" · "), "{}", ((part,) for part in parts if part))


def _asked(words: object, **query: str) -> str:
    """Return words that lead to everything in the trail of which the same is so."""
    if not all(query.values()):
        return show.NOTHING
    return show.linked(show.page_of("auditevent", "changelist", **query), words)
