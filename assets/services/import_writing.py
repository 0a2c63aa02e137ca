"""Writes a batch of products with their facts and photos in few statements, with their trail."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.utils import timezone

from accounts.models import User
from assets import places
from assets.catalogue.differences import Difference, label, shown
from assets.catalogue.rows import Found, Parsed
from assets.catalogue.texts import folded
from assets.models import Asset, AssetVersion, CatalogueImport, Fact, ImportRow, Product
from assets.reading.cells import column_letters
from audit import services as audit
from audit.actions import Action

MAX_QUOTE = 400
_WRITTEN = ["attribute", "value", "unit", "source", "origin", "page", "sheet", "cell", "quote",
            "confidence", "confirmed_by", "confirmed_at"]  # fmt: skip
_Changes = dict[str, tuple[Any, Any]]


@dataclass(slots=True)
class Batch:
    """What a batch of rows makes of products; `write` writes it all, in an open transaction."""

    run: CatalogueImport
    actor: User
    new: list[Product] = field(default_factory=list)
    changed: dict[UUID, tuple[Product, _Changes]] = field(default_factory=dict)
    facts: dict[UUID, list[Found]] = field(default_factory=dict)
    told: list[tuple[Product, _Changes]] = field(default_factory=list)
    rows: dict[UUID, ImportRow] = field(default_factory=dict)

    def add(self, row: ImportRow, one: Parsed) -> None:
        """Take a row that is a new product."""
        product = Product(**one.fields, created_by=self.actor)
        self.new.append(product)
        self._take(row, product, list(one.facts.values()), {})

    def change(self, row: ImportRow, one: Parsed, product: Product, found: Difference) -> None:
        """Take a row that is otherwise than its product."""
        changes: _Changes = {
            name: (getattr(product, name), value) for name, value in found.fields.items()
        }
        for name, value in found.fields.items():
            setattr(product, name, value)
        self.changed[product.pk] = (product, changes)
        facts = [one.facts[key] for key in found.facts]
        self._take(row, product, facts, found.said)

    def write(self) -> None:
        """Write products, facts, photos and the trail."""
        Product.objects.bulk_create(self.new)
        photos = self._attach()
        self._write_changed(photos)
        self._write_facts()
        self._record(photos)

    def _take(
        self, row: ImportRow, product: Product, facts: list[Found], before: Mapping[str, Any]
    ) -> None:
        row.state, row.product, row.problems = ImportRow.State.IMPORTED, product, []
        self.rows[product.pk] = row
        if not facts:
            return
        self.facts[product.pk] = facts
        names = {label(fact.attribute, fact.language): fact for fact in facts}
        told = {name: (before.get(name), shown(one.value, one.unit)) for name, one in names.items()}
        self.told.append((product, told))

    def _write_changed(self, photos: Mapping[UUID, list[str]]) -> None:
        now, touched = timezone.now(), []
        for pk, (product, changes) in self.changed.items():
            if changes or pk in self.facts or pk in photos:
                product.version, product.changed_at = product.version + 1, now
                touched.append(product)
        names = {name for _, changes in self.changed.values() for name in changes}
        if touched:
            # They are locked, so all are there: a third of what `bulk_update` costs.
            Product.objects.bulk_create(
                touched,
                update_conflicts=True,
                unique_fields=["id"],
                update_fields=[*sorted(names), "version", "changed_at"],
            )

    def _write_facts(self) -> None:
        known: dict[tuple[UUID, str, str], Fact] = {}
        last: dict[UUID, int] = {}
        old = [pk for pk in self.facts if pk in self.changed]
        for there in Fact.objects.filter(product_id__in=old).order_by() if old else ():
            known[there.product_id, folded(there.attribute), there.language] = there
            last[there.product_id] = max(last.get(there.product_id, -1), there.position)
        fresh: list[Fact] = []
        changed: list[Fact] = []
        now, origin = timezone.now(), self._origin()
        for pk, facts in self.facts.items():
            for found in facts:
                fact = known.get((pk, *found.key))
                if fact is None:
                    place = last.get(pk, -1) + 1
                    fact = Fact(product_id=pk, language=found.language, position=place)
                    fresh.append(fact)
                else:
                    changed.append(fact)
                last[pk] = max(last.get(pk, -1), fact.position)
                self._fill(fact, found, self.rows[pk].number)
                fact.origin_id = origin
                fact.confirmed_by, fact.confirmed_at = self.actor, now
        Fact.objects.bulk_create(fresh)
        if changed:
            Fact.objects.bulk_create(
                changed, update_conflicts=True, unique_fields=["id"], update_fields=_WRITTEN
            )

    def _fill(self, fact: Fact, found: Found, number: int) -> None:
        fact.attribute, fact.value, fact.unit = found.attribute, found.value, found.unit
        fact.source = Fact.Source.SHEET
        fact.page, fact.confidence = None, None
        fact.sheet = self.run.sheet
        fact.cell = f"{column_letters(int(found.column) + 1)}{number}"
        fact.quote = shown(found.value, found.unit)[:MAX_QUOTE]

    def _origin(self) -> UUID | None:
        """Return the version of the sheet, held until the end; None when it was deleted."""
        given = self.run.options.get("version_id")
        if not given or not self.facts:
            return None
        there = AssetVersion.objects.select_for_update(no_key=True).filter(pk=given)
        return there.values_list("pk", flat=True).first()

    def _attach(self) -> dict[UUID, list[str]]:
        """Give pictures of the library to their products; return the names of those given."""
        wanted = {
            UUID(photo["asset"]): pk
            for pk, row in self.rows.items()
            for photo in row.values.get("photos", [])
            if photo["does"] == "attach"
        }
        if not wanted:
            return {}
        free = {
            asset.pk: asset
            for asset in Asset.objects.select_for_update(of=("self",))
            .filter(pk__in=wanted, product__isnull=True, deleted_at__isnull=True)
            .order_by("pk")
        }
        last = dict(
            Asset.objects.filter(product_id__in=set(wanted.values()))
            .values_list("product_id")
            .annotate(Max("position"))
            .order_by()
        )
        given: dict[UUID, list[str]] = {}
        for asset_id, pk in wanted.items():
            asset = free.get(asset_id)
            if asset is None:
                continue
            last[pk] = last.get(pk, -1) + 1
            asset.product_id, asset.position = pk, last[pk]
            given.setdefault(pk, []).append(asset.name)
        Asset.objects.bulk_update(free.values(), ["product", "position"])
        self._record_attached([one for one in free.values() if one.product_id])
        return given

    def _record(self, photos: Mapping[UUID, list[str]]) -> None:
        self._tell(Action.PRODUCT_CREATED, [(product, audit.Details()) for product in self.new])
        changed = [
            (product, audit.Details(changes=changes, data=_currency(product, changes)))
            for product, changes in self.changed.values()
            if changes
        ]
        self._tell(Action.PRODUCT_CHANGED, changed)
        given = [
            (row.product, audit.Details(data={"photos_added": photos[pk]}))
            for pk, row in self.rows.items()
            if pk in photos and row.product is not None
        ]
        self._tell(Action.PRODUCT_CHANGED, given)
        facts = [(product, audit.Details(changes=changes)) for product, changes in self.told]
        self._tell(Action.FACT_CHANGED, facts)

    def _record_attached(self, assets: list[Asset]) -> None:
        audit.record_each(
            Action.ASSET_CHANGED,
            actor=audit.system_for(self.actor.pk),
            workspace_id=places.workspace_id(),
            told=[
                (
                    audit.Target("asset", str(asset.pk), asset.name),
                    audit.Details(changes={"product_id": (None, str(asset.product_id))}),
                )
                for asset in assets
            ],
        )

    def _tell(self, action: Action, told: list[tuple[Product, audit.Details]]) -> None:
        audit.record_each(
            action,
            actor=audit.system_for(self.actor.pk),
            workspace_id=places.workspace_id(),
            told=[
                (audit.Target("product", str(product.pk), product.name), details)
                for product, details in told
            ],
        )


def _currency(product: Product, changes: _Changes) -> dict[str, str]:
    return {"currency": product.currency} if "price_minor" in changes else {}
