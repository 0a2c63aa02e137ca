"""The last step of an import: products and facts are written, batch by batch, each a transaction.

What a batch wrote its rows know, so a worker that takes over goes on where the other one stopped.
"""

import logging
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import DataError, IntegrityError, transaction

from accounts.models import User
from assets import places, sql
from assets.catalogue.differences import Difference, Key, Known, Present, between, label, shown
from assets.catalogue.rows import Parsed, Plan
from assets.catalogue.texts import folded
from assets.models import CatalogueImport, ImportRow, Product
from assets.services import import_fetching, work
from assets.services.import_checks import (
    TO_IMPORT,
    counts_of,
    plan_of,
    present,
    product_fields,
    read_row,
    write,
)
from assets.services.import_writing import Batch
from audit import services as audit
from audit.actions import Action

State = ImportRow.State
AT_ONCE = 200
TRIES = 3
log = logging.getLogger(__name__)


def run_import(run: CatalogueImport, *, schema_name: str) -> None:
    """Write what is new or changed, then fetch photos from the web.

    Raises:
        Overtaken: another worker is at it, or it was stopped.
    """
    actor = User.objects.get(pk=run.options["confirmed_by"])
    plan = plan_of(run)
    while _write_batch(run, plan, actor=actor):
        pass
    if not import_fetching.fetch_photos(run, actor=actor, schema_name=schema_name):
        return
    with transaction.atomic(durable=True):
        counts = counts_of(run)
        work.finish(run, stage=CatalogueImport.Stage.DONE, counts=counts)
        _record_finish(run, products=counts.get(State.IMPORTED, 0))


def record_failure(run: CatalogueImport, code: str) -> None:
    """Say on the record that an import was not finished; joins the transaction that is open."""
    _record_finish(run, products=0, outcome="error", reason=code)


def _write_batch(run: CatalogueImport, plan: Plan, *, actor: User) -> bool:
    """Write the next rows; return whether there were any."""
    for attempt in range(1, TRIES + 1):
        try:
            with transaction.atomic(durable=True):
                waiting = run.rows.filter(state__in=TO_IMPORT).order_by("number")
                rows = list(waiting[:AT_ONCE])
                if not rows:
                    return False
                _take(run, rows, plan, actor=actor)
                work.alive(run, done=max(0, run.total - waiting.count()))
        except (IntegrityError, DataError):
            # Somebody added a product or fact between our look and our write: look again.
            if attempt == TRIES:
                _write_each(run, plan, actor=actor)
        else:
            break
    return True


def _write_each(run: CatalogueImport, plan: Plan, *, actor: User) -> None:
    """Write the next rows each by itself: only what the database refuses fails."""
    with transaction.atomic(durable=True):
        waiting = run.rows.filter(state__in=TO_IMPORT).order_by("number")
        for row in list(waiting[:AT_ONCE]):
            try:
                with transaction.atomic():
                    _take(run, [row], plan, actor=actor)
                    # What a commit would find, too late to know of which row.
                    sql.check_now()
            except (IntegrityError, DataError):
                log.exception("a row was refused", extra={"id": str(run.pk), "row": row.number})
                refused = run.rows.get(pk=row.pk)
                _fail(refused, "row-refused", {})
                write([refused])
        work.alive(run, done=max(0, run.total - waiting.count()))


def _take(run: CatalogueImport, rows: Sequence[ImportRow], plan: Plan, *, actor: User) -> None:
    """Write one batch; joins the transaction that is open."""
    parsed = [read_row(row, plan) for row in rows]
    known = present([one.sku for one in parsed], lock=True)
    batch = Batch(run, actor)
    for row, one in zip(rows, parsed, strict=True):
        product, facts = known.get(folded(one.sku), (None, {}))
        _decide(batch, row, one, product, facts)
    batch.write()
    write(rows)


def _decide(
    batch: Batch, row: ImportRow, one: Parsed, product: Product | None, facts: dict[Key, Known]
) -> None:
    """Say what becomes of a row: written, or a conflict with what was changed meanwhile."""
    if product is None:
        if row.state == State.CHANGED:
            _fail(row, "product-gone", {})
            return
        batch.add(row, one)
        return
    difference = between(one, Present(product_fields(product), facts))
    clash = _clash(row, one, difference, product)
    if clash:
        code = "sku-appeared" if row.state == State.NEW else "changed-meanwhile"
        _fail(row, code, clash)
        row.product = product
        return
    batch.change(row, one, product, difference)


def _clash(
    row: ImportRow, one: Parsed, difference: Difference, product: Product
) -> dict[str, dict[str, Any]]:
    """Return `fields` and `facts`, each by name → what it said at the check, says now and is to say, where these clash."""
    if row.state == State.CHANGED and product.version == row.product_version:
        return {}
    facts = {
        label(fact.attribute, fact.language): shown(fact.value, fact.unit)
        for fact in (one.facts[key] for key in difference.facts)
    }
    return {
        part: clash
        for part, now, yours in (
            ("fields", difference.was, difference.fields),
            ("facts", difference.said, facts),
        )
        if (clash := _other(row, part, now, yours))
    }


def _other(
    row: ImportRow, part: str, now: Mapping[str, Any], yours: Mapping[str, Any]
) -> dict[str, dict[str, Any]]:
    """Return what says something else by now than it did at the check."""
    then = row.before.get(part, {})
    return {
        name: {"before": then.get(name), "now": value, "yours": yours.get(name)}
        for name, value in now.items()
        if row.state == State.NEW or name not in then or then[name] != value
    }


def _fail(row: ImportRow, code: str, data: dict[str, Any]) -> None:
    row.state = State.FAILED
    row.problems = [{"column": "", "code": code, "data": data}]


def _record_finish(
    run: CatalogueImport, *, products: int, outcome: str = "ok", reason: str = ""
) -> None:
    audit.record(
        Action.IMPORT_FINISHED,
        actor=audit.system_for(_who(run)),
        workspace_id=places.workspace_id(),
        target=audit.Target("catalogue_import", str(run.pk), run.filename),
        details=audit.Details(outcome=outcome, reason=reason, data={"products": products}),
    )


def _who(run: CatalogueImport) -> UUID | str | None:
    asked: str | None = run.options.get("confirmed_by")
    return asked or run.created_by_id
