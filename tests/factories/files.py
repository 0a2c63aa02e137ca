"""Product photos drawn small by the tests themselves."""

import io
import uuid
from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from assets import storage
from assets.models import Asset, AssetVersion
from workspaces.models import Workspace


@lru_cache(maxsize=8)
def photo(*, size_px: int = 640, colour: tuple[int, int, int] = (176, 74, 46)) -> bytes:
    """Return a JPEG of a box with a lid on a light ground: opaque, plain, easily cut out."""
    ground = Image.new("RGB", (size_px, size_px), (232, 230, 226))
    unit = size_px / 100
    shadow = Image.new("L", ground.size, 0)
    ImageDraw.Draw(shadow).ellipse([30 * unit, 74 * unit, 70 * unit, 80 * unit], fill=90)
    shadow = shadow.filter(ImageFilter.GaussianBlur(2 * unit))
    ground.paste((120, 118, 112), mask=shadow)
    draw = ImageDraw.Draw(ground)
    draw.rounded_rectangle([32 * unit, 34 * unit, 68 * unit, 78 * unit], 3 * unit, fill=colour)
    dark = tuple(value // 2 for value in colour)
    draw.rectangle([32 * unit, 44 * unit, 68 * unit, 47 * unit], fill=dark)
    draw.rounded_rectangle([30 * unit, 26 * unit, 70 * unit, 36 * unit], 2 * unit, fill=dark)
    soft = ground.filter(ImageFilter.GaussianBlur(0.15 * unit))
    noise = np.random.default_rng(7).normal(0, 1.2, (size_px, size_px, 3))
    pixels = np.clip(np.asarray(soft, np.float32) + noise, 0, 255).astype(np.uint8)
    target = io.BytesIO()
    Image.fromarray(pixels).save(target, "JPEG", quality=92)
    return target.getvalue()


def asset(place: Workspace, *, name: str = "Box", content: bytes | None = None) -> Asset:
    """Return a ready photo; its bytes are stored when `content` is given. Stand in the workspace."""
    row = Asset.objects.create(kind=Asset.Kind.IMAGE, source=Asset.Source.UPLOAD, name=name)
    key = f"{place.schema_name}/clean/{uuid.uuid4().hex}.jpg"
    if content is not None:
        storage.put(key, content, content_type="image/jpeg")
    row.current = AssetVersion.objects.create(
        asset=row,
        charged_as=str(row.pk),
        key=key,
        sha256=uuid.uuid4().hex * 2,
        content_type="image/jpeg",
        size_bytes=len(content or b""),
        width_px=640,
        height_px=640,
    )
    row.save(update_fields=["current"])
    return row
