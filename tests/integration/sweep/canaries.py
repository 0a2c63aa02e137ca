"""Words and ids that nobody but a workspace's members may ever read."""

import re
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models

from workspaces import tenancy
from workspaces.models import Membership, Workspace

UUID = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}", re.I)
# Field → why its text is no canary. Ids, and keys of objects, are looked for all the same.
KEPT: dict[str, str] = {
    "Workspace.schema_name": "made of the id, which is looked for",
    "Workspace.language": "a code",
    "Workspace.time_zone": "a code",
    "Workspace.currency": "a code",
    "Invitation.token_hash": "made of the workspace's id, which is looked for",
    "SchemaState.fingerprint": "the same in every workspace",
    "Product.currency": "a code",
    "Fact.language": "a code",
    "Asset.style": "a code",
    "AssetVersion.key": "named by the schema, which is looked for",
    "AssetVersion.sha256": "made of the row's id, which is looked for",
    "AssetVersion.original_sha256": "of bytes that both workspaces hold",
    "AssetVersion.charged_as": "an id, which is looked for",
    "AssetVersion.measured": "numbers and codes",
    "AssetVersion.content_type": "a code",
    "AssetVersion.thumbs": "keys, named by the schema",
    "AssetVersion.companions": "keys, named by the schema",
    "CatalogueImport.problem": "a code",
    "CatalogueImport.problem_data": "numbers",
    "CatalogueImport.mapping": "codes",
    "CatalogueImport.options": "codes",
    "CatalogueImport.counts": "numbers",
    "ImportRow.problems": "codes",
    "ImportRow.before": "what a product says, which is marked",
    "ColumnMemory.meaning": "codes",
    "Derivative.problem": "a code",
    "Derivative.problem_data": "numbers",
    "Derivative.recipe": "made of numbers and codes",
    "Derivative.parameters": "numbers and codes",
    "Derivative.key": "named by the schema, which is looked for",
    "Derivative.content_type": "a code",
    "Export.problem": "a code",
    "Export.problem_data": "numbers",
    "Export.parameters": "ids, which are looked for",
    "Export.key": "named by the schema, which is looked for",
    "Export.content_type": "a code",
    "Reading.problem": "a code",
    "Reading.problem_data": "numbers",
    "Reading.found": "what its pages state, which are marked",
    "Page.picture": "named by the schema, which is looked for",
    "Proposal.language": "a code",
    "Proposal.box": "numbers",
    "Upload.store_id": "the store's own",
    "Upload.key": "named by the schema, which is looked for",
    "Upload.content_type": "a code",
    "Upload.problem": "a code",
    "Job.archive_key": "named by the schema, which is looked for",
    "JobItem.asked": "ids, which are looked for, and a request's id",
    "JobItem.params": "ids, which are looked for, and codes",
    "JobItem.leased_by": "only while it runs",
    "JobItem.stage": "a code",
    "JobItem.error_code": "a code",
    "Attempt.provider": "a code",
    "Attempt.error_code": "a code",
    "Output.provider": "a code",
    "CutOut.sha256": "of bytes that both workspaces hold",
    "CutOut.hint": "numbers",
    "CutOut.hint_key": "made of numbers",
    "CutOut.reason": "a code",
    "CutOut.key": "named by its photo's id, which is looked for",
    "CutOut.previews": "keys",
    "Text.channel": "a code",
    "Text.language": "a code",
    "Text.tone": "a code",
    "Text.length": "a code",
    "TextVersion.provider": "a code",
    "VideoProject.language": "a code",
    "VideoProject.held_back": "a code",
    "ProjectVersion.approved_by_label": "only of an approved version",
    "Brand.colours": "numbers",
}


def _script(row: Any, word: str) -> Any:
    scenes = [
        {**scene, "narration": word, "on_screen": word} for scene in row.content.get("scenes", [])
    ]
    return {**row.content, "scenes": scenes}


# How the texts inside JSON are replaced.
JSON: dict[str, Callable[[Any, str], Any]] = {
    "CatalogueImport.sheets": lambda _row, word: {word: 1},
    "CatalogueImport.columns": lambda row, word: [
        {**column, "heading": word, "samples": [word]} for column in row.columns
    ],
    "ImportRow.cells": lambda _row, word: {"A": word},
    "ImportRow.values": lambda _row, word: {"name": word},
    "Page.blocks": lambda _row, word: [{"kind": "text", "text": word}],
    "Upload.problem_data": lambda _row, word: {"name": word},
    "Job.params": lambda row, word: {**row.params, "brief": word},
    "Output.facts": lambda _row, word: {"note": word},
    "CutOut.figures": lambda _row, word: {"note": word},
    "TextVersion.content": lambda _row, word: {"title": word},
    "TextVersion.facts": lambda _row, word: [word],
    "ProjectVersion.content": _script,
    "Brand.words_to_use": lambda _row, word: [word],
    "Brand.words_to_avoid": lambda _row, word: [word],
}
LOWER = {"Workspace.slug", "SlugHistory.slug"}
E_MAILS = {"Invitation.email"}
_numbers = count(1)


def models_inside() -> Iterator[type[models.Model]]:
    """Yield the models of workspaces' schemas, without proxies."""
    for label in settings.TENANT_APPS:
        for model in apps.get_app_config(label).get_models():
            if not model._meta.proxy:
                yield model


def models_about() -> Iterator[tuple[type[models.Model], str]]:
    """Yield (model, column) of the public tables whose rows name a workspace.

    The trail is left out: refusals are written there.
    """
    yield Workspace, "id"
    for model in apps.get_models():
        if model._meta.app_label != "audit":
            for field in model._meta.local_fields:
                if field.related_model is Workspace or field.name == "workspace_id":
                    yield model, field.column


def texts_of(model: type[models.Model]) -> Iterator[tuple[str, Any]]:
    """Yield (name, field) of what holds text and has no fixed choices."""
    for field in model._meta.local_fields:
        is_text = isinstance(field, models.CharField | models.TextField | models.JSONField)
        if is_text and not field.choices:
            yield f"{model.__name__}.{field.name}", field


def rows_of(workspace: Workspace) -> Iterator[models.Model]:
    """Yield every row of a workspace that a person has a hand in. Stand in the workspace."""
    for model in models_inside():
        yield from model._default_manager.all()
    for model, column in models_about():
        # The ledger takes no change; its labels come from what it counts.
        if model._meta.app_label == "workspaces":
            yield from model._default_manager.filter(**{column: workspace.pk})


def mark(workspace: Workspace, word: str) -> None:
    """Write a word of its own into every text of every row."""
    with tenancy.inside(workspace.schema_name):
        for row in list(rows_of(workspace)):
            values = {
                field.name: _marked(row, name, field, f"{word}-{next(_numbers):04x}")
                for name, field in texts_of(type(row))
                if name not in KEPT
            }
            if values:
                type(row)._default_manager.filter(pk=row.pk).update(**values)


def _marked(row: models.Model, name: str, field: Any, word: str) -> Any:
    if name in JSON:
        return JSON[name](row, word)
    if name in LOWER:
        return word.lower()
    if name in E_MAILS:
        return f"{word.lower()}@example.com"
    assert not isinstance(field, models.JSONField), f"{name}: say how it is marked"
    assert len(word) <= (field.max_length or 99), f"{name}: too short for {word}"
    return word


def ids_of(workspace: Workspace) -> frozenset[str]:
    """Return the ids of every row of a workspace, as bare hexadecimal digits."""
    members = Membership.objects.filter(workspace=workspace).values_list("user_id", flat=True)
    found = {workspace.pk.hex, *(user_id.hex for user_id in members)}
    with tenancy.inside(workspace.schema_name):
        for row in rows_of(workspace):
            key = getattr(row.pk, "hex", None)
            if key:
                found.add(key)
    return frozenset(found)


def heard(text: str, *, known: frozenset[str], word: str, sent: frozenset[str]) -> set[str]:
    """Return the canaries in a text. sent: what the caller knew already, and said itself."""
    ids = {match.replace("-", "").lower() for match in UUID.findall(text)}
    found = (ids & known) - sent
    for each in sent:
        # What is short stands in everything.
        text = text.replace(each, "") if len(each) > 8 else text
    # With the dash: the islands are a time zone.
    if (said := f"{word}-".lower()) in text.lower():
        at = text.lower().index(said)
        found.add(text[max(0, at - 30) : at + 40])
    return found
