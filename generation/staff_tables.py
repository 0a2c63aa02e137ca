"""Jobs as tables of text, for the staff admin."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from generation.models import Job, JobItem
from workspaces.models import OpenWork, Workspace

TONES = {
    "running": "info",
    "succeeded": "success",
    "partial": "warning",
    "failed": "danger",
    "lost": "danger",
    "retry": "warning",
    "unknown": "warning",
}
NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Table:
    """Heads and rows of text. empty: what is said when there is no row."""

    headers: Sequence[str]
    rows: Sequence[Sequence[Any]]
    title: str = ""
    empty: str = ""


def of_workspaces(links: Iterable[tuple[str, Workspace]]) -> Table:
    """Return workspaces with their open items. links: (link, workspace)."""
    rows = [(link, row.slug, row.get_status_display(), _open_items(row)) for link, row in links]
    heads = [_("Workspace"), _("Address"), _("State"), _("Open items")]
    return Table(heads, rows, empty=_("No workspace has this in its name or address."))


def of_jobs(links: Iterable[tuple[str, Job]]) -> Table:
    """Return jobs with the counts of their items. links: (link, job)."""
    rows = [
        (
            link,
            _badge(job.state, job.get_state_display()),
            job.get_kind_display(),
            job.total,
            job.queued + job.running,
            job.succeeded,
            job.failed,
            job.cancelled,
            job.created_by_label or NOTHING,
            when(job.created_at),
        )
        for link, job in links
    ]
    heads = [
        _("Job"), _("State"), _("Kind"), _("Items"), _("Open items"), _("Done"), _("Failed"),
        _("Cancelled"), _("Asked by"), _("Asked"),
    ]  # fmt: skip
    return Table(heads, rows, empty=_("There are no such jobs."))


def of_job(job: Job) -> Table:
    """Return what is known of the job itself."""
    rows = [
        (_("Id"), job.pk),
        (_("State"), _badge(job.state, job.get_state_display())),
        (_("Kind"), job.get_kind_display()),
        (_("Asked by"), job.created_by_label or NOTHING),
        (_("Asked"), when(job.created_at)),
        (_("Started"), when(job.started_at)),
        (_("Finished"), when(job.finished_at)),
        (_("Asked to stop"), when(job.cancel_requested_at)),
        (_("What was asked"), job.params),
    ]
    return Table([], rows)


def of_items(items: Iterable[JobItem]) -> Table:
    """Return the job's items."""
    rows = [
        (
            item.position + 1,
            item.label or NOTHING,
            _badge(item.state, item.get_state_display()),
            f"{item.percent} %",
            item.attempt,
            item.leased_by or NOTHING,
            when(item.next_run_at if item.state == "queued" else item.lease_until),
            item.error_code or NOTHING,
            item.error_detail or NOTHING,
        )
        for item in items
    ]
    heads = [
        _("No."), _("Item"), _("State"), _("Progress"), _("Tries"), _("Worker"),
        _("Due or leased until"), _("Error"), _("Detail"),
    ]  # fmt: skip
    return Table(heads, rows, title=_("Items"), empty=_("The job has no items."))


def of_attempts(items: Iterable[JobItem]) -> Table:
    """Return every try at every item. The items' `attempts` have been read with them."""
    rows = [
        (
            item.position + 1,
            attempt.number,
            _badge(attempt.outcome, attempt.get_outcome_display()),
            attempt.worker,
            attempt.provider or NOTHING,
            when(attempt.started_at),
            when(attempt.ended_at),
            attempt.error_code or NOTHING,
            attempt.detail or NOTHING,
        )
        for item in items
        for attempt in item.attempts.all()
    ]
    heads = [
        _("Item"), _("Try"), _("Outcome"), _("Worker"), _("Provider"), _("Started"), _("Ended"),
        _("Error"), _("Detail"),
    ]  # fmt: skip
    return Table(heads, rows, title=_("Tries"), empty=_("No worker has begun yet."))


def _open_items(workspace: Workspace) -> int:
    work: OpenWork | None = getattr(workspace, "open_work", None)
    return work.items if work else 0


def _badge(state: str, label: str) -> str:
    context = {"text": label, "type": TONES.get(state, "")}
    return render_to_string("unfold/helpers/label.html", context)


def when(at: datetime | None) -> str:
    """Return a moment as staff read it, in their time zone."""
    return date_format(localtime(at), "Y-m-d H:i:s") if at else NOTHING
