"""Files and products for programs."""

from assets.api.files import AssetViewSet
from assets.api.products import ProductViewSet
from assets.api.uploads import UploadViewSet

__all__ = ["AssetViewSet", "ProductViewSet", "UploadViewSet"]
