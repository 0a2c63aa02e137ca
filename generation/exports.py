"""Texts taken home, as JSON or CSV."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from django.db import transaction
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from accounts.actors import actor_of
from accounts.models import User
from assets import names
from audit import services as audit
from audit.actions import Action
from audit.tables import MARK, cell
from generation import services
from generation.models import Job, Output
from workspaces.access import Access

FORMS = {"json": "application/json", "csv": "text/csv; charset=utf-8"}
COLUMNS = (
    "sku", "product", "kind", "channel", "language", "text", "title", "tags", "version",
    "made_by_ai", "made_offline", "provider", "model", "written_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Export:
    """A file of texts."""

    name: str
    content_type: str
    content: bytes


def of_job(access: Access, job_id: UUID, *, form: str, by: User) -> Export:
    """Return the finished texts of a job, and record that they were taken.

    Raises:
        Job.DoesNotExist: there is no such job here.
        BadRequest: the form is none of `FORMS`.
        NothingToDo: it has no finished text.
    """
    if form not in FORMS:
        raise services.BadRequest(
            "choice-unknown",
            _("Texts can be exported as: %(forms)s.") % {"forms": ", ".join(FORMS)},
        )
    job = services.jobs().get(pk=job_id)
    rows = _rows(job)
    if not rows:
        raise services.NothingToDo(_("This job has no finished text to export."))
    with transaction.atomic(durable=True):
        audit.record(
            Action.TEXTS_EXPORTED,
            actor=actor_of(by),
            workspace_id=access.workspace_id,
            target=audit.Target("job", str(job.pk), job.name),
            details=audit.Details(data={"texts": len(rows), "form": form}),
        )
    name = f"{names.stem_of(job.name, otherwise='texts')}.{form}"
    return Export(name, FORMS[form], _csv(rows) if form == "csv" else _json(job, rows))


def attachment(export: Export) -> HttpResponse:
    """Return the export as an answer that a browser saves."""
    header = content_disposition_header(as_attachment=True, filename=export.name)
    return HttpResponse(
        export.content,
        content_type=export.content_type,
        headers={"Content-Disposition": header or "attachment", "Cache-Control": "no-store"},
    )


def _rows(job: Job) -> list[dict[str, Any]]:
    outputs = (
        Output.objects.filter(item__job=job, text__current__isnull=False)
        .select_related("text__current", "text__product")
        .order_by("item__position")
    )
    return [_row(output) for output in outputs]


def _row(output: Output) -> dict[str, Any]:
    text = output.text
    assert text is not None  # the query left out what has none
    assert text.current is not None
    words, product = text.current, text.product
    return {
        "id": str(text.pk),
        "sku": product.sku if product else "",
        "product": product.name if product else "",
        "kind": text.kind,
        "channel": text.channel,
        "language": text.language,
        "text": words.plain,
        "content": words.content,
        "version": words.number,
        "made_by_ai": True,
        "made_offline": output.made_offline,
        "provider": output.provider,
        "model": output.model,
        "written_at": words.created_at.isoformat(),
    }


def _json(job: Job, rows: Sequence[dict[str, Any]]) -> bytes:
    document = {"job": str(job.pk), "title": job.name, "texts": rows}
    return orjson.dumps(document, option=orjson.OPT_INDENT_2)


def _csv(rows: Sequence[dict[str, Any]]) -> bytes:
    """Return the rows for a spreadsheet: a mark at the start tells it that this is UTF-8."""
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    writer.writerow(COLUMNS)
    for row in rows:
        content = row["content"]
        parts = {
            "title": content.get("title", ""),
            "tags": " ".join(f"#{tag}" for tag in content.get("tags", [])),
        }
        writer.writerow([cell({**row, **parts}[name]) for name in COLUMNS])
    return (MARK + target.getvalue()).encode()
