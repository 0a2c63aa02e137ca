"""Every field that names an object in the bucket is asked before an object is removed."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db.models import JSONField

from accounts.models import User
from assets import hooks
from assets.models import AssetVersion, Derivative, Export, Page, Reading, Upload
from assets.services import Arriving, uploads
from generation.models import CutOut, Job
from tests.factories import jobs, stock
from workspaces.models import Workspace

Name = Callable[[str, Workspace, User], None]


def _version(**values: Any) -> None:
    AssetVersion.objects.filter(asset=stock.asset()).update(**values)


def _upload(key: str, _place: Workspace, by: User) -> None:
    arriving = Arriving("Mug.jpg", "image/jpeg", 5)
    row = uploads._note(arriving, schema_name="ws", actor=by, state=Upload.State.OPEN)
    Upload.objects.filter(pk=row.pk).update(key=key)


def _cutout(key: str, **values: Any) -> None:
    CutOut.objects.create(**{"sha256": "c" * 64, "state": "ready", "key": key, **values})


def _job(key: str, place: Workspace, by: User) -> None:
    Job.objects.filter(pk=jobs.submit(place, by).pk).update(archive_key=key)


def _derivative(key: str) -> None:
    Derivative.objects.create(version=stock.asset().file, recipe="a" * 64, key=key)


def _page(key: str) -> None:
    reading = Reading.objects.create(version=stock.asset().file)
    Page.objects.create(reading=reading, number=1, picture=key)


def _export(key: str) -> None:
    Export.objects.create(kind=Export.Kind.FILES, filename="files.zip", key=key)


# Field → how a row comes to name a key by it.
NAMES: dict[str, Name] = {
    "assets.AssetVersion.key": lambda key, *_: _version(key=key),
    "assets.AssetVersion.thumbs": lambda key, *_: _version(thumbs={"320": key}),
    "assets.AssetVersion.companions": lambda key, *_: _version(companions={"cover": key}),
    "assets.Derivative.key": lambda key, *_: _derivative(key),
    "assets.Export.key": lambda key, *_: _export(key),
    "assets.Page.picture": lambda key, *_: _page(key),
    "assets.Upload.key": _upload,
    "generation.CutOut.key": lambda key, *_: _cutout(key),
    "generation.CutOut.previews": lambda key, *_: _cutout("k", previews={"sky": key}),
    "generation.Job.archive_key": _job,
}
# What looks like a key, or could hold one, and does not → what it is.
OTHERS: dict[str, str] = {
    "accounts.IdempotencyRecord.key": "a sender's own",
    "audit.Repeat.key": "the hash of who was refused what",
    "audit.TrailExport.key": "an object under exports/audit/, where nothing sweeps",
    "billing.Reservation.idem_key": "what makes a hold the same",
    "billing.Grant.idem_key": "what makes a grant the same",
    "billing.Reservation.is_own_key": "whether the workspace's own key was used at a vendor",
    "billing.Invoice.key": "what makes an invoice the same",
    "generation.CutOut.hint_key": "the hash of a rectangle",
    "generation.CutOut.hint": "a rectangle",
    "generation.CutOut.figures": "what was measured",
    "generation.JobItem.asked": "who asked for it, and by which request",
    "generation.JobItem.params": "what is asked for: ids and words",
    "generation.Job.params": "what was asked for: ids and words",
    "generation.Output.facts": "what was measured",
    "generation.ProjectVersion.content": "a script: ids of assets, and words",
    "generation.TextVersion.content": "words",
    "generation.TextVersion.facts": "the facts it was written from",
    "assets.AssetVersion.measured": "figures and short words",
    "assets.CatalogueImport.columns": "headings and samples of a sheet",
    "assets.CatalogueImport.counts": "how many rows are in which state",
    "assets.CatalogueImport.mapping": "what columns mean",
    "assets.CatalogueImport.options": "what is to be done with what is there",
    "assets.CatalogueImport.problem_data": "what a failure's sentence names",
    "assets.CatalogueImport.sheets": "names of sheets and how long they are",
    "assets.ColumnMemory.meaning": "what a column means",
    "assets.Derivative.parameters": "format, quality and size",
    "assets.Derivative.problem_data": "what a failure's sentence names",
    "assets.Export.parameters": "ids of what is asked for",
    "assets.Export.problem_data": "what a failure's sentence names",
    "assets.ImportRow.before": "values of a product",
    "assets.ImportRow.cells": "what stands in a sheet",
    "assets.ImportRow.problems": "codes, and what their sentences name",
    "assets.ImportRow.values": "values of a product",
    "assets.Page.blocks": "words and tables of a page",
    "assets.Proposal.box": "a rectangle",
    "assets.Reading.found": "facts a document states",
    "assets.Reading.problem_data": "what a failure's sentence names",
    "assets.Upload.problem_data": "what a refusal's sentence names",
}
# Apps whose rows never name an object: the bucket holds workspaces' files alone.
PUBLIC_JSON = ("audit", "billing", "workspaces", "accounts")


def fields() -> set[str]:
    """Return every field of ours that names an object, or might by its kind or name."""
    found = set()
    for model in apps.get_models():
        label = model._meta.app_label
        if label not in (*PUBLIC_JSON, "assets", "generation") or model._meta.proxy:
            continue
        for field in model._meta.get_fields():
            is_key = field.name in {"key", "picture"} or field.name.endswith(
                ("_key", "_keys", "_object")
            )
            is_open = isinstance(field, JSONField) and label not in PUBLIC_JSON
            if is_key or is_open:
                found.add(f"{label}.{model.__name__}.{field.name}")
    return found


def test_every_field_that_could_name_an_object_is_known() -> None:
    assert fields() - set(NAMES) - set(OTHERS) == set(), "does it name objects? Say so here"
    assert set(OTHERS) - fields() == set(), "take these off the list"


@pytest.mark.parametrize("field", sorted(NAMES))
def test_a_hook_tells_of_every_field_that_names_one(
    field: str, in_acme: Workspace, alice: User
) -> None:
    key, unknown = f"ws/clean/{uuid.uuid4()}", f"ws/clean/{uuid.uuid4()}"

    NAMES[field](key, in_acme, alice)

    assert {one for naming in hooks.naming() for one in naming([unknown, key])} == {key}
