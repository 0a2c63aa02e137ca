"""Files of the activity: what one will hold, and how those that were asked for stand."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit import export_lists, exports, names
from audit.models import AuditEvent, TrailExport
from audit.search import Filters
from workspaces.access import Access
from workspaces.screens.activity_asked import Asked
from workspaces.screens.activity_described import described
from workspaces.screens.activity_menus import people_here

Format, State = TrailExport.Format, TrailExport.State
# How a file stands → the badge that says so.
BADGES = {
    State.WAITING: "queued",
    State.RUNNING: "running",
    State.DONE: "succeeded",
    State.FAILED: "failed",
    State.EXPIRED: "",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One file. status: as badges name it; about: what it holds."""

    id: UUID
    name: str
    status: str
    is_expired: bool
    size: str
    person: str
    at: Any
    about: str
    until: str
    download_url: str
    again_url: str


@dataclass(frozen=True, slots=True)
class Listing:
    """Every file there is, and those that have expired. is_moving: one is still being made."""

    rows: list[Row]
    is_moving: bool

    @property
    def days(self) -> int:
        """How long a file lies here."""
        return exports.KEPT.days


@dataclass(frozen=True, slots=True)
class Choice:
    """A format one can choose, and what it is for."""

    value: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Offer:
    """What the dialog says before a file is made. lines: what it will hold."""

    lines: list[str]

    @property
    def days(self) -> int:
        """How long the file will lie there."""
        return exports.KEPT.days

    @property
    def formats(self) -> list[Choice]:
        """What it can be written as."""
        return [
            Choice(Format.CSV, str(Format.CSV.label), _("For a spreadsheet, a row an event")),
            Choice(Format.JSONL, str(Format.JSONL.label), _("For programs, with every detail")),
        ]


def offer(asked: Asked, *, workspace_id: UUID) -> Offer:
    """Return what the dialog offers of what the page shows."""
    filters = asked.filters(workspace_id)
    if filters is None:
        return Offer([])
    return Offer(described(filters, people=_people([filters.actor_id], workspace_id)))


def listing(found: Access) -> Listing:
    """Return the files of a workspace, the newest first."""
    rows = export_lists.of_workspace(found.workspace_id)
    read = [(row, filters_of(row)) for row in rows]
    asked = [*(row.asked_by for row in rows), *(one.actor_id for _row, one in read)]
    people = _people(asked, found.workspace_id)
    return Listing(
        [_row(row, filters, found=found, people=people) for row, filters in read],
        is_moving=any(row.state in exports.OPEN for row in rows),
    )


def filters_of(row: TrailExport) -> Filters:
    """Return what a file holds."""
    return replace(Filters.from_json(row.filters), workspace_id=row.workspace_id)


def _row(row: TrailExport, filters: Filters, *, found: Access, people: dict[str, str]) -> Row:
    is_gone = row.state == State.EXPIRED or bool(
        row.expires_at and row.expires_at <= timezone.now()
    )
    is_there = row.state == State.DONE and not is_gone
    at = [found.slug, row.pk]
    ends = date_format(timezone.localtime(row.expires_at), "DATE_FORMAT") if row.expires_at else ""
    return Row(
        id=row.pk,
        name=_name(row),
        status=BADGES[State(row.state)],
        is_expired=is_gone,
        size=filesizeformat(row.size_bytes) if is_there else "",
        person=people.get(row.asked_by, ""),
        at=row.asked_at,
        # Of what is long gone nobody knows any more what was asked for.
        about=" · ".join(described(filters, people=people)) if row.filters else "",
        until=ends if is_there else "",
        download_url=reverse("workspaces:activity_download", args=at) if is_there else "",
        again_url=reverse("workspaces:activity_again", args=at)
        if row.state == State.FAILED
        else "",
    )


def _name(row: TrailExport) -> str:
    label = str(Format(row.format).label)
    if row.state not in {State.DONE, State.EXPIRED}:
        return label
    count = ngettext("%(n)s event", "%(n)s events", row.rows)
    shown = count % {"n": number_format(row.rows, force_grouping=True)}
    return _("%(format)s, %(count)s") % {"format": label, "count": shown}


def _people(keys: Sequence[str], workspace_id: UUID) -> dict[str, str]:
    """Return id → what a person is called; of who was ever here."""
    here = people_here(keys, workspace_id)
    acts = {key: AuditEvent(actor_type="user", actor_id=key) for key in here}
    found = names.of(acts.values()) if acts else None
    return {key: found.actor(act) for key, act in acts.items()} if found else {}
