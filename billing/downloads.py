"""Tables as a browser saves them."""

from uuid import UUID

from django.db import transaction
from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

from audit import services as audit
from audit.actions import Action
from billing import reporting
from billing.reporting import Span


def usage_download(
    workspace_id: UUID, *, span: Span, actor: audit.Actor, meter: str = ""
) -> StreamingHttpResponse:
    """Return the days of use as a table, piece by piece, and record that it was taken."""
    days = {"from": span.start.isoformat(), "to": span.end.isoformat()}
    with transaction.atomic(durable=True):
        audit.record(
            Action.USAGE_EXPORTED,
            actor=actor,
            workspace_id=workspace_id,
            target=audit.Target("usage", str(workspace_id), " – ".join(days.values())),
            details=audit.Details(data={**days, "meter": meter}),
        )
    name = content_disposition_header(as_attachment=True, filename=reporting.usage_file(span))
    return StreamingHttpResponse(
        reporting.usage_table(workspace_id, span=span, meter=meter),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": name or "attachment", "Cache-Control": "no-store"},
    )
