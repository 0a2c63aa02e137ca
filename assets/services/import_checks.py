"""The dry run of an import: what each row would do, and what is wrong with it. Writes no product."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, F
from django.db.models.functions import Lower

from assets.catalogue import photos
from assets.catalogue.differences import Difference, Known, Present, between, label, shown
from assets.catalogue.rows import Parsed, Plan, read
from assets.catalogue.texts import folded, normal, plain
from assets.models import CatalogueImport, Fact, ImportRow, Product
from assets.services import work
from assets.services.import_photos import Shelf, shelf_for

State = ImportRow.State
TO_IMPORT = (State.NEW, State.CHANGED)
# What a check leaves as it is.
SETTLED = (State.SKIPPED, State.IMPORTED)
AT_ONCE = 500
WRITTEN = [
    "state", "cells", "values", "problems", "before", "sku", "product", "product_version",
]  # fmt: skip
_FIELDS = ("sku", "name", "name_zh", "brand", "category", "price_minor", "currency")


@dataclass(frozen=True, slots=True)
class Ground:
    """What rows are judged by. first: SKU in lower case → number of the first row that has it."""

    plan: Plan
    first: Mapping[str, int]
    shelf: Shelf
    keeps_present: bool


def check(run: CatalogueImport) -> None:
    """Judge every row that is not settled, and go on to the review.

    Raises:
        Overtaken: another worker is at it, or it was stopped.
    """
    rows = list(run.rows.exclude(state=State.SKIPPED).order_by("number"))
    open_rows = [row for row in rows if row.state not in SETTLED]
    work.alive(run, done=0, total=len(open_rows))
    ground = ground_of(run, rows)
    for at in range(0, len(open_rows), AT_ONCE):
        batch = open_rows[at : at + AT_ONCE]
        judge(batch, ground)
        with transaction.atomic(durable=True):
            write(batch)
            work.alive(run, done=at + len(batch))
    with transaction.atomic(durable=True):
        work.finish(run, stage=CatalogueImport.Stage.REVIEW, counts=counts_of(run))


def plan_of(run: CatalogueImport) -> Plan:
    """Return how the rows of an import are read."""
    return Plan.of(run.mapping, currency=run.options.get("currency", ""))


def ground_of(run: CatalogueImport, rows: Sequence[ImportRow]) -> Ground:
    """Return what to judge by. rows: all that are not left out, by number."""
    plan = plan_of(run)
    column = plan.columns.get("sku", "")
    first: dict[str, int] = {}
    for row in rows:
        sku = sku_of(row, column)
        if sku:
            first.setdefault(folded(sku), row.number)
    by_sku = first if run.options.get("photos_by_sku", True) else {}
    shelf = shelf_for(rows, column=plan.columns.get("photos", ""), skus=by_sku)
    return Ground(plan, first, shelf, run.options.get("existing") == "skip")


def sku_of(row: ImportRow, column: str) -> str:
    """Return the SKU in a row's cell."""
    return normal(plain(row.cells.get(column, "")))


def judge(rows: Sequence[ImportRow], ground: Ground) -> None:
    """Say of each row what it would do; nothing is written."""
    parsed = [read_row(row, ground.plan) for row in rows]
    known = present([one.sku for one in parsed])
    fetched = ground.shelf.fetched([product.pk for product, _ in known.values()])
    for row, one in zip(rows, parsed, strict=True):
        product, facts = known.get(folded(one.sku), (None, {}))
        row.sku, row.product = one.sku[:64], product
        row.product_version = product.version if product else None
        row.problems = problems_of(row, one, product, ground)
        found = ground.shelf.photos_of(one, product, fetched)
        difference = (
            between(one, Present(product_fields(product), facts)) if product else Difference()
        )
        row.before = difference.before
        unread = row.values.get("unread")
        row.values = _values(one, difference, found, is_new=product is None)
        if unread:
            row.values["unread"] = unread
        does_something = bool(difference or found.are_to_come)
        row.state = _state(row, does_something, keeps_present=ground.keeps_present)


def read_row(row: ImportRow, plan: Plan) -> Parsed:
    """Return what a row says."""
    return read(row.cells, plan, unread=frozenset(row.values.get("unread", ())))


def present(
    skus: Iterable[str], *, lock: bool = False
) -> dict[str, tuple[Product, dict[tuple[str, str], Known]]]:
    """Return SKU in lower case → the product that has it, with what is known of it."""
    wanted = {folded(sku) for sku in skus if sku}
    rows = Product.objects.annotate(lower_sku=Lower("sku")).filter(lower_sku__in=wanted)
    if lock:
        # In one order, so that two who write the same products cannot block each other.
        rows = rows.select_for_update(of=("self",)).order_by("pk")
    products = {folded(product.sku): product for product in rows}
    facts: dict[UUID, dict[tuple[str, str], Known]] = {one.pk: {} for one in products.values()}
    told = Fact.objects.filter(product_id__in=facts).values_list(
        "product_id", "attribute", "language", "value", "unit"
    )
    for product_id, attribute, language, value, unit in told.order_by():
        facts[product_id][folded(attribute), language] = Known(attribute, value, unit)
    return {sku: (product, facts[product.pk]) for sku, product in products.items()}


def problems_of(
    row: ImportRow, one: Parsed, product: Product | None, ground: Ground
) -> list[dict[str, Any]]:
    """Return what is wrong with a row."""
    columns, found = ground.plan.columns, list(one.problems)
    wrong = {problem["column"] for problem in found}
    earlier = ground.first.get(folded(one.sku), row.number)
    sku_at, name_at = columns.get("sku", ""), columns.get("name", "")
    if not one.sku and sku_at not in wrong:
        found.append({"column": sku_at, "code": "sku-missing", "data": {}})
    if one.sku and earlier != row.number:
        found.append({"column": sku_at, "code": "sku-twice", "data": {"row": earlier}})
    if product is None and "name" not in one.fields and not (name_at and name_at in wrong):
        found.append({"column": name_at, "code": "name-missing", "data": {}})
    return found


def counts_of(run: CatalogueImport) -> dict[str, int]:
    """Return state of a row → how many rows."""
    return dict(run.rows.order_by().values_list("state").annotate(Count("pk")))


def write(rows: Sequence[ImportRow]) -> None:
    """Write what was found of rows that are there, in one statement."""
    ImportRow.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["run", "number"], update_fields=WRITTEN
    )


def touch(run: CatalogueImport) -> None:
    """Note that rows changed; joins the transaction that is open."""
    CatalogueImport.objects.filter(pk=run.pk).update(
        counts=counts_of(run), version=F("version") + 1
    )


def product_fields(product: Product | None) -> dict[str, Any]:
    """Return what a sheet can say of a product, as it is."""
    return {name: getattr(product, name) for name in _FIELDS} if product else {}


def _values(
    one: Parsed, difference: Difference, found: photos.Found, *, is_new: bool
) -> dict[str, Any]:
    facts = one.facts if is_new else {key: one.facts[key] for key in difference.facts}
    return {
        "fields": dict(one.fields) if is_new else difference.fields,
        "facts": {
            label(fact.attribute, fact.language): shown(fact.value, fact.unit)
            for fact in facts.values()
        },
        "photos": found.photos,
        "notes": found.notes,
    }


def _state(row: ImportRow, does_something: bool, *, keeps_present: bool) -> str:  # noqa: FBT001
    codes = {problem["code"] for problem in row.problems}
    if codes - {"sku-twice"}:
        return State.INVALID
    if codes:
        return State.DUPLICATE
    if row.product is None:
        return State.NEW
    return State.CHANGED if does_something and not keeps_present else State.SAME
