"""Which files of the library the rows of a sheet mean by their photos."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import CharField, F, Func, Q, QuerySet, Value
from django.db.models.functions import Lower

from assets.catalogue.photos import Found, candidates, is_address, keys_of, names_in, sku_in
from assets.catalogue.rows import Parsed
from assets.catalogue.texts import folded
from assets.models import Asset, ImportRow, Product, Upload

# As `assets.catalogue.photos.sku_in` takes the number off a name.
_NUMBER = r"[ _\-(（]+\d{1,3}[)）]?$"
_NAMED_AT_ONCE = 5000


@dataclass(frozen=True, slots=True)
class Spot:
    """A picture of the library, and the product it belongs to."""

    asset: UUID
    name: str
    product: UUID | None


@dataclass(slots=True)
class Shelf:
    """The pictures that a sheet may mean. by_name: name in lower case → pictures, the newest first."""

    by_name: dict[str, list[Spot]] = field(default_factory=dict)
    by_sku: dict[str, list[Spot]] = field(default_factory=dict)
    has_addresses: bool = False

    def fetched(self, products: Collection[UUID]) -> dict[UUID, set[str]]:
        """Return product → the addresses its photos were fetched from by imports before."""
        found: dict[UUID, set[str]] = {}
        if not self.has_addresses or not products:
            return found
        rows = ImportRow.objects.filter(product_id__in=products, state=ImportRow.State.IMPORTED)
        for product_id, told in rows.order_by().values_list("product_id", "values__photos"):
            urls = (one["url"] for one in told or [] if one.get("upload"))
            found.setdefault(product_id, set()).update(urls)
        # Imports are forgotten; the photos that came of them are there still.
        there = Upload.objects.filter(asset__product_id__in=products, problem_data__has_key="from")
        told_by = there.order_by().values_list("asset__product_id", "problem_data__from")
        for product_id, url in told_by:
            found.setdefault(product_id, set()).add(url)
        return found

    def photos_of(
        self, one: Parsed, product: Product | None, fetched: Mapping[UUID, set[str]]
    ) -> Found:
        """Return what is to become of the photos of a row."""
        found, own = Found(), product.pk if product else None
        names = names_in(one.photos, known=self.by_name.keys()) if one.photos else []
        for name in names:
            if is_address(name):
                there = own is not None and name in fetched.get(own, ())
                found.photos.append({"url": name, "does": "has" if there else "fetch"})
                continue
            self._named(found, name, own, column=one.photos_column)
        chosen = {photo.get("asset") for photo in found.photos}
        for spot in self.by_sku.get(folded(one.sku), ()):
            if str(spot.asset) not in chosen:
                found.photos.append(
                    {"name": spot.name, "asset": str(spot.asset), "does": "attach", "by": "sku"}
                )
        return found

    def _named(self, found: Found, name: str, own: UUID | None, *, column: str) -> None:
        spots = next((self.by_name[key] for key in keys_of(name) if key in self.by_name), [])
        mine = next((spot for spot in spots if own is not None and spot.product == own), None)
        free = next((spot for spot in spots if spot.product is None), None)
        if mine is not None:
            found.photos.append({"name": name, "asset": str(mine.asset), "does": "has"})
        elif free is not None:
            found.photos.append({"name": name, "asset": str(free.asset), "does": "attach"})
        else:
            code = "elsewhere" if spots else "missing"
            found.photos.append({"name": name, "does": code})
            found.notes.append({"column": column, "code": f"photo-{code}", "data": {"name": name}})


def shelf_for(rows: Iterable[ImportRow], *, column: str, skus: Collection[str]) -> Shelf:
    """Return the pictures these rows may mean: those they name, and those named by their SKU."""
    cells = [row.cells[column] for row in rows if column and row.cells.get(column)]
    shelf = Shelf(has_addresses=any(is_address(part) for cell in cells for part in names_in(cell)))
    wanted = sorted(candidates(cells))
    for at in range(0, len(wanted), _NAMED_AT_ONCE):
        some = wanted[at : at + _NAMED_AT_ONCE]
        named = _pictures().filter(Q(lower_name__in=some) | Q(lower_file__in=some))
        for spot, filename in _spots(named):
            keys = dict.fromkeys((folded(spot.name), *keys_of(filename), *keys_of(spot.name)))
            for key in keys:
                if key:
                    shelf.by_name.setdefault(key, []).append(spot)
    if skus:
        _take_named_by_sku(shelf, skus)
    return shelf


def _take_named_by_sku(shelf: Shelf, skus: Collection[str]) -> None:
    bare = Func(
        F("lower_name"), Value(_NUMBER), Value(""), function="regexp_replace",
        output_field=CharField(),
    )  # fmt: skip
    free = _pictures().filter(product__isnull=True).annotate(bare=bare)
    known = list(skus)
    named = free.filter(Q(lower_name__in=known) | Q(bare__in=known))
    for spot, _filename in sorted(_spots(named), key=lambda pair: _natural(pair[0].name)):
        whole, stem = sku_in(spot.name)
        sku = whole if whole in skus else stem
        shelf.by_sku.setdefault(sku, []).append(spot)


def _pictures() -> QuerySet[Asset]:
    rows = Asset.objects.filter(
        kind=Asset.Kind.IMAGE,
        source=Asset.Source.UPLOAD,
        deleted_at__isnull=True,
        current__isnull=False,
    )
    return rows.annotate(lower_name=Lower("name"), lower_file=Lower("current__filename"))


def _spots(rows: QuerySet[Asset]) -> Sequence[tuple[Spot, str]]:
    told = rows.order_by("-created_at", "-pk").values_list(
        "pk", "name", "product_id", "current__filename"
    )
    return [(Spot(pk, name, product), filename) for pk, name, product, filename in told]


def _natural(name: str) -> list[tuple[int, str]]:
    """Return a key by which 'MUG_2' stands before 'MUG_10'."""
    parts = re.split(r"(\d+)", name.lower())
    return [(int(part), "") if part.isdigit() else (-1, part) for part in parts]
