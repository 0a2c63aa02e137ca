"""Rows of an import mended in place: a cell is written, and the row judged again at once."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Lower

from accounts.actors import actor_of
from accounts.models import User
from assets import places
from assets.catalogue.texts import folded
from assets.import_words import ImportChanged, ImportRefused
from assets.models import CatalogueImport, ImportRow
from assets.reading.limits import MAX_CELL, MAX_COLUMNS
from assets.services import import_checks
from audit import services as audit
from audit.actions import Action

State = ImportRow.State


def edit_row(
    run_id: UUID,
    number: int,
    *,
    actor: User,
    cells: Mapping[str, str] | None = None,
    skip: bool | None = None,
    version: int | None = None,
) -> ImportRow:
    """Write cells of a row, or leave it out (or not); it and those of its SKU are judged again.

    cells: index of a column, as text → what is to stand there. version: the import's, when the
    caller wants a concurrent change to be refused.

    Raises:
        CatalogueImport.DoesNotExist: no such import.
        ImportRefused: it is not in review, or there is no such row or column.
        ImportChanged: the import is at another version by now.
    """
    with transaction.atomic(durable=True):
        run = _in_review(run_id, version=version)
        row = run.rows.select_for_update().filter(number=number).first()
        if row is None or row.state == State.IMPORTED:
            raise ImportRefused("import-no-such-row", {"row": number})
        before = row.sku
        _write_cells(row, run, cells or {})
        if skip is not None:
            row.state = State.SKIPPED if skip else State.READ
        elif cells and row.state == State.SKIPPED:
            row.state = State.READ
        import_checks.write([row])
        column = import_checks.plan_of(run).columns.get("sku", "")
        _judge_again(run, [number], {before, import_checks.sku_of(row, column)})
        _finish(run, actor=actor, numbers=[number])
    return ImportRow.objects.select_related("run", "product").get(run_id=run_id, number=number)


def skip_rows(
    run_id: UUID, *, states: Collection[str], actor: User, version: int | None = None
) -> int:
    """Leave out every row that is in one of these states; return how many.

    Raises:
        CatalogueImport.DoesNotExist, ImportRefused, ImportChanged: see `edit_row`.
    """
    may = {State.INVALID, State.DUPLICATE, State.FAILED} & set(states)
    with transaction.atomic(durable=True):
        run = _in_review(run_id, version=version)
        found = dict(run.rows.filter(state__in=may).values_list("number", "sku"))
        numbers = list(found)
        run.rows.filter(number__in=numbers).update(state=State.SKIPPED)
        if numbers:
            _judge_again(run, [], set(found.values()))
            _finish(run, actor=actor, numbers=numbers)
    return len(numbers)


def _in_review(run_id: UUID, *, version: int | None) -> CatalogueImport:
    run = CatalogueImport.objects.select_for_update().get(pk=run_id)
    if version is not None and run.version != version:
        raise ImportChanged(current=run.version, yours=version)
    if run.stage != CatalogueImport.Stage.REVIEW:
        raise ImportRefused("import-wrong-step", {"stage": run.stage})
    return run


def _write_cells(row: ImportRow, run: CatalogueImport, cells: Mapping[str, str]) -> None:
    known = {str(column["index"]) for column in run.columns}
    for index, text in cells.items():
        # A column the sheet has no cell of is written to when a product needs what it lacks.
        if index not in known or int(index) >= MAX_COLUMNS:
            raise ImportRefused("import-no-such-column", {"column": index})
        row.cells = {**row.cells, index: text.replace("\0", "").strip()[:MAX_CELL]}
    unread = [index for index in row.values.get("unread", ()) if index not in cells]
    row.values = {**row.values, "unread": unread}


def _judge_again(run: CatalogueImport, numbers: Sequence[int], skus: Collection[str]) -> None:
    """Judge rows, and those that have a SKU they have or had: these may be twice no more."""
    same = Q(lower_sku__in={folded(sku) for sku in skus if sku}) | Q(number__in=numbers)
    rows = list(
        run.rows.annotate(lower_sku=Lower("sku"))
        .filter(same)
        .exclude(state=State.SKIPPED)
        .select_related("product")
        .order_by("number")
    )
    ground = import_checks.ground_of(run, rows)
    again = [one for one in rows if one.state not in import_checks.SETTLED]
    import_checks.judge(again, ground)
    import_checks.write(again)


def _finish(run: CatalogueImport, *, actor: User, numbers: Sequence[int]) -> None:
    import_checks.touch(run)
    audit.record(
        Action.IMPORT_CHANGED,
        actor=actor_of(actor),
        workspace_id=places.workspace_id(),
        target=audit.Target("catalogue_import", str(run.pk), run.filename),
        details=audit.Details(data={"rows": list(numbers[:50]), "count": len(numbers)}),
    )
