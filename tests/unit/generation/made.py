"""Jobs in every state, and cut-outs, written without a worker. Stand in the workspace."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db.models import F
from django.db.models.functions import Now

from accounts.models import User
from assets.models import Asset
from generation import lifecycle, services, sql
from generation.looks import choices
from generation.models import CutOut, Job, JobItem, Output
from tests.factories import stock
from tests.factories.jobs import access_to
from workspaces.models import Workspace


def job(
    place: Workspace,
    by: User,
    *,
    photos: Sequence[Asset] | int = 1,
    styles: Sequence[str] = ("pure-white",),
) -> Job:
    """Return a submitted job of photos × styles."""
    if isinstance(photos, int):
        photos = [stock.asset(name=f"Photo {number}") for number in range(1, photos + 1)]
    order = services.ImageOrder([photo.pk for photo in photos], list(styles))
    return services.submit(access_to(place), order, by=by)


def due(job: Job, *, minutes_ago: int) -> Job:
    """Let a job have been ordered earlier than those of this very moment."""
    JobItem.objects.filter(job=job).update(next_run_at=Now() - timedelta(minutes=minutes_ago))
    return job


def took(job: Job, *, seconds: int) -> Job:
    """Make a job's pictures now; each took so long."""
    for item in job.items.all():
        succeed(item)
    JobItem.objects.filter(job=job).update(started_at=F("finished_at") - timedelta(seconds=seconds))
    return job


def begin(item: JobItem, *, stage: str = "", percent: int = 0) -> int:
    """Claim an item and say how far it is; return its attempt."""
    claimed = lifecycle.claim(item.pk, worker="w1")
    assert claimed is not None
    if stage:
        lifecycle.renew(item.pk, attempt=claimed.attempt, stage=stage, percent=percent)
    sql.recount(item.job_id)
    return claimed.attempt


def succeed(item: JobItem, *, style: str = "") -> Asset:
    """End an item with a picture."""
    attempt = begin(item)
    asset = stock.asset(
        name=item.label, source=Asset.Source.GENERATED, style=style or item.params["style"]
    )
    Output.objects.create(item=item, asset=asset, provider="offline", made_offline=True)
    lifecycle.succeed(item.pk, attempt=attempt, provider="offline")
    sql.recount(item.job_id)
    return asset


def fail(item: JobItem, code: str = "image.worker_time") -> None:
    """End an item without one."""
    lifecycle.fail(item.pk, attempt=begin(item), code=code, detail="")
    sql.recount(item.job_id)


def cut(asset: Asset, **values: Any) -> CutOut:
    """Return a photo's cut-out, shown in every look."""
    assert asset.current is not None
    values.setdefault("previews", {look.key: f"derived/{look.key}.webp" for look in choices()})
    return CutOut.objects.create(
        sha256=asset.current.sha256,
        state=CutOut.State.READY,
        key=f"derived/{asset.pk}.png",
        created_at=Now(),
        **values,
    )


def refuse(asset: Asset, reason: str = "busy_background", **values: Any) -> CutOut:
    """Return the refusal to cut a photo's product out; only Framed shows it."""
    assert asset.current is not None
    return CutOut.objects.create(
        sha256=asset.current.sha256,
        state=CutOut.State.REFUSED,
        reason=reason,
        previews={"framed": "derived/framed.webp"},
        created_at=Now(),
        **values,
    )
