"""Addresses of pictures, signed for one reader."""

from assets import names, storage
from assets.models import Asset

WEBP = "image/webp"


class Pictures:
    """Signs addresses for the origin a reader's browser knows; an empty one means no picture."""

    def __init__(self, origin: str) -> None:
        self._origin = origin

    def thumb(self, asset: Asset | None, *, px: int = 320) -> str:
        """Return the smallest kept copy that is at least `px` long, else the largest."""
        if asset is None or asset.current is None or asset.deleted_at is not None:
            return ""
        sides = sorted(int(side) for side in asset.current.thumbs)
        if not sides:
            return self.original(asset)
        side = next((side for side in sides if side >= px), sides[-1])
        return self._sign(asset.current.thumbs[str(side)], WEBP)

    def original(self, asset: Asset | None) -> str:
        """Return the address of the picture in its full size."""
        if asset is None or asset.current is None or asset.deleted_at is not None:
            return ""
        return self._sign(asset.current.key, asset.current.content_type)

    def download(self, asset: Asset, *, title: str) -> str:
        """Return the address at which a browser saves the picture as `title`."""
        if asset.current is None or asset.deleted_at is not None:
            return ""
        content_type = asset.current.content_type
        filename = names.download_name(title, names.extension_of(content_type))
        return self._sign(asset.current.key, content_type, filename)

    def kept(self, key: str, *, content_type: str = WEBP, filename: str | None = None) -> str:
        """Return the address of another object of the workspace."""
        return self._sign(key, content_type, filename) if key else ""

    def _sign(self, key: str, content_type: str, filename: str | None = None) -> str:
        return storage.presigned_get(
            key, origin=self._origin, content_type=content_type, filename=filename
        )
