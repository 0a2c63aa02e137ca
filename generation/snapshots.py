"""A job as one plain document: what the API shows, what a stream starts with, what polling gets."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Prefetch

from generation import failures, looks, progress, services, telling
from generation.models import ItemState, Job, JobItem, JobKind, Output
from workspaces import tenancy


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


def of_item(item: JobItem, outputs: Sequence[Output] = (), *, so_far: str = "") -> dict[str, Any]:
    """Return one item; a failed one says why in words and that it was not counted.

    so_far: what is written of a text that is being written.
    """
    style = item.params.get("style", "")
    document: dict[str, Any] = {
        "id": str(item.pk),
        "position": item.position,
        "label": item.label,
        "product_id": str(item.product_id) if item.product_id else None,
        "style": style if isinstance(style, str) else "",
        "text_kind": item.params.get("kind", ""),
        "channel": item.params.get("channel", ""),
        "language": item.params.get("language", ""),
        "state": item.state,
        "stage": item.stage,
        "percent": item.percent,
        "attempt": item.attempt,
        "text_so_far": so_far,
        "outputs": [of_output(output) for output in outputs],
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


def of_output(output: Output) -> dict[str, Any]:
    """Return what an item delivered: the file, the text's words, or the project of a script."""
    words = output.text.current if output.text else None
    return {
        "asset_id": str(output.asset_id) if output.asset_id else None,
        "text_id": str(output.text_id) if output.text_id else None,
        "text": words.plain if words else None,
        "content": words.content if words else None,
        "project_id": str(output.project_id) if output.project_id else None,
        "made_offline": output.made_offline,
        "provider": output.provider,
        "model": output.model,
        "facts": output.facts,
    }


def full(job_id: UUID) -> dict[str, Any]:
    """Return a job with its items and where it stands, in nine queries at the most.

    Raises:
        Job.DoesNotExist: there is no such job in this workspace.
    """
    job = services.jobs().get(pk=job_id)
    outputs = Output.objects.select_related("text__current")
    items = list(job.items.prefetch_related(Prefetch("outputs", queryset=outputs)))
    writing = [
        item.pk for item in items if job.kind == JobKind.COPY and item.state == ItemState.RUNNING
    ]
    so_far = progress.texts_so_far(tenancy.current(), writing)
    standing = services.standing(job)
    return {
        **of_job(job),
        "message": telling.message(job, standing),
        "position": standing.position,
        "jobs_ahead": standing.jobs_ahead,
        "concurrency": standing.at_once,
        "starts_in": standing.starts_in,
        "seconds_left": standing.left,
        "items": [
            of_item(item, list(item.outputs.all()), so_far=so_far.get(item.pk, ""))
            for item in items
        ],
    }


def page(*, unread: int, limit: int = 20) -> dict[str, Any]:
    """Return what a page's stream starts with: the jobs that are not ended, and what is unread.

    unread: how many notices the page's person has not read.
    """
    found = services.open_jobs_first().filter(state__in=("queued", "running"))[:limit]
    return {"jobs": [of_job(job) for job in found], "unread": unread}


def style_names(job: Job) -> dict[str, str]:
    """Return look → its name, for the looks of a job."""
    return {key: looks.name_of(key) for key in job.params.get("styles", [])}
