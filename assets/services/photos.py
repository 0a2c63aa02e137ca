"""Files of a product: attached from the library, one of the photos before the others."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from accounts.actors import actor_of
from accounts.models import User
from assets import places
from assets.models import Asset, Product
from assets.services import proposals
from assets.services.products import record
from audit import services as audit
from audit.actions import Action


def attach_photos(product_id: UUID, *, asset_ids: Sequence[UUID], actor: User) -> list[UUID]:
    """Make assets of the library the product's, after those it has.

    What a document of them states is proposed to the product. Returns those that were not there
    before.

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
        proposals.write_of(found, actor=actor_of(actor))
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
            .filter(
                product=product,
                kind=Asset.Kind.IMAGE,
                source=Asset.Source.UPLOAD,
                deleted_at__isnull=True,
            )
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


def _record_moved(files: Sequence[Asset], product: Product, *, actor: User) -> None:
    """Record of each file to which product it came, before it does: from where is told, too."""
    by_product: dict[UUID | None, list[Asset]] = {}
    for file in files:
        by_product.setdefault(file.product_id, []).append(file)
    for before, moved in by_product.items():
        audit.record_many(
            Action.ASSET_CHANGED,
            actor=actor_of(actor),
            workspace_id=places.workspace_id(),
            targets=[audit.Target("asset", str(file.pk), file.name) for file in moved],
            details=audit.Details(
                changes={"product_id": (str(before) if before else None, str(product.pk))}
            ),
        )
