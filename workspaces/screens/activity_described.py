"""What is searched for, in words: before a file of it is made, and beside the file."""

from collections.abc import Mapping
from datetime import timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from audit.models import AuditEvent
from audit.search import Filters
from workspaces.screens.activity_asked import AREAS, STAFF, SYSTEM


def described(filters: Filters, *, people: Mapping[str, str]) -> list[str]:
    """Tell condition by condition. people: id → what they are called."""
    person = people.get(filters.actor_id, filters.actor_id)
    outcome = AuditEvent.Outcome(filters.outcome).label if filters.outcome else ""
    said = (
        (filters.actor_type == STAFF, _("What staff did")),
        (filters.actor_type == SYSTEM, _("What E_Business did by itself")),
        (filters.actor_id, _("What %(person)s did") % {"person": person}),
        (filters.actions, _area(filters)),
        (filters.outcome, _("Outcome: %(outcome)s") % {"outcome": outcome}),
        (filters.text, _("With the words “%(words)s”") % {"words": filters.text}),
        (filters.address, _("From the address %(address)s") % {"address": filters.address}),
        (filters.request_id, _("Within the request %(request)s") % {"request": filters.request_id}),
        (filters.target_id, _("About %(id)s") % {"id": filters.target_id}),
    )
    return [_span(filters), *(text for is_asked, text in said if is_asked)]


def _area(filters: Filters) -> str:
    """Return the area of these actions; of those an API asked for, how they are called there."""
    found = next((one for one in AREAS.values() if one.actions == set(filters.actions)), None)
    return str(found.label) if found is not None else ", ".join(filters.actions)


def _span(filters: Filters) -> str:
    first = date_format(timezone.localtime(filters.since), "DATE_FORMAT") if filters.since else ""
    if filters.until:
        end = timezone.localtime(filters.until) - timedelta(microseconds=1)
        last = date_format(end, "DATE_FORMAT")
        if first:
            return _("%(first)s to %(last)s") % {"first": first, "last": last}
        return _("Until %(day)s") % {"day": last}
    return _("From %(day)s on") % {"day": first} if first else _("From the beginning on")
