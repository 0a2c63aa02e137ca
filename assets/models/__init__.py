"""Files and products of one workspace. All of it lies in the workspace's schema."""

from assets.models.catalogue import CatalogueImport, ColumnMemory, ImportRow
from assets.models.files import Asset, AssetVersion, Tag
from assets.models.made import Derivative, Export
from assets.models.products import Fact, Product
from assets.models.readings import Page, Proposal, Reading
from assets.models.uploads import Upload
from assets.models.work import Work

__all__ = [
    "Asset",
    "AssetVersion",
    "CatalogueImport",
    "ColumnMemory",
    "Derivative",
    "Export",
    "Fact",
    "ImportRow",
    "Page",
    "Product",
    "Proposal",
    "Reading",
    "Tag",
    "Upload",
    "Work",
]
