"""Products: what is sold, and what is known of it."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, Prefetch, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts import idempotency
from accounts.actors import actor_of
from accounts.models import User
from assets import places, texts
from assets.models import Asset, Product
from audit import services as audit
from audit.actions import Action


class Conflict(Exception):
    """Somebody changed the product since it was read: nothing is written.

    current, yours: the version that is, and the one the change was made on. now, given: what it
    says now and what it was to say, as plain values.
    """

    code = "edit-conflict"

    def __init__(self, *, current: int, yours: int, now: Any = None, given: Any = None) -> None:
        super().__init__(f"version {current} is newer than {yours}")
        self.current = current
        self.yours = yours
        self.now = now
        self.given = given

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

    def __post_init__(self) -> None:
        for name in self.__slots__:
            object.__setattr__(self, name, _kept(name, getattr(self, name)))


def products() -> QuerySet[Product]:
    """Return all products with `photos`, each one's uploaded pictures, the main one first."""
    photos = (
        Asset.objects.filter(
            kind=Asset.Kind.IMAGE,
            source=Asset.Source.UPLOAD,
            deleted_at__isnull=True,
            current__isnull=False,
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
    changes = {name: _kept(name, value) for name, value in changes.items()}
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
            newer = Product.objects.get(pk=product_id)
            now = {name: getattr(newer, name) for name in ProductValues.__slots__}
            raise Conflict(current=newer.version, yours=version, now=now, given=dict(changes))
        product = Product.objects.get(pk=product_id)
        record(
            Action.PRODUCT_CHANGED,
            product,
            actor=actor,
            changes={name: (getattr(before, name), value) for name, value in changed.items()},
            data={"currency": product.currency} if "price_minor" in changed else None,
        )
    return product


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


def step(product_id: UUID, *, version: int, **values: Any) -> bool:
    """Write `values` and raise the version, if it is still `version`; return whether it was."""
    return bool(
        Product.objects.filter(pk=product_id, version=version).update(
            **values, version=F("version") + 1, changed_at=Now()
        )
    )


def _kept(name: str, value: Any) -> Any:
    """Return the value of a field as it is kept."""
    if not isinstance(value, str):
        return value
    return texts.tidy_sku(value) if name == "sku" else texts.clean(value)


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
