"""Jobs as tables of text, for the staff admin."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils.formats import date_format, number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from audit.admin.showing import LINK
from generation import failures, telling
from generation.models import Attempt, Job, JobItem
from generation.screens.attempts import outcome_of
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
            badge(job.state, job.get_state_display()),
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
        (_("State"), badge(job.state, job.get_state_display())),
        (_("Kind"), job.get_kind_display()),
        (_("Asked by"), job.created_by_label or NOTHING),
        (_("Asked"), when(job.created_at)),
        (_("Started"), when(job.started_at)),
        (_("Finished"), when(job.finished_at)),
        (_("Asked to stop"), when(job.cancel_requested_at)),
        (_("What was asked"), code(json.dumps(job.params, ensure_ascii=False))),
    ]
    return Table([], rows)


def of_items(items: Iterable[JobItem]) -> Table:
    """Return the job's items."""
    rows = [
        (
            item.position + 1,
            item.label or NOTHING,
            badge(item.state, item.get_state_display()),
            f"{item.percent} %",
            item.attempt,
            _process(item.leased_by),
            when(item.next_run_at if item.state == "queued" else item.lease_until),
            why(item.error_code),
            item.error_detail or NOTHING,
        )
        for item in items
    ]
    heads = [
        _("No."), _("Item"), _("State"), _("Progress"), _("Tries"), _("Worker"),
        _("Due or leased until"), _("Why"), _("Detail"),
    ]  # fmt: skip
    return Table(heads, rows, title=_("Items"), empty=_("The job has no items."))


def of_attempts(attempts: Sequence[Attempt], *, total: int) -> Table:
    """Return tries at a job's items, each read with its item. total: how many there are."""
    rows = [
        (
            attempt.item.position + 1,
            attempt.number,
            badge(attempt.outcome, outcome_of(attempt)),
            why(attempt.error_code),
            attempt.detail or NOTHING,
            _process(attempt.worker),
            attempt.provider or NOTHING,
            _when_and_how_long(attempt),
        )
        for attempt in attempts
    ]
    heads = [
        _("Item"), _("Try"), _("Outcome"), _("Why"), _("Detail"), _("Worker"), _("Provider"),
        _("Started, took"),
    ]  # fmt: skip
    title = _("Tries")
    if total > len(rows):
        title = _("Tries: the newest %(shown)d of %(total)d") % {"shown": len(rows), "total": total}
    return Table(heads, rows, title=title, empty=_("No worker has begun yet."))


def _open_items(workspace: Workspace) -> int:
    work: OpenWork | None = getattr(workspace, "open_work", None)
    return work.items if work else 0


def badge(state: str, label: str) -> str:
    """Return a word with the colour of a state."""
    context = {"text": label, "type": TONES.get(state, "")}
    return render_to_string("unfold/helpers/label.html", context)


def linked(address: str, words: object) -> str:
    """Return words that lead somewhere, and look like it."""
    return format_html('<a class="{}" href="{}">{}</a>', LINK, address, words)


def code(words: str) -> str:
    """Return what programs say, as they say it."""
    return format_html('<code class="font-mono text-xs">{}</code>', words)


def share(part: int, *, of: int) -> str:
    """Return a part of a whole in percent; of nothing there is none."""
    if not of:
        return NOTHING
    return _("%(percent)s %%") % {"percent": number_format(round(100 * part / of, 1), 1)}


def when(at: datetime | None) -> str:
    """Return a moment as staff read it, in their time zone."""
    if at is None:
        return NOTHING
    stamp = date_format(localtime(at), "Y-m-d H:i:s")
    return format_html('<span class="whitespace-nowrap">{}</span>', stamp)


def why(error_code: str) -> str:
    """Return a failure in words, and as the code that stands for them."""
    if not error_code:
        return NOTHING
    # A code is one long word: it may break behind its dots.
    parts = format_html_join(mark_safe(".<wbr>"), "{}", ((part,) for part in error_code.split(".")))
    return format_html("<div>{}<br>{}</div>", failures.explain(error_code).title, code(parts))


def _process(worker: str) -> str:
    """Return who works or worked: the process; the whole name, with the task's, is its title."""
    if not worker:
        return NOTHING
    return format_html('<span title="{}">{}</span>', worker, worker.partition(":")[0])


def _when_and_how_long(attempt: Attempt) -> str:
    if attempt.ended_at is None:
        return when(attempt.started_at)
    seconds = (attempt.ended_at - attempt.started_at).total_seconds()
    return format_html(
        "<div>{}<br>{}</div>", when(attempt.started_at), telling.took(max(0.0, seconds))
    )
