"""What was tried for a job: which worker, when, how it ended, and why in words."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from generation import failures, services, telling, wording
from generation.breaker import PAUSED
from generation.models import OPEN_ITEM, Attempt, Job, JobItem, JobKind
from generation.screens import items as known

PAGE = 50
ICONS = {
    Attempt.Outcome.RUNNING: ("loader-circle", "st-run"),
    Attempt.Outcome.SUCCEEDED: ("check", "st-ok"),
    Attempt.Outcome.FAILED: ("circle-alert", "st-bad"),
    Attempt.Outcome.RETRY: ("rotate-cw", "st-warn"),
    Attempt.Outcome.LOST: ("unplug", "st-warn"),
    Attempt.Outcome.HANDED_BACK: ("undo-2", "st-line"),
    Attempt.Outcome.CANCELLED: ("circle-x", "st-line"),
    Attempt.Outcome.UNKNOWN: ("circle-help", "st-bad"),
}


@dataclass(frozen=True, slots=True)
class Try:
    """One attempt. name: of what it was to make; took: how long, in words."""

    attempt: Attempt
    name: str
    took: str
    failure: failures.Failure | None

    @property
    def outcome(self) -> str:
        """How it ended, in words."""
        return outcome_of(self.attempt)

    @property
    def why(self) -> str:
        """What became of it besides, in a sentence; of a failure that ended it, what helps."""
        match Attempt.Outcome(self.attempt.outcome):
            case Attempt.Outcome.LOST:
                return _("The process that worked on it ended before it was done.")
            case Attempt.Outcome.HANDED_BACK:
                return _("The process was told to end, so another takes it over. No try is lost.")
            case Attempt.Outcome.FAILED | Attempt.Outcome.UNKNOWN if self.failure:
                return self.failure.sentence
            case _:
                return ""

    @property
    def title(self) -> str:
        """The cause in short; a lost try has none but its loss."""
        is_lost = self.attempt.outcome == Attempt.Outcome.LOST
        return self.failure.title if self.failure and not is_lost else ""

    @property
    def worker(self) -> str:
        """Who tried, short enough to be read: the process, and the beginning of its task's id."""
        process, _colon, task = self.attempt.worker.partition(":")
        return f"{process} {task[:8]}".strip()

    @property
    def icon(self) -> str:
        """The sign of how it ended."""
        return ICONS[Attempt.Outcome(self.attempt.outcome)][0]

    @property
    def tone(self) -> str:
        """The class of its badge."""
        return ICONS[Attempt.Outcome(self.attempt.outcome)][1]


@dataclass(frozen=True, slots=True)
class Attempts:
    """The newest attempts of a job. following: asks for those before them; None at the end."""

    job: Job
    tries: list[Try]
    following: int | None = None


def attempts(job_id: UUID, *, before: int | None = None) -> Attempts:
    """Return a job's attempts, the newest first; two queries.

    Raises:
        Job.DoesNotExist: there is no such job in this workspace.
    """
    job = services.jobs().get(pk=job_id)
    found = Attempt.objects.filter(item__job=job).select_related("item").order_by("-pk")
    if before is not None:
        found = found.filter(pk__lt=before)
    page = list(found.annotate(spent=Now() - F("started_at"))[: PAGE + 1])
    return Attempts(
        job=job,
        tries=[_try(job, attempt) for attempt in page[:PAGE]],
        following=page[PAGE - 1].pk if len(page) > PAGE else None,
    )


def _try(job: Job, attempt: Attempt) -> Try:
    end = attempt.ended_at
    spent = end - attempt.started_at if end else attempt.spent  # type: ignore[attr-defined]
    return Try(
        attempt=attempt,
        name=_name(job, attempt.item),
        took=telling.took(max(0.0, spent.total_seconds())),
        failure=failures.explain(attempt.error_code) if attempt.error_code else None,
    )


def outcome_of(attempt: Attempt) -> str:
    """Return how a try ended, as it reads now: what was tried again is not still to be tried."""
    words = {
        Attempt.Outcome.RUNNING: _("Running"),
        Attempt.Outcome.SUCCEEDED: _("Done"),
        Attempt.Outcome.FAILED: _("Failed"),
        Attempt.Outcome.LOST: _("Broke off"),
        Attempt.Outcome.HANDED_BACK: _("Passed on"),
        Attempt.Outcome.CANCELLED: _("Cancelled"),
        Attempt.Outcome.UNKNOWN: _("Outcome not known"),
    }
    return words.get(Attempt.Outcome(attempt.outcome)) or _again(attempt)


def _again(attempt: Attempt) -> str:
    """Return what became of a try that was to be followed by another."""
    item = attempt.item
    if attempt.error_code == PAUSED:
        return _("Waited for the AI service")
    if attempt.number < item.attempt:
        return _("Tried again")
    return _("Will be tried again") if item.state in OPEN_ITEM else _("Cancelled")


def _name(job: Job, item: JobItem) -> str:
    if job.kind == JobKind.IMAGE:
        return known.title(item)
    if job.kind == JobKind.COPY:
        kind = wording.text_kind(str(item.params.get("kind", "")))
        return _("%(kind)s, %(name)s") % {"kind": kind, "name": item.label}
    return item.label
