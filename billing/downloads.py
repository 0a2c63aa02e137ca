"""Tables as a browser saves them."""

from uuid import UUID

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

from billing import reporting
from billing.reporting import Span


def usage_download(workspace_id: UUID, *, span: Span, meter: str = "") -> StreamingHttpResponse:
    """Return the days of use as a table, piece by piece."""
    name = content_disposition_header(as_attachment=True, filename=reporting.usage_file(span))
    return StreamingHttpResponse(
        reporting.usage_table(workspace_id, span=span, meter=meter),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": name or "attachment", "Cache-Control": "no-store"},
    )
