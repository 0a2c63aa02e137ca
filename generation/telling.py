"""How a job stands, in one plain sentence: in the queue, at work, at its end."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from generation import wording
from generation.models import Job, JobState
from generation.pace import Standing

_SOON = 10
_MINUTE = 55


def waits(standing: Standing) -> str:
    """Return when a waiting job starts: "2 jobs before yours, starts in about 1 min"."""
    count, seconds = standing.jobs_ahead, standing.starts_in
    if seconds is None:
        return wording.jobs_ahead(count)
    if not count:
        return _starts(seconds)
    if seconds < _SOON:
        words = ngettext(
            "%(n)d job before yours, starts in a moment",
            "%(n)d jobs before yours, starts in a moment",
            count,
        )
    elif seconds < _MINUTE:
        words = ngettext(
            "%(n)d job before yours, starts in about %(seconds)d s",
            "%(n)d jobs before yours, starts in about %(seconds)d s",
            count,
        )
    else:
        words = ngettext(
            "%(n)d job before yours, starts in about %(minutes)d min",
            "%(n)d jobs before yours, starts in about %(minutes)d min",
            count,
        )
    return words % {"n": count, **_rounded(seconds)}


def _starts(seconds: int) -> str:
    if seconds < _SOON:
        return _("It starts in a moment.")
    if seconds < _MINUTE:
        return _("It starts in about %(seconds)d s.") % _rounded(seconds)
    return _("It starts in about %(minutes)d min.") % _rounded(seconds)


def _rounded(seconds: int) -> dict[str, int]:
    return {"seconds": max(10, round(seconds / 10) * 10), "minutes": max(1, round(seconds / 60))}


def message(job: Job, standing: Standing) -> str:
    """Return what a person would be told of a job now."""
    if job.state in (JobState.QUEUED, JobState.RUNNING) and job.cancel_requested_at:
        return _("It is stopping. What is being made now ends at its next step.")
    match job.state:
        case JobState.QUEUED:
            return waits(standing)
        case JobState.RUNNING:
            done, left = _done(job, at_end=False), wording.time_left(standing.left)
            return _("%(done)s, %(left)s") % {"done": done, "left": left} if left else done
        case JobState.CANCELLED:
            return _("It was stopped before anything was made. Nothing was counted.")
        case _:
            return _ended(job)


def _ended(job: Job) -> str:
    """Return what is done, and what became of the rest."""
    told = _done(job, at_end=True)
    if job.failed:
        words = ngettext(
            "%(n)d could not be made and is not counted.",
            "%(n)d could not be made and are not counted.",
            job.failed,
        )
        told = joined(told, words % {"n": job.failed})
    if job.cancelled:
        words = ngettext(
            "%(n)d was stopped and is not counted.",
            "%(n)d were stopped and are not counted.",
            job.cancelled,
        )
        told = joined(told, words % {"n": job.cancelled})
    return told


def _done(job: Job, *, at_end: bool) -> str:
    return wording.said(job.kind, at_end=at_end).format(done=job.succeeded, total=job.total)


def joined(first: str, second: str) -> str:
    """Return two sentences as one text, as the language sets them."""
    return _("%(first)s %(second)s") % {"first": first, "second": second}


def gone() -> str:
    """Return that a job is not in the history any more."""
    return _("It is no longer in the history.")


def took(seconds: float) -> str:
    """Return how long something took: "0.4 s", "12 s", "2 min 5 s"."""
    if seconds < _SOON:
        return _("%(seconds)s s") % {"seconds": number_format(round(seconds, 1))}
    whole = round(seconds)
    if whole < 60:
        return _("%(seconds)s s") % {"seconds": whole}
    return _("%(minutes)d min %(seconds)d s") % {"minutes": whole // 60, "seconds": whole % 60}
