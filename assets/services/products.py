"""Products: what is sold, and what is known of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, Max, Prefetch, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts import idempotency
from accounts.actors import actor_of
from accounts.models import User
from assets import places
from assets.models import Asset, Product
from audit import services as audit
from audit.actions import Action


class Conflict(Exception):
    """Somebody changed the product since it was read: nothing is written.

    current, yours: the version that is, and the one the change was made on.
    """

    code = "edit-conflict"

    def __init__(self, *, current: int, yours: int) -> None:
        super().__init__(f"version {current} is newer than {yours}")
        self.current = current
        self.yours = yours

    def __str__(self) -> str:
        return _(
            "Somebody else changed this product meanwhile. Look at what it says now and make your"
            " change again. Nothing was overwritten."
        )


class SkuTaken(Exception):
    """Another product of the workspace has this SKU (upper and lower case are the same)."""

    code = "sku-taken"

    def __init__(self, sku: str) -> None:
        super().__init__(sku)
        self.sku = sku

    def __str__(self) -> str:
        return _("Another product has the SKU %(sku)s. Give this one its own.") % {"sku": self.sku}


@dataclass(frozen=True, slots=True)
class ProductValues:
    """What a person writes about a product. price_minor: in the currency's smallest unit."""

    sku: str
    name: str
    name_zh: str = ""
    brand: str = ""
    category: str = ""
    price_minor: int | None = None
    currency: str = ""


def products() -> QuerySet[Product]:
    """Return all products with `photos`, each one's uploaded pictures, the main one first."""
    photos = (
        Asset.objects.filter(
            source=Asset.Source.UPLOAD, deleted_at__isnull=True, current__isnull=False
        )
        .select_related("current")
        .order_by("position", "created_at")
    )
    return Product.objects.prefetch_related(Prefetch("assets", queryset=photos, to_attr="photos"))


def create_product(
    values: ProductValues, *, actor: User, also: Callable[[Product], None] | None = None
) -> Product:
    """Add a product.

    also: writes what is known of it, in the same transaction (`facts.writer`).

    Raises:
        SkuTaken: another product has this SKU.
    """
    with transaction.atomic(durable=True):
        try:
            with transaction.atomic():
                product = Product.objects.create(**asdict(values), created_by=actor)
        except IntegrityError as error:
            raise SkuTaken(values.sku) from error
        record(Action.PRODUCT_CREATED, product, actor=actor)
        idempotency.mark(product.pk)
        if also is not None:
            also(product)
    return product


def change_product(
    product_id: UUID, *, version: int, changes: Mapping[str, Any], actor: User
) -> Product:
    """Write `changes` to the product as it was in `version`.

    changes: fields of `ProductValues` → new value; what is the same already is left out.

    Raises:
        Product.DoesNotExist: no such product.
        Conflict: the product is at another version by now.
        SkuTaken: another product has this SKU.
    """
    with transaction.atomic(durable=True):
        before = Product.objects.get(pk=product_id)
        changed = {name: value for name, value in changes.items() if getattr(before, name) != value}
        if not changed and before.version == version:
            return before
        try:
            with transaction.atomic():
                moved = step(product_id, version=version, **changed)
        except IntegrityError as error:
            raise SkuTaken(str(changed.get("sku"))) from error
        if not moved:
            raise Conflict(current=Product.objects.get(pk=product_id).version, yours=version)
        product = Product.objects.get(pk=product_id)
        record(
            Action.PRODUCT_CHANGED,
            product,
            actor=actor,
            changes={name: (getattr(before, name), value) for name, value in changed.items()},
            data={"currency": product.currency} if "price_minor" in changed else None,
        )
    return product


def attach_photos(product_id: UUID, *, asset_ids: Sequence[UUID], actor: User) -> list[UUID]:
    """Make assets of the library photos of the product, after those it has.

    Returns those that were not there before.

    Raises:
        Product.DoesNotExist: no such product.
    """
    with transaction.atomic(durable=True):
        product = Product.objects.select_for_update().get(pk=product_id)
        found = list(
            Asset.objects.select_for_update(of=("self",))
            .filter(pk__in=asset_ids, deleted_at__isnull=True)
            .exclude(product=product)
            .order_by("pk")
        )
        last = Asset.objects.filter(product=product).aggregate(last=Max("position"))["last"]
        first = 0 if last is None else last + 1
        # In the order they were chosen.
        found.sort(key=lambda asset: list(asset_ids).index(asset.pk))
        _record_moved(found, product, actor=actor)
        for position, asset in enumerate(found, start=first):
            asset.product, asset.position = product, position
        Asset.objects.bulk_update(found, ["product", "position"])
        if found:
            names = [asset.name for asset in found]
            record(Action.PRODUCT_CHANGED, product, actor=actor, data={"photos_added": names})
    return [asset.pk for asset in found]


def choose_main_photo(product_id: UUID, *, asset_id: UUID, actor: User) -> None:
    """Put one of the product's photos before the others.

    Raises:
        Asset.DoesNotExist: it is no photo of this product.
    """
    with transaction.atomic(durable=True):
        product = Product.objects.get(pk=product_id)
        photos = list(
            Asset.objects.select_for_update(of=("self",))
            .filter(product=product, source=Asset.Source.UPLOAD, deleted_at__isnull=True)
            .order_by("position", "created_at")
        )
        chosen = next((photo for photo in photos if photo.pk == asset_id), None)
        if chosen is None:
            raise Asset.DoesNotExist
        for position, photo in enumerate([chosen, *(one for one in photos if one != chosen)]):
            photo.position = position
        Asset.objects.bulk_update(photos, ["position"])
        if chosen == photos[0]:
            return
        record(
            Action.PRODUCT_CHANGED,
            product,
            actor=actor,
            changes={"main_photo": (photos[0].name, chosen.name)},
        )


def delete_product(product_id: UUID, *, actor: User) -> None:
    """Delete a product with its facts; its photos and pictures stay in the library.

    Raises:
        Product.DoesNotExist: no such product.
    """
    with transaction.atomic(durable=True):
        product = Product.objects.select_for_update().get(pk=product_id)
        facts = {
            fact.attribute: f"{fact.value} {fact.unit}".strip() for fact in product.facts.all()
        }
        record(Action.PRODUCT_DELETED, product, actor=actor, data={"facts": facts})
        product.delete()


def _record_moved(photos: Sequence[Asset], product: Product, *, actor: User) -> None:
    """Record of each photo to which product it came, before it does: from where is told, too."""
    by_product: dict[UUID | None, list[Asset]] = {}
    for photo in photos:
        by_product.setdefault(photo.product_id, []).append(photo)
    for before, moved in by_product.items():
        audit.record_many(
            Action.ASSET_CHANGED,
            actor=actor_of(actor),
            workspace_id=places.workspace_id(),
            targets=[audit.Target("asset", str(photo.pk), photo.name) for photo in moved],
            details=audit.Details(
                changes={"product_id": (str(before) if before else None, str(product.pk))}
            ),
        )


def step(product_id: UUID, *, version: int, **values: Any) -> bool:
    """Write `values` and raise the version, if it is still `version`; return whether it was."""
    return bool(
        Product.objects.filter(pk=product_id, version=version).update(
            **values, version=F("version") + 1, changed_at=Now()
        )
    )


def record(
    action: Action,
    product: Product,
    *,
    actor: User,
    changes: Mapping[str, tuple[Any, Any]] | None = None,
    data: Mapping[str, Any] | None = None,
) -> None:
    """Write the audit row of something done to a product."""
    audit.record(
        action,
        actor=actor_of(actor),
        workspace_id=places.workspace_id(),
        target=audit.Target("product", str(product.pk), product.name),
        details=audit.Details(changes=changes or {}, data=data or {}),
    )
