"""Files and products for programs."""

from assets.api.derivatives import DerivativeViewSet
from assets.api.exports import FileExportViewSet
from assets.api.files import AssetViewSet
from assets.api.imports import CatalogueExportViewSet, ImportRowViewSet, ImportViewSet
from assets.api.products import ProductViewSet
from assets.api.tags import AssetTagsViewSet, TagViewSet
from assets.api.uploads import UploadViewSet
from assets.api.versions import AssetVersionViewSet

__all__ = [
    "AssetTagsViewSet",
    "AssetVersionViewSet",
    "AssetViewSet",
    "CatalogueExportViewSet",
    "DerivativeViewSet",
    "FileExportViewSet",
    "ImportRowViewSet",
    "ImportViewSet",
    "ProductViewSet",
    "TagViewSet",
    "UploadViewSet",
]
