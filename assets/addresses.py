"""Where a reader's browser finds an asset's pictures. Addresses change every 15 minutes."""

from assets import storage
from assets.decoding.limits import THUMBS_PX
from assets.models import Asset

LARGE_PX, SMALL_PX = THUMBS_PX[:2]
COMPANIONS = {"cover": "image/jpeg", "subtitles": "application/x-subrip"}


def picture_url(asset: Asset, *, origin: str) -> str:
    """Return where the whole clean picture is."""
    file = asset.file
    return storage.presigned_get(file.key, origin=origin, content_type=file.content_type)


def thumb_url(asset: Asset, *, origin: str, side_px: int = SMALL_PX) -> str:
    """Return where the thumbnail of at most `side_px` (160, 320 or 800) is.

    A file that has none of that size, as older ones have none of 160 px, shows the next larger.
    """
    thumbs = asset.file.thumbs
    for side in reversed(THUMBS_PX):
        if side >= side_px and str(side) in thumbs:
            key = thumbs[str(side)]
            return storage.presigned_get(key, origin=origin, content_type="image/webp")
    return picture_url(asset, origin=origin)


def companion_url(
    asset: Asset, name: str, *, origin: str, filename: str | None = None
) -> str | None:
    """Return where a file that goes with a video is, `cover` or `subtitles`; None without one.

    filename: what a browser saves it as; without one it shows it.
    """
    key = asset.file.companions.get(name)
    if key is None:
        return None
    return storage.presigned_get(
        key, origin=origin, content_type=COMPANIONS[name], filename=filename
    )
