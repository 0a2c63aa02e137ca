"""Products and library rows, written without storing a byte."""

import uuid
from datetime import timedelta
from typing import Any

from django.db.models.functions import Now

from accounts.models import User
from assets import services
from assets.models import Asset, AssetVersion, Product
from assets.services import FactValue, ProductValues, indexing
from workspaces import tenancy


def product(actor: User, *, name: str = "Speckled mug", **values: Any) -> Product:
    """Return a product with a SKU of its own. Stand in the workspace."""
    values.setdefault("sku", f"SKU-{uuid.uuid4().hex[:8]}")
    return services.create_product(ProductValues(name=name, **values), actor=actor)


def asset(*, name: str = "Mug front", days_old: int = 0, **values: Any) -> Asset:
    """Return an asset whose files are named, but not stored. Stand in the workspace."""
    values.setdefault("source", Asset.Source.UPLOAD)
    row = Asset.objects.create(name=name, created_at=Now() - timedelta(days=days_old), **values)
    folder = tenancy.current()
    row.current = AssetVersion.objects.create(
        asset=row,
        charged_as=str(row.pk),
        key=f"{folder}/clean/{row.pk}.jpg",
        sha256=row.pk.hex * 2,
        content_type="image/jpeg",
        size_bytes=123_456,
        width_px=1600,
        height_px=1200,
        thumbs={side: f"{folder}/thumbs/{row.pk}-{side}.webp" for side in ("320", "800")},
    )
    row.save(update_fields=["current"])
    indexing.index([row.pk])
    row.refresh_from_db()
    return row


def facts(**known: str) -> list[FactValue]:
    """Return facts by attribute."""
    return [FactValue(attribute, value) for attribute, value in known.items()]
