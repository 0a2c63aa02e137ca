"""The shapes of files and products in the API."""

from assets.serializers.files import AssetChangeSerializer, AssetSerializer, DownloadSerializer
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

__all__ = [
    "AssetChangeSerializer",
    "AssetSerializer",
    "BegunSerializer",
    "DownloadSerializer",
    "FactSerializer",
    "FactsSerializer",
    "NewProductSerializer",
    "NewUploadSerializer",
    "ProductChangeSerializer",
    "ProductSerializer",
    "RefusalSerializer",
    "UploadFileSerializer",
    "UploadSerializer",
]
