"""A job as one plain document: what the API shows, what a stream starts with, what polling gets."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from generation import failures, looks, services, sql
from generation.models import Job, JobItem, JobState, Output


def of_job(job: Job) -> dict[str, Any]:
    """Return a job without its items."""
    return {
        "id": str(job.pk),
        "kind": job.kind,
        "title": job.name,
        "state": job.state,
        "version": job.version,
        "counts": {
            "total": job.total,
            "queued": job.queued,
            "running": job.running,
            "succeeded": job.succeeded,
            "failed": job.failed,
            "cancelled": job.cancelled,
        },
        "params": job.params,
        "created_by": job.created_by_label,
        "created_at": job.created_at.isoformat(),
        "started_at": job.started_at.isoformat() if job.started_at else None,
        "finished_at": job.finished_at.isoformat() if job.finished_at else None,
    }


def of_item(item: JobItem, outputs: Sequence[Output] = ()) -> dict[str, Any]:
    """Return one item; a failed one says why in words and that it was not counted."""
    document: dict[str, Any] = {
        "id": str(item.pk),
        "position": item.position,
        "label": item.label,
        "style": item.params.get("style", ""),
        "state": item.state,
        "stage": item.stage,
        "percent": item.percent,
        "attempt": item.attempt,
        "outputs": [
            {
                "asset_id": str(output.asset_id) if output.asset_id else None,
                "made_offline": output.made_offline,
                "provider": output.provider,
            }
            for output in outputs
        ],
        "error": None,
    }
    if item.error_code:
        words = failures.explain(item.error_code)
        document["error"] = {
            "code": item.error_code,
            "title": words.title,
            "detail": words.sentence,
            "counted": False,
        }
    return document


def full(job_id: UUID) -> dict[str, Any]:
    """Return a job with its items, in four queries at the most.

    Raises:
        Job.DoesNotExist: there is no such job in this workspace.
    """
    job = services.jobs().get(pk=job_id)
    items = list(job.items.prefetch_related("outputs"))
    waiting = job.state == JobState.QUEUED
    return {
        **of_job(job),
        "seconds_left": services.seconds_left(job),
        "jobs_ahead": sql.ahead_of(job.pk, job.created_at) if waiting else 0,
        "items": [of_item(item, list(item.outputs.all())) for item in items],
    }


def page(*, limit: int = 20) -> dict[str, Any]:
    """Return what a page's stream starts with: the jobs that are not ended."""
    found = services.open_jobs_first().filter(state__in=("queued", "running"))[:limit]
    return {"jobs": [of_job(job) for job in found]}


def style_names(job: Job) -> dict[str, str]:
    """Return look → its name, for the looks of a job."""
    return {key: looks.name_of(key) for key in job.params.get("styles", [])}
