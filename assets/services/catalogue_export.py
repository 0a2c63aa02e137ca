"""Products as a sheet to take home, which reads back without a difference."""

import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db.models import Count, Min, Prefetch, Q, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone, translation
from django.utils.translation import gettext

from accounts.models import User
from assets import import_words, money
from assets.catalogue import writing
from assets.catalogue.meanings import FACT, Meaning, heading_for
from assets.catalogue.texts import folded
from assets.filters import ProductFilter
from assets.import_words import ImportRefused
from assets.models import Asset, CatalogueImport, Export, Fact, ImportRow, Product
from assets.services import exports

Alive = Callable[..., None]
FORMATS = ("xlsx", "csv")
COLUMNS = ("sku", "name", "name_zh", "brand", "category", "price", "currency", "photos")
AT_ONCE = 500
SIGN_SECONDS = 5.0
_State = ImportRow.State
_LEFT = (_State.FAILED, _State.INVALID, _State.DUPLICATE, _State.SKIPPED)
_CHINESE = "[\u3400-\u9fff]"
_Row = Sequence[writing.Value]


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which products: those named, else those a list is narrowed to; else all."""

    product_ids: Sequence[UUID] = ()
    narrowed: Mapping[str, str] = field(default_factory=dict)


def ask_for_products(chosen: Chosen, *, file_format: str, actor: User, schema_name: str) -> Export:
    """Have products written into a sheet.

    Raises:
        ImportRefused: there are none, or there is no such format.
    """
    if file_format not in FORMATS:
        raise ImportRefused("import-option-unknown", {"option": "format"})
    parameters = {
        "format": file_format,
        "product_ids": [str(pk) for pk in chosen.product_ids],
        "filter": {name: text for name, text in chosen.narrowed.items() if text},
    }
    total = _wanted(parameters).count()
    if not total:
        raise ImportRefused("export-no-products")
    return exports.begin(
        Export.Kind.CATALOGUE,
        parameters=parameters,
        filename=f"products-{timezone.localdate():%Y-%m-%d}.{file_format}",
        total=total,
        actor=actor,
        schema_name=schema_name,
    )


def ask_for_failed(run_id: UUID, *, actor: User, schema_name: str) -> Export:
    """Have those rows of an import written into a sheet that were not imported, with the reasons.

    Raises:
        CatalogueImport.DoesNotExist: no such import.
        ImportRefused: there are none.
    """
    run = CatalogueImport.objects.get(pk=run_id)
    total = failed_rows(run).count()
    if not total:
        raise ImportRefused("export-no-rows")
    stem = run.filename.rpartition(".")[0] or run.filename
    return exports.begin(
        Export.Kind.CATALOGUE,
        parameters={
            "format": "xlsx",
            "import": str(run.pk),
            "language": translation.get_language(),
        },
        filename=f"{stem[:150]}-left.xlsx",
        total=total,
        actor=actor,
        schema_name=schema_name,
    )


def failed_rows(run: CatalogueImport) -> QuerySet[ImportRow]:
    """Return the rows that were not imported, though they say something else than is known."""
    return run.rows.filter(state__in=_LEFT)


def pieces(export: Export, alive: Alive) -> Iterator[bytes]:
    """Yield the sheet of an export's products (a maker of exports)."""
    if export.parameters.get("import"):
        headings, rows = _failed(export.parameters)
    else:
        columns = _fact_columns(_wanted(export.parameters))
        headings = [*COLUMNS, *(column.heading for column in columns)]
        rows = _rows(_wanted(export.parameters), columns)
    rows = _with_signs(rows, alive)
    if export.parameters["format"] == "csv":
        yield from writing.csv_pieces(headings, rows)
        return
    with tempfile.TemporaryDirectory(prefix="catalogue-") as folder:
        path = Path(folder) / "products.xlsx"
        writing.write_xlsx(path, headings, rows)
        yield from writing.pieces_of(path)


@dataclass(frozen=True, slots=True)
class _FactColumn:
    key: tuple[str, str, str]
    heading: str


def _wanted(parameters: Mapping[str, Any]) -> QuerySet[Product]:
    found = Product.objects.order_by(Lower("sku"))
    if parameters.get("product_ids"):
        return found.filter(pk__in=parameters["product_ids"])
    narrowed: QuerySet[Product] = ProductFilter(parameters.get("filter", {}), queryset=found).qs
    return narrowed


def _fact_columns(wanted: QuerySet[Product]) -> list[_FactColumn]:
    """Return a column for every attribute, unit and language, those most products have first."""
    told = (
        Fact.objects.filter(product__in=wanted.order_by())
        .annotate(key=Lower("attribute"))
        .order_by()
        .values("key", "unit", "language")
        .annotate(
            named=Min("attribute"),
            place=Min("position"),
            many=Count("pk"),
            in_chinese=Count("pk", filter=Q(value__regex=_CHINESE)),
        )
    )
    found = sorted(told, key=lambda one: (one["place"], -one["many"], one["key"], one["language"]))
    return [
        _FactColumn(
            (one["key"], one["unit"], one["language"]),
            heading_for(
                Meaning(FACT, one["named"], one["unit"], one["language"]),
                chinese_values=bool(one["in_chinese"]),
            ),
        )
        for one in found
    ]


def _with_signs(rows: Iterator[_Row], alive: Alive) -> Iterator[_Row]:
    """Pass rows on as they are written, with a sign of life every few seconds."""
    done, signed = 0, time.monotonic()
    for done, row in enumerate(rows, 1):
        yield row
        if time.monotonic() - signed > SIGN_SECONDS:
            alive(done=done)
            signed = time.monotonic()
    alive(done=done)


def _rows(wanted: QuerySet[Product], columns: Sequence[_FactColumn]) -> Iterator[_Row]:
    photos = Asset.objects.filter(
        source=Asset.Source.UPLOAD, kind=Asset.Kind.IMAGE, deleted_at__isnull=True
    ).order_by("position", "created_at")
    full = wanted.prefetch_related("facts", Prefetch("assets", queryset=photos, to_attr="photos"))
    for product in full.iterator(chunk_size=AT_ONCE):
        yield _row(product, columns)


def _row(product: Product, columns: Sequence[_FactColumn]) -> _Row:
    facts = {
        (folded(fact.attribute), fact.unit, fact.language): fact.value
        for fact in product.facts.all()
    }
    price: Decimal | None = None
    if product.price_minor is not None:
        price = money.to_amount(product.price_minor, product.currency)
    photos: list[Asset] = getattr(product, "photos", [])
    return [
        product.sku,
        product.name,
        product.name_zh,
        product.brand,
        product.category,
        price,
        product.currency if price is not None else "",
        "\n".join(asset.name for asset in photos),
        *(facts.get(column.key, "") for column in columns),
    ]


def _failed(parameters: Mapping[str, Any]) -> tuple[list[str], Iterator[_Row]]:
    """Return the rows of a sheet as they were read or mended, with what is wrong at the end."""
    run = CatalogueImport.objects.get(pk=parameters["import"])
    indexes = [str(column["index"]) for column in run.columns]
    headings = [column["heading"] or column["letter"] for column in run.columns]
    rows = failed_rows(run).order_by("number").iterator(chunk_size=AT_ONCE)
    with translation.override(parameters.get("language")):
        # A heading that begins so is passed over when the sheet is imported again.
        told = [f"# {gettext('Row')}", f"# {gettext('What to do')}"]
    return [*headings, *told], (
        [
            *(row.cells.get(index, "") for index in indexes),
            str(row.number),
            _why(row, run, parameters.get("language")),
        ]
        for row in rows
    )


def _why(row: ImportRow, run: CatalogueImport, language: str | None) -> str:
    with translation.override(language):
        return "\n".join(import_words.reasons(row.problems, run.columns, row.number))
