"""The shapes of files and products in the API."""

from assets.serializers.files import AssetChangeSerializer, AssetSerializer, DownloadSerializer
from assets.serializers.imports import (
    CatalogueAskedSerializer,
    ImportChangeSerializer,
    ImportRowSerializer,
    ImportSerializer,
    NewImportSerializer,
    RowChangeSerializer,
)
from assets.serializers.products import (
    FactSerializer,
    FactsSerializer,
    NewProductSerializer,
    ProductChangeSerializer,
    ProductSerializer,
)
from assets.serializers.uploads import (
    BegunSerializer,
    NewUploadSerializer,
    RefusalSerializer,
    UploadFileSerializer,
    UploadSerializer,
)
from assets.serializers.versions import (
    AssetVersionSerializer,
    FileExportAskedSerializer,
    FileExportSerializer,
)

__all__ = [
    "AssetChangeSerializer",
    "AssetSerializer",
    "AssetVersionSerializer",
    "BegunSerializer",
    "CatalogueAskedSerializer",
    "DownloadSerializer",
    "FactSerializer",
    "FactsSerializer",
    "FileExportAskedSerializer",
    "FileExportSerializer",
    "ImportChangeSerializer",
    "ImportRowSerializer",
    "ImportSerializer",
    "NewImportSerializer",
    "NewProductSerializer",
    "NewUploadSerializer",
    "ProductChangeSerializer",
    "ProductSerializer",
    "RefusalSerializer",
    "RowChangeSerializer",
    "UploadFileSerializer",
    "UploadSerializer",
]
