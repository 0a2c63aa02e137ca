"""The first step of an import: the sheet is read into rows, and its columns are guessed."""

import json
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import transaction

from assets import child, storage
from assets.catalogue.meanings import guesses
from assets.catalogue.opening import ROWS_FILE
from assets.models import AssetVersion, CatalogueImport, ImportRow
from assets.services import work
from assets.services.import_mapping import known_meanings

LIMITS = child.Limits(memory_mib=2048, cpu_seconds=120, wall_seconds=240)
SIGN_SECONDS = 10.0
ROWS_AT_ONCE = 1000
_SOURCE = "sheet"


def read_sheet(run: CatalogueImport) -> None:
    """Read the sheet that was asked for, and go on to the naming of its columns.

    Raises:
        WorkFailed: it cannot be read.
        Overtaken: another worker is at it, or it was stopped.
    """
    version = AssetVersion.objects.filter(
        pk=run.options.get("version_id"), asset__deleted_at__isnull=True
    ).first()
    if version is None:
        raise work.WorkFailed("sheet-gone")
    with tempfile.TemporaryDirectory(prefix="import-") as name:
        folder = Path(name)
        try:
            storage.fetch(version.key, folder / _SOURCE)
        except FileNotFoundError as error:
            raise work.WorkFailed("sheet-gone") from error
        answer = _ask(run, folder, kind=_kind(version))
        _write(run, answer, folder / ROWS_FILE)


def _kind(version: AssetVersion) -> str:
    is_text = version.content_type.startswith("text/") or "csv" in version.content_type
    return "csv" if is_text else "xlsx"


def _ask(run: CatalogueImport, folder: Path, *, kind: str) -> dict[str, Any]:
    request = {
        "source": _SOURCE,
        "kind": kind,
        "sheet": run.sheet,
        "header_row": run.options.get("header_row"),
    }
    try:
        answer = child.run(
            "assets.catalogue", request, folder=folder, limits=LIMITS, on_event=_signs(run)
        )
    except child.ChildFailed as failed:
        code = "document-unreadable" if failed.reason == "crash" else "sheet-too-heavy"
        raise work.WorkFailed(code) from failed
    if "refused" in answer:
        raise work.WorkFailed(answer["refused"], answer.get("data"))
    return answer


def _signs(run: CatalogueImport) -> Callable[[dict[str, Any]], None]:
    """Return what gives a sign of life now and then, and says how many rows were read."""
    last = time.monotonic()

    def on_event(event: dict[str, Any]) -> None:
        nonlocal last
        if event or time.monotonic() - last > SIGN_SECONDS:
            last = time.monotonic()
            work.alive(run, **({"done": event["rows"]} if event else {}))

    return on_event


def _write(run: CatalogueImport, answer: dict[str, Any], path: Path) -> None:
    columns = answer["columns"]
    known = known_meanings([column["heading"] for column in columns])
    told = guesses(((one["heading"], one["samples"]) for one in columns), known=known)
    mapping = {
        str(column["index"]): meaning.to_json()
        for column, meaning in zip(columns, told, strict=True)
    }
    options = {**run.options, "notes": answer["notes"]}
    with transaction.atomic(durable=True):
        run.rows.all().delete()
        rows = _rows(run, path)
        while batch := list(islice(rows, ROWS_AT_ONCE)):
            ImportRow.objects.bulk_create(batch)
        work.finish(
            run,
            stage=CatalogueImport.Stage.MAPPING,
            sheets=answer["sheets"],
            sheet=answer["sheet"][:80],
            header_row=answer["header_row"],
            columns=columns,
            mapping=mapping,
            options=options,
            counts={},
            done=answer["total"],
            total=answer["total"],
        )


def _rows(run: CatalogueImport, path: Path) -> Iterator[ImportRow]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            number, cells, unread = json.loads(line)
            yield ImportRow(
                run=run,
                number=number,
                cells={index: text.replace("\0", "") for index, text in cells.items()},
                values={"unread": unread} if unread else {},
            )
