"""Files of events: asked for, written to the bucket by a worker, handed out by address, gone by age.

The row says how far it is; a message is only a hint. A worker that writes holds a lock that ends
with it, so whoever comes for a file whose worker was killed goes on at once, from the beginning; and
each try writes under a key of its own.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone, translation
from django.utils.module_loading import import_string

from audit import bucket, queue, services, sql
from audit.actions import Action
from audit.filters import Filters
from audit.models import TrailExport
from audit.tables import MARK

log = logging.getLogger(__name__)
State, Format = TrailExport.State, TrailExport.Format
OPEN = (State.WAITING, State.RUNNING)
MOST_TRIES = 3
KEPT = timedelta(days=7)
# So long after its file its row still says who asked for it, and no longer for what.
ROW_KEPT = timedelta(days=30)
# A hint is sent again after this long; what is being written is locked and not touched.
HINTED_AGAIN = timedelta(seconds=60)
AT_ONCE = 100
CONTENT_TYPES = {Format.CSV: "text/csv; charset=utf-8", Format.JSONL: "application/x-ndjson"}


class AlreadyAsked(Exception):
    """Who asks has one of the same workspace that waits or is being written."""


class NotReady(Exception):
    """It waits, or is being written."""


class Gone(Exception):
    """It has expired, or could not be written."""


@dataclass(slots=True)
class _Counted:
    rows: int = 0


def ask(
    filters: Filters,
    *,
    format: str,  # noqa: A002  as it is called everywhere
    by: services.Actor,
    is_staff: bool = False,
    name: str = "activity",
    reason: str = "",
) -> TrailExport:
    """Have a worker write the events asked for into a file, on the record.

    name: what the file is called before its span; the workspace's, say. reason: why staff ask.

    Raises:
        AlreadyAsked: one of theirs waits or is being written.
    """
    export = TrailExport(
        workspace_id=filters.workspace_id,
        asked_by=by.id,
        is_staff=is_staff,
        name=_file_name(name, filters),
        format=Format(format),
        language=translation.get_language() or "",
        filters=filters.to_json(),
    )
    try:
        with transaction.atomic(durable=True):
            export.save(force_insert=True)
            # What was typed may be a person's name, which has no place in the trail.
            narrowed = sorted({*export.filters} - {"workspace_id"})
            _record(Action.EXPORT_ASKED, export, by=by, data={"by": narrowed}, reason=reason)
            transaction.on_commit(lambda: queue.send_export(export.pk))
    except IntegrityError as error:
        raise AlreadyAsked from error
    return export


def open_url(export: TrailExport, *, origin: str, by: services.Actor, reason: str = "") -> str:
    """Return where the file is saved from, for a while, on the record. reason: why staff take it.

    Raises:
        NotReady: it waits, or is being written.
        Gone: it has expired, or could not be written.
    """
    if export.state in OPEN:
        raise NotReady
    if export.state != State.DONE or (export.expires_at and export.expires_at <= timezone.now()):
        raise Gone
    with transaction.atomic(durable=True):
        _record(Action.EXPORT_DOWNLOADED, export, by=by, reason=reason)
    return bucket.store().presigned_get(
        export.key,
        origin=origin,
        content_type=CONTENT_TYPES[Format(export.format)],
        filename=f"{export.name}.{export.format}",
    )


def write(export_id: UUID) -> bool:
    """Write the file of an export; False when nothing is to be done, or somebody else does it."""
    with sql.only_writer(export_id) as is_mine:
        export = _take(export_id) if is_mine else None
        if export is None:
            return False
        try:
            size, counted = _store(export)
        except Exception:
            _forget([export.key])
            _give_back(export)
            raise
        return _finish(export, size=size, rows=counted.rows)


def _take(export_id: UUID) -> TrailExport | None:
    """Begin a try of an open export; None when it is none, or has had its tries."""
    with transaction.atomic(durable=True):
        found = TrailExport.objects.select_for_update().filter(pk=export_id, state__in=OPEN)
        export = found.first()
        if export is None:
            return None
        is_over, had_tries = export.tries >= MOST_TRIES, export.tries > 0
        if is_over:
            _fail(export)
        else:
            export.state, export.tries = State.RUNNING, export.tries + 1
            export.key = _key(export)
            export.save(update_fields=["state", "tries", "key"])
            found.filter(pk=export_id).update(begun_at=Now())
    # What a killed try had sent lies in the bucket as parts of nothing.
    if had_tries:
        bucket.store().drop_begun(_prefix(export) + str(export.pk))
    return None if is_over else export


def _store(export: TrailExport) -> tuple[int, _Counted]:
    """Write all of it as it is at one moment; return its bytes and rows."""
    counted = _Counted()
    # Whose events they are says the row, whatever else was written into it.
    filters = replace(
        Filters.from_json(export.filters),
        workspace_id=export.workspace_id,
        as_staff=export.is_staff,
    )
    with translation.override(export.language or None), transaction.atomic(durable=True):
        sql.same_view()
        lines = _lines(export, filters, counted)
        content_type = CONTENT_TYPES[Format(export.format)]
        return bucket.store().put_stream(export.key, lines, content_type), counted


def _lines(export: TrailExport, filters: Filters, counted: _Counted) -> Iterator[bytes]:
    if export.format == Format.CSV:
        yield f"{MARK}{','.join(sql.COLUMNS)}\n".encode()
        rows = sql.table_lines(filters)
    else:
        rows = sql.object_lines(filters)
    for row in rows:
        counted.rows += 1
        yield row


def _finish(export: TrailExport, *, size: int, rows: int) -> bool:
    """Note that the file is there; False, and the file is gone, when nobody waits for it any more."""
    with transaction.atomic(durable=True):
        mine = TrailExport.objects.filter(pk=export.pk, state=State.RUNNING, tries=export.tries)
        is_wanted = bool(
            mine.update(
                state=State.DONE,
                rows=rows,
                size_bytes=size,
                finished_at=Now(),
                expires_at=Now() + KEPT,
            )
        )
        if is_wanted:
            export.refresh_from_db()
            by = services.system_for(export.asked_by)
            _record(Action.EXPORT_MADE, export, by=by, data={"rows": rows, "bytes": size})
            _tell(export)
    if not is_wanted:
        _forget([export.key])
    return is_wanted


def _give_back(export: TrailExport) -> None:
    """Let the next round try again, or say that it cannot be written."""
    with transaction.atomic(durable=True):
        mine = TrailExport.objects.select_for_update().filter(
            pk=export.pk, state=State.RUNNING, tries=export.tries
        )
        if export.tries >= MOST_TRIES:
            for found in mine:
                _fail(found)
        else:
            mine.update(state=State.WAITING)


def _fail(export: TrailExport) -> None:
    """Note that no more is tried, in the open transaction."""
    export.state, export.key = State.FAILED, ""
    export.save(update_fields=["state", "key"])
    TrailExport.objects.filter(pk=export.pk).update(finished_at=Now())
    _record(Action.EXPORT_MADE, export, by=services.system_for(export.asked_by), outcome="error")
    _tell(export)


def round_of_exports() -> None:
    """Hint again at what waits or hangs, and forget what is old enough. Safe twice."""
    lost = Q(state=State.WAITING, asked_at__lt=Now() - HINTED_AGAIN) | Q(
        state=State.RUNNING, begun_at__lt=Now() - HINTED_AGAIN
    )
    for key in TrailExport.objects.filter(lost).order_by("asked_at").values_list("pk")[:AT_ONCE]:
        queue.send_export(key[0])
    old = Q(state=State.DONE, expires_at__lte=Now()) | Q(
        state=State.FAILED, finished_at__lte=Now() - KEPT
    )
    for export in TrailExport.objects.filter(old).order_by("asked_at")[:AT_ONCE]:
        if not _forget([export.key]):
            # What was typed may be somebody's name.
            found = TrailExport.objects.filter(pk=export.pk)
            found.update(state=State.EXPIRED, key="", filters={})
    ended = Q(state=State.EXPIRED, finished_at__lte=Now() - KEPT - ROW_KEPT)
    unended = Q(state=State.EXPIRED, finished_at=None, asked_at__lte=Now() - KEPT - ROW_KEPT)
    TrailExport.objects.filter(ended | unended).delete()


def remove_of(workspace_id: UUID) -> list[str]:
    """Remove the files of a workspace that ends, and what is known of them; not staff's.

    Return the keys the store kept. Safe twice.
    """
    TrailExport.objects.filter(workspace_id=workspace_id, is_staff=False).delete()
    prefix = f"{bucket.EXPORTS}{workspace_id.hex}/"
    bucket.store().drop_begun(prefix)
    return bucket.store().delete_prefix(prefix)


def _forget(keys: list[str]) -> list[str]:
    """Delete objects; return those the store kept."""
    return bucket.store().delete_many([key for key in keys if key])


def _tell(export: TrailExport) -> None:
    for path in settings.AUDIT_EXPORT_HOOKS:
        import_string(path)(export)


def _prefix(export: TrailExport) -> str:
    """Return where its file lies: apart from its workspace's own where staff asked for it."""
    if export.is_staff or export.workspace_id is None:
        return f"{bucket.EXPORTS}staff/"
    return f"{bucket.EXPORTS}{export.workspace_id.hex}/"


def _key(export: TrailExport) -> str:
    return f"{_prefix(export)}{export.pk}-{export.tries}.{export.format}"


def _file_name(name: str, filters: Filters) -> str:
    days = [name[:80]]
    if filters.since:
        days.append(f"{filters.since:%Y-%m-%d}")
    if filters.until:
        days.append(f"{filters.until - timedelta(microseconds=1):%Y-%m-%d}")
    return "-".join(days)


def _record(
    action: Action,
    export: TrailExport,
    *,
    by: services.Actor,
    outcome: str = "ok",
    data: dict[str, Any] | None = None,
    reason: str = "",
) -> None:
    services.record(
        action,
        actor=by,
        workspace_id=export.workspace_id,
        target=services.Target("trail_export", str(export.pk), f"{export.name}.{export.format}"),
        details=services.Details(outcome=outcome, data=data or {}, reason=reason),
    )
