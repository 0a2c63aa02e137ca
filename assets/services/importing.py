"""Imports of products: begun, told what columns mean, looked through, confirmed, stopped."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Now

from accounts import idempotency
from accounts.actors import actor_of
from accounts.models import User
from assets import places
from assets.import_words import ImportChanged, ImportRefused
from assets.models import Asset, CatalogueImport, Upload
from assets.services import import_checks, work
from assets.services.import_mapping import DEFAULTS, checked_mapping, checked_options, remember
from audit import services as audit
from audit.actions import Action

# What was imported stays; only how it came about is forgotten.
KEPT = timedelta(days=90)
MAX_BYTES = 50 * 1024 * 1024
Stage, State = CatalogueImport.Stage, CatalogueImport.State
# Where a person may say anew what columns mean, and where rows can be mended.
_NAMING = (Stage.MAPPING, Stage.REVIEW)
_OPEN = (Stage.READING, Stage.MAPPING, Stage.CHECKING, Stage.REVIEW, Stage.RUNNING)


def imports() -> QuerySet[CatalogueImport]:
    """Return all imports with the file each came from."""
    return CatalogueImport.objects.select_related("asset")


def begin(
    asset_id: UUID, *, schema_name: str, actor: User, options: Mapping[str, Any] | None = None
) -> CatalogueImport:
    """Begin to import a sheet of the library: it is read by a worker.

    options: of `DEFAULTS`, what is to be otherwise.

    Raises:
        Asset.DoesNotExist: it is not in the library.
        ImportRefused: it is no sheet, or too large.
    """
    asset = Asset.objects.select_related("current").get(
        pk=asset_id, deleted_at__isnull=True, current__isnull=False
    )
    file = asset.file
    if asset.kind != Asset.Kind.SHEET:
        raise ImportRefused("import-not-a-sheet", {"name": asset.name})
    if file.size_bytes > MAX_BYTES:
        raise ImportRefused("import-too-large", {"size": file.size_bytes, "max": MAX_BYTES})
    kept = {**DEFAULTS, **checked_options(options or {}), "version_id": str(file.pk)}
    with transaction.atomic(durable=True):
        run = CatalogueImport.objects.create(
            asset=asset,
            filename=(file.filename or asset.name)[:200],
            created_by=actor,
            options=kept,
        )
        idempotency.mark(run.pk)
        work.send(run, schema_name=schema_name)
        _record(Action.IMPORT_STARTED, run, actor=actor)
    return run


def begin_with_upload(
    upload_id: UUID,
    *,
    schema_name: str,
    actor: User,
    options: Mapping[str, Any] | None = None,
    asset_id: UUID | None = None,
) -> CatalogueImport:
    """Begin with a file that was just uploaded.

    asset_id: the asset it is said to have become.

    Raises:
        Asset.DoesNotExist: it has become another.
        Upload.DoesNotExist: no such upload.
        ImportRefused: it is not in the library (yet), was refused, or is no sheet.
    """
    upload = Upload.objects.get(pk=upload_id)
    if upload.state == Upload.State.REFUSED:
        why = {"code": upload.problem, "data": upload.problem_data}
        raise ImportRefused("import-upload-refused", why)
    if upload.state != Upload.State.READY or upload.asset_id is None:
        raise ImportRefused("import-upload-not-ready", {"name": upload.filename})
    if asset_id not in (None, upload.asset_id):
        raise Asset.DoesNotExist
    return begin(upload.asset_id, schema_name=schema_name, actor=actor, options=options)


def read_again(
    run_id: UUID, *, version: int, schema_name: str, actor: User, sheet: str, header_row: int | None
) -> CatalogueImport:
    """Read another sheet of the file, or take another row for the headings.

    header_row: None to find it out.

    Raises:
        CatalogueImport.DoesNotExist, ImportRefused, ImportChanged: see `change`.
    """
    with transaction.atomic(durable=True):
        run = _locked(run_id, version=version, stages=(Stage.READING, *_NAMING))
        if run.stage == Stage.READING and run.state != State.FAILED:
            raise ImportRefused("import-wrong-step", {"stage": run.stage})
        if sheet and run.sheets and sheet not in run.sheets:
            raise ImportRefused("import-no-such-sheet", {"sheet": sheet})
        options = {**run.options, "header_row": header_row}
        run.rows.all().delete()
        work.again(
            run, stage=Stage.READING, sheet=sheet[:80], options=options, version=F("version") + 1,
            mapping={}, counts={}, columns=[], done=0, total=0,
        )  # fmt: skip
        work.send(run, schema_name=schema_name)
        _record(Action.IMPORT_CHANGED, run, actor=actor, data={"sheet": sheet})
    return CatalogueImport.objects.get(pk=run_id)


def change(
    run_id: UUID,
    *,
    version: int,
    actor: User,
    mapping: Mapping[str, Mapping[str, Any]] | None = None,
    options: Mapping[str, Any] | None = None,
    then_check: str = "",
) -> CatalogueImport:
    """Say what columns mean, and how to import; what was checked is to be checked anew.

    mapping: index of a column, as text → its meaning; columns that are not named are left out.
    then_check: the schema's name, when every row is to be checked at once.

    Raises:
        CatalogueImport.DoesNotExist: no such import.
        ImportRefused: it is at another step, or the mapping cannot be.
        ImportChanged: it is at another version by now.
    """
    with transaction.atomic(durable=True):
        run = _locked(run_id, version=version, stages=_NAMING)
        changed: dict[str, Any] = {}
        if mapping is not None:
            changed["mapping"] = checked_mapping(mapping, run.columns)
            remember(run, changed["mapping"], actor=actor)
        if options is not None:
            changed["options"] = {**run.options, **checked_options(options)}
        if then_check:
            checked_mapping(changed.get("mapping", run.mapping), run.columns)
            _go(run, Stage.CHECKING, schema_name=then_check, **changed)
        else:
            CatalogueImport.objects.filter(pk=run.pk).update(
                **changed, stage=Stage.MAPPING, version=F("version") + 1
            )
        _record(Action.IMPORT_CHANGED, run, actor=actor)
    return CatalogueImport.objects.get(pk=run_id)


def start_check(run_id: UUID, *, schema_name: str, actor: User) -> CatalogueImport:
    """Have every row checked that was not imported: nothing is written to products.

    Raises:
        CatalogueImport.DoesNotExist: no such import.
        ImportRefused: it is at another step, or no column is the SKU.
    """
    with transaction.atomic(durable=True):
        run = _locked(run_id, version=None, stages=(*_NAMING, Stage.DONE))
        if run.stage != Stage.DONE:
            checked_mapping(run.mapping, run.columns)
        _go(run, Stage.CHECKING, schema_name=schema_name)
        _record(Action.IMPORT_CHANGED, run, actor=actor, data={"checked": True})
    return CatalogueImport.objects.get(pk=run_id)


def confirm(run_id: UUID, *, schema_name: str, actor: User) -> CatalogueImport:
    """Import what was checked: new and changed rows. Who confirms vouches for the facts.

    Raises:
        CatalogueImport.DoesNotExist: no such import.
        ImportRefused: it is at another step, or there is nothing to import.
    """
    with transaction.atomic(durable=True):
        run = _locked(run_id, version=None, stages=(Stage.REVIEW,))
        total = sum(import_checks.counts_of(run).get(state, 0) for state in import_checks.TO_IMPORT)
        if not total:
            raise ImportRefused("import-nothing-to-do")
        options = {**run.options, "confirmed_by": str(actor.pk)}
        _go(run, Stage.RUNNING, schema_name=schema_name, total=total, options=options)
        _record(Action.IMPORT_CONFIRMED, run, actor=actor, data={"products": total})
    return CatalogueImport.objects.get(pk=run_id)


def try_again(run_id: UUID, *, schema_name: str, actor: User) -> CatalogueImport:
    """Do a step again that failed, from where it stopped.

    Raises:
        CatalogueImport.DoesNotExist: no such import.
        ImportRefused: nothing has failed.
    """
    with transaction.atomic(durable=True):
        run = _locked(run_id, version=None, stages=_OPEN)
        if run.state != State.FAILED:
            raise ImportRefused("import-wrong-step")
        work.again(run, version=F("version") + 1)
        work.send(run, schema_name=schema_name)
        _record(Action.IMPORT_CHANGED, run, actor=actor, data={"again": True})
    return CatalogueImport.objects.get(pk=run_id)


def cancel(run_id: UUID, *, actor: User) -> CatalogueImport:
    """Stop an import; what was imported stays. A worker that is at it stops with its batch.

    Raises:
        CatalogueImport.DoesNotExist: no such import.
        ImportRefused: it has ended.
    """
    with transaction.atomic(durable=True):
        run = _locked(run_id, version=None, stages=_OPEN)
        CatalogueImport.objects.filter(pk=run.pk).update(
            stage=Stage.CANCELLED, state=State.READY, problem="", problem_data={},
            finished_at=Now(), version=F("version") + 1, counts=import_checks.counts_of(run),
        )  # fmt: skip
        _record(Action.IMPORT_CANCELLED, run, actor=actor)
    return CatalogueImport.objects.get(pk=run_id)


def remove_old() -> int:
    """Forget imports of 90 days ago with their rows (daily); return how many."""
    old = CatalogueImport.objects.filter(created_at__lt=Now() - KEPT)
    return old.delete()[1].get("assets.CatalogueImport", 0)


def _go(run: CatalogueImport, stage: str, *, schema_name: str, **written: Any) -> None:
    work.again(run, stage=stage, done=0, version=F("version") + 1, **written)
    work.send(run, schema_name=schema_name)


def _locked(run_id: UUID, *, version: int | None, stages: Sequence[str]) -> CatalogueImport:
    run = CatalogueImport.objects.select_for_update().get(pk=run_id)
    if version is not None and run.version != version:
        raise ImportChanged(current=run.version, yours=version)
    if run.stage not in stages:
        raise ImportRefused("import-wrong-step", {"stage": run.stage})
    return run


def _record(
    action: Action, run: CatalogueImport, *, actor: User, data: Mapping[str, Any] | None = None
) -> None:
    audit.record(
        action,
        actor=actor_of(actor),
        workspace_id=places.workspace_id(),
        target=audit.Target("catalogue_import", str(run.pk), run.filename),
        details=audit.Details(data=data or {}),
    )
