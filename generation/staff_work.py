"""What waits and runs in every workspace, and whether anybody takes it, for the staff admin."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from generation import pulse, sql, telling
from generation.moves import Open
from generation.staff_tables import NOTHING, Table, badge, linked, when
from workspaces.models import OpenWork, Workspace

# All of them are looked into by one statement: it may not grow without end.
SHOWN = 20
LIST = "admin:generation_job_changelist"


@dataclass(frozen=True, slots=True)
class _Open:
    """What is open in one workspace. late: for how long the oldest has been due, in seconds."""

    workspace: Workspace
    running: int
    waiting: int
    oldest_due_at: datetime | None
    late: float


def of_now() -> list[Table]:
    """Return `of_health` and `of_work`, of one look at the workspaces."""
    rows = _all()
    late = max((row.late for row in rows), default=0.0)
    felt = pulse.Pulse(late=late if late > 0 else None, claimed=pulse.since_claim())
    return [_health(felt), _work(rows)]


def of_work() -> Table:
    """Return what is open, workspace by workspace, that which is late the longest first."""
    return _work(_all())


def of_health() -> Table:
    """Return whether due work is taken: told by the last claim, not by a process that lives."""
    return _health(pulse.feel())


def _work(found: Sequence[_Open]) -> Table:
    rows = [
        (
            linked(_address(work.workspace), work.workspace.name),
            work.running,
            work.waiting,
            when(work.oldest_due_at),
            telling.took(work.late) if work.late > 0 else NOTHING,
        )
        for work in found
    ]
    heads = [_("Workspace"), _("Running"), _("Waiting"), _("Oldest due"), _("Late by")]
    return Table(heads, rows, title=_("Open work"), empty=_("Nothing is waiting or running."))


def _health(felt: pulse.Pulse) -> Table:
    claimed = NOTHING if felt.claimed is None else _ago(felt.claimed)
    words = _("Work is taken") if felt.is_well else _("Nobody takes what is due")
    due = _ago(felt.late) if felt.late else _("Nothing is due")
    heads = [_("State"), _("Last item taken"), _("Oldest due work")]
    row = (badge("succeeded" if felt.is_well else "failed", words), claimed, due)
    return Table(heads, [row], title=_("Workers"))


def _all() -> Sequence[_Open]:
    open_work = OpenWork.objects.select_related("workspace").filter(items__gt=0)
    found = list(open_work.order_by("oldest_due_at")[:SHOWN])
    served = [row.workspace.schema_name for row in found if row.workspace.status in pulse.SERVED]
    told = sql.look_into(served)
    rows = [_looked_into(work, told.get(work.workspace.schema_name)) for work in found]
    return sorted(rows, key=lambda row: -row.late)


def _looked_into(work: Any, told: Open | None) -> _Open:
    """Return what is open; of a workspace that is going, only how much."""
    if told is None:
        return _Open(work.workspace, 0, work.items, work.oldest_due_at, 0.0)
    late = told.late.total_seconds() if told.late else 0.0
    return _Open(work.workspace, told.running, told.waiting, told.due, late)


def _address(workspace: Workspace) -> str:
    return f"{reverse(LIST)}?{urlencode({'workspace': workspace.slug})}"


def _ago(seconds: float) -> str:
    return _("%(time)s ago") % {"time": telling.took(seconds)}
