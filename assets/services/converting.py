"""Pictures in other formats, qualities and sizes: asked for, made by a worker, gone when unused.

The same is made once. A conversion takes no room of the plan and costs nothing; `since` of one that
is ready says when it was used last, and what nobody used for 30 days can be made again.
"""

import logging
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from accounts import idempotency
from accounts.actors import actor_of
from accounts.models import User
from assets import child, places, storage
from assets.child import ChildFailed, Limits
from assets.conversions import WEB, NotConvertible, recipe_of
from assets.decoding.convert import CONTENT_TYPES, EXTENSIONS, Wanted
from assets.models import Asset, AssetVersion, Derivative, Work
from assets.names import download_name
from assets.services import work
from assets.services.library import assets
from assets.services.work import WorkFailed
from audit import services as audit
from audit.actions import Action
from workspaces import tenancy

log = logging.getLogger(__name__)
LIMITS = Limits(memory_mib=1536, cpu_seconds=120, wall_seconds=240)
UNUSED = timedelta(days=30)
# How exactly it is known when a conversion was used last.
_NOTED = timedelta(days=1)
ALIVE_SECONDS = 5.0
REMOVED_AT_ONCE = 1000
# Of one version of a picture: they take no room of the plan.
MOST_KEPT = 30
SHOWN = 20
_ENDED = (Work.State.READY, Work.State.FAILED)


def conversions(asset_id: UUID) -> QuerySet[Derivative]:
    """Return what was made of a picture as it is now, or is being made, the newest first."""
    return (
        Derivative.objects.filter(
            version__asset_id=asset_id,
            version__asset__current=F("version"),
            version__asset__deleted_at__isnull=True,
        )
        .select_related("version__asset")
        .order_by("-created_at", "-pk")
    )


def convert(
    asset_id: UUID, wanted: Wanted, *, actor: User, schema_name: str
) -> tuple[Derivative, bool]:
    """Have a picture written another way; returns the row, and whether it is there already.

    One that has failed is tried again.

    Raises:
        Asset.DoesNotExist: it is not in the library.
        NotConvertible: it is no picture.
    """
    with transaction.atomic(durable=True):
        asset = assets().select_for_update(of=("self",)).get(pk=asset_id)
        if asset.kind != Asset.Kind.IMAGE:
            raise NotConvertible
        made = _begin(asset.file, wanted, created_by_id=actor.pk, schema_name=schema_name)
        idempotency.mark(made.pk)
    made = Derivative.objects.select_related("version__asset").get(pk=made.pk)
    return made, made.state == Work.State.READY


def begin_web(version: AssetVersion) -> None:
    """Have the size for the web made of a picture that is larger; joins a transaction."""
    is_large = max(version.width_px, version.height_px) > WEB.max_px
    if version.asset.kind == Asset.Kind.IMAGE and is_large:
        _begin(version, WEB, created_by_id=None, schema_name=tenancy.current())


def web_url(version: AssetVersion, *, origin: str) -> str | None:
    """Return where a picture is in the size for the web; None until it is made.

    Who asks shows it: it is noted as used.
    """
    made = Derivative.objects.filter(
        version=version, recipe=recipe_of(WEB), state=Work.State.READY
    ).first()
    if made is None:
        return None
    if made.since < timezone.now() - _NOTED:
        use(made)
    return storage.presigned_get(made.key, origin=origin, content_type=made.content_type)


def run(derivative_id: UUID, *, schema_name: str) -> None:
    """Make a conversion; a message that comes twice finds nothing to do."""
    do = partial(_make, schema_name=schema_name)
    work.run(Derivative, derivative_id, do, on_failure=work.fail)


def use(derivative: Derivative) -> None:
    """Note that somebody looks at it, so that it stays; at most once a day."""
    Derivative.objects.filter(
        pk=derivative.pk, state=Work.State.READY, since__lt=Now() - _NOTED
    ).update(since=Now())


def conversion_url(derivative: Derivative, *, origin: str) -> str | None:
    """Return where it is saved from, for a while; None until it is ready."""
    if derivative.state != Work.State.READY:
        return None
    name = download_name(derivative.version.asset.name, EXTENSIONS[derivative.parameters["format"]])
    return storage.presigned_get(
        derivative.key, origin=origin, content_type=derivative.content_type, filename=name
    )


def download_conversion(
    asset_id: UUID, derivative_id: UUID, *, origin: str, actor: User
) -> str | None:
    """Return where a conversion is saved from, on the record; None until it is ready.

    Raises:
        Derivative.DoesNotExist: there is none of this file.
    """
    derivative = conversions(asset_id).get(pk=derivative_id)
    url = conversion_url(derivative, origin=origin)
    if url is not None:
        asset = derivative.version.asset
        with transaction.atomic(durable=True):
            use(derivative)
            audit.record(
                Action.ASSET_DOWNLOADED,
                actor=actor_of(actor),
                workspace_id=places.workspace_id(),
                target=audit.Target("asset", str(asset.pk), asset.name),
                details=audit.Details(data={"format": derivative.parameters["format"]}),
            )
    return url


def remove_unused() -> int:
    """Delete what nobody has used for 30 days, with its object; return how many."""
    with transaction.atomic(durable=True):
        unused = list(
            Derivative.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(state__in=_ENDED, since__lt=Now() - UNUSED)
            .order_by("since")[:REMOVED_AT_ONCE]
        )
        Derivative.objects.filter(pk__in=[made.pk for made in unused]).delete()
    storage.delete_many(made.key for made in unused if made.key)
    return len(unused)


def _begin(
    version: AssetVersion, wanted: Wanted, *, created_by_id: UUID | None, schema_name: str
) -> Derivative:
    derivative, is_new = Derivative.objects.get_or_create(
        version=version,
        recipe=recipe_of(wanted),
        defaults={"parameters": asdict(wanted), "created_by_id": created_by_id},
    )
    # Held, so that what nobody used for long is not removed now that somebody asks for it.
    if not Derivative.objects.select_for_update().filter(pk=derivative.pk).exists():
        return _begin(version, wanted, created_by_id=created_by_id, schema_name=schema_name)
    if derivative.state == Work.State.FAILED:
        work.again(derivative)
        is_new = True
    if is_new:
        work.send(derivative, schema_name=schema_name, is_last=created_by_id is None)
    else:
        use(derivative)
    return derivative


def _make(derivative: Derivative, *, schema_name: str) -> None:
    wanted = _wanted(derivative)
    with tempfile.TemporaryDirectory(prefix="converting-") as name:
        folder = Path(name)
        try:
            storage.fetch(derivative.version.key, folder / "source")
        except FileNotFoundError as error:
            raise WorkFailed("conversion-without-source") from error
        answer = _ask(wanted, folder, alive=_heart(derivative))
        made = folder / f"made.{EXTENSIONS[wanted.format]}"
        key = storage.new_key(schema_name, storage.DERIVED, EXTENSIONS[wanted.format])
        with made.open("rb") as file:
            storage.put(key, file, CONTENT_TYPES[wanted.format])
        size = made.stat().st_size
    try:
        with transaction.atomic(durable=True):
            _finish(derivative, answer, key=key, size_bytes=size)
            beyond = _forget_beyond(derivative)
    except BaseException:
        storage.delete_many([key])
        raise
    storage.delete_many(beyond)


def _forget_beyond(newest: Derivative) -> list[str]:
    """Forget those of a picture that were used longest ago; return the keys of their objects."""
    others = Derivative.objects.filter(
        version_id=newest.version_id, state=Work.State.READY, created_by_id__isnull=False
    ).exclude(pk=newest.pk)
    beyond = dict(others.order_by("-since").values_list("pk", "key")[MOST_KEPT - 1 :])
    Derivative.objects.filter(pk__in=beyond).delete()
    return list(beyond.values())


def _ask(wanted: Wanted, folder: Path, *, alive: Callable[[], None]) -> dict[str, Any]:
    try:
        answer = child.run(
            "assets.decoding.convert",
            {"source": "source", **asdict(wanted)},
            folder=folder,
            limits=LIMITS,
            on_event=lambda _event: alive(),
        )
    except ChildFailed as failure:
        log.warning("a conversion failed: %s", failure.reason, extra={"detail": failure.detail})
        heavy = failure.reason in ("memory", "time")
        raise WorkFailed("conversion-too-heavy" if heavy else "conversion-failed") from failure
    if "refused" in answer:
        raise WorkFailed(answer["refused"], answer["data"])
    return answer


def _finish(derivative: Derivative, answer: dict[str, Any], **stored: Any) -> None:
    wanted = _wanted(derivative)
    work.finish(
        derivative,
        since=Now(),
        content_type=CONTENT_TYPES[wanted.format],
        width_px=int(answer["width_px"]),
        height_px=int(answer["height_px"]),
        parameters={**derivative.parameters, "written_quality": int(answer["quality"])},
        **stored,
    )
    if derivative.created_by_id is None:
        return  # what is made of every picture is no event of its own
    asset = derivative.version.asset
    audit.record(
        Action.ASSET_CONVERTED,
        actor=audit.system_for(derivative.created_by_id),
        workspace_id=places.workspace_id(),
        target=audit.Target("asset", str(asset.pk), asset.name),
        details=audit.Details(data={"format": wanted.format}),
    )


def _wanted(derivative: Derivative) -> Wanted:
    asked = derivative.parameters
    return Wanted(asked["format"], asked["quality"], asked["max_px"], asked["max_bytes"])


def _heart(derivative: Derivative) -> Callable[[], None]:
    """Return what gives a sign of life when the last one is some seconds old."""
    last = time.monotonic()

    def beat() -> None:
        nonlocal last
        if time.monotonic() - last >= ALIVE_SECONDS:
            last = time.monotonic()
            work.alive(derivative)

    return beat
