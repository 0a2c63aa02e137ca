"""What a filled workspace has of files and products, and of what came by the sheet."""

from django.utils import timezone

from assets import services as assets
from assets import storage
from assets.decoding.convert import Wanted
from assets.models import (
    Asset,
    CatalogueImport,
    ColumnMemory,
    Derivative,
    Export,
    ImportRow,
    Page,
    Product,
    Reading,
    Tag,
    Upload,
)
from tests.factories import copy, files, readings, stock
from tests.integration.sweep.places import Place
from tests.unit.generation import made

ORIGIN = "http://testserver"


def library(place: Place) -> None:
    owner = place.owner
    product = copy.product(owner, name="Mug")
    photo = files.asset(place.workspace, content=files.photo())
    tag = Tag.objects.create(name="spring")
    photo.tags.add(tag)
    Asset.objects.filter(pk=photo.pk).update(product=product)
    made.cut(photo)
    other = stock.asset(name="Second", product=product)
    binned = stock.asset(name="Thrown away")
    assets.delete_assets([binned.pk], actor=owner)
    arriving = assets.Arriving("Front.jpg", "image/jpeg", len(files.photo()), product.pk)
    begun = assets.begin_upload(arriving, schema_name=place.schema_name, actor=owner, origin=ORIGIN)
    storage.put(begun.upload.key, files.photo(), "image/jpeg")
    in_parts, given_up = (
        assets.begin_upload(
            assets.Arriving("Walk.mp4", "video/mp4", 1000, in_parts=True),
            schema_name=place.schema_name,
            actor=owner,
            origin=ORIGIN,
        ).upload
        for _ in "12"
    )
    refused = assets.begin_upload(
        arriving, schema_name=place.schema_name, actor=owner, origin=ORIGIN
    )
    Upload.objects.filter(pk=refused.upload.pk).update(
        state=Upload.State.REFUSED, problem="upload-refused", problem_data={"name": "Front.jpg"}
    )
    taken_home = _files_to_take_home(place, photo)
    reading = Reading.objects.create(version=photo.file, state=Reading.State.READY)
    Page.objects.create(reading=reading, number=1, blocks=[{"kind": "text", "text": "350 ml"}])
    product.refresh_from_db()
    place.versions["product"] = product.version
    place.ids |= {
        "product": str(product.pk),
        "fact": str(product.facts.first().pk),  # type: ignore[union-attr]
        "asset": str(photo.pk),
        "second_asset": str(other.pk),
        "file_export": str(taken_home.pk),
        "conversion": str(_conversion(place, photo).pk),
        "binned": str(binned.pk),
        "upload": str(begun.upload.pk),
        "upload_in_parts": str(in_parts.pk),
        "upload_given_up": str(given_up.pk),
    }


def _files_to_take_home(place: Place, photo: Asset) -> Export:
    """Have a zip of one photo written."""
    export = assets.ask_for_files([photo.pk], actor=place.owner, schema_name=place.schema_name)
    assets.run_export(export.pk, schema_name=place.schema_name)
    return export


def _conversion(place: Place, photo: Asset) -> Derivative:
    """Have a photo written as WebP."""
    made, _is_there = assets.convert(
        photo.pk, Wanted("webp", 80), actor=place.owner, schema_name=place.schema_name
    )
    assets.run_conversion(made.pk, schema_name=place.schema_name)
    return made


def sheets(place: Place) -> None:
    """Make an import in review, one that failed, and the sheet they came from."""
    sheet = stock.asset(name="Sheet", kind=Asset.Kind.SHEET)
    upload = Upload.objects.create(
        key=f"{place.schema_name}/sheet-{sheet.pk}",
        filename="Sheet.csv",
        content_type="text/csv",
        size_bytes=9,
        state=Upload.State.READY,
        asset=sheet,
        created_by=place.owner,
        expires_at=timezone.now(),
    )
    known = {
        "asset": sheet,
        "filename": "Sheet.csv",
        "created_by": place.owner,
        "columns": [
            {"index": at, "letter": letter, "heading": heading, "samples": []}
            for at, (letter, heading) in enumerate((("A", "SKU"), ("B", "Name")))
        ],
        "mapping": {"0": {"means": "sku"}, "1": {"means": "name"}},
        "options": {"currency": "USD", "version_id": str(sheet.current_id)},
        "total": 2,
    }
    review = CatalogueImport.objects.create(
        **known, stage=CatalogueImport.Stage.REVIEW, state="ready", counts={"new": 1, "invalid": 1}
    )
    for number, cells, state in (
        (2, {"0": "SKU-1", "1": "Mug"}, ImportRow.State.NEW),
        (3, {"0": "", "1": "Mug"}, ImportRow.State.INVALID),
    ):
        ImportRow.objects.create(run=review, number=number, cells=cells, state=state)
    ColumnMemory.objects.create(heading="Article", meaning={"means": "sku"}, used_by=place.owner)
    failed = CatalogueImport.objects.create(**known, state="failed", problem="sheet-empty")
    place.versions["import"] = review.version
    place.ids |= {
        "sheet": str(sheet.pk),
        "sheet_upload": str(upload.pk),
        "import": str(review.pk),
        "import_failed": str(failed.pk),
        "import_row": "2",
    }


def stated(place: Place) -> None:
    """Make a document of the product that states three facts, of which one was rejected."""
    product = Product.objects.get(pk=place.ids["product"])
    stated = (
        readings.found("Glaze", "Oat"),
        readings.found("Handle", "Right", cell="B3"),
        readings.found("Box", "Kraft", cell="B4"),
    )
    rows = readings.proposed(product, place.owner, stated, name="Stated")
    assets.reject(product.pk, [rows[2].pk], actor=place.owner)
    place.ids |= {
        "sheet_version": str(rows[0].version_id),
        "document": str(rows[0].version.asset_id),
        "statement": str(rows[0].pk),
    }
