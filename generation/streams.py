"""Opening a live stream: access is checked here, bytes flow from the events process."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse, JsonResponse

from accounts import services as accounts
from accounts import sessions
from generation import progress, snapshots, tickets
from workspaces import access
from workspaces.gate import WorkspaceRequest, member
from workspaces.roles import Permission


def open_stream(request: Any, *, back: str, job_id: UUID | None = None) -> str:
    """Return the address of a stream for this request's sign-in.

    The stream's last entry is read before the rows: what happens between is shown twice, never
    not at all. The membership is read anew: for its first seconds a ticket is believed unasked.

    Raises:
        Job.DoesNotExist: a job that is not here.
        access.NotFound: the person has been removed meanwhile.
    """
    found = request.workspace
    access.find(user_id=request.user.pk, at=found.workspace_id, anew=True)
    schema = found.schema_name
    stream = progress.job_stream(schema, job_id) if job_id else progress.page_stream(schema)
    start = progress.last_id(stream)
    snapshot = _snapshot(request, job_id)
    ticket, signed = tickets.issue(
        key=settings.EVENTS_KEY,
        seconds=settings.STREAM_TICKET_SECONDS,
        stream=stream,
        start=start,
        schema_name=schema,
        workspace_id=str(found.workspace_id),
        job_id=str(job_id or ""),
        user_id=str(request.user.pk),
        back=back,
    )
    progress.keep_snapshot(ticket.id, snapshot)
    progress.keep_session(ticket.id, sessions.reference(request))
    return f"{settings.EVENTS_URL}/events/{signed}"


@member(Permission.WORKSPACE_VIEW)
def events(request: WorkspaceRequest) -> HttpResponse:
    """Send the browser to its page's one stream."""
    return away(open_stream(request, back=request.path))


@member(Permission.WORKSPACE_VIEW)
def snapshot(request: WorkspaceRequest) -> HttpResponse:
    """Answer what a page's stream starts with, for pages whose stream does not open."""
    return JsonResponse(_snapshot(request, None))


def _snapshot(request: Any, job_id: UUID | None) -> dict[str, Any]:
    if job_id:
        return snapshots.full(job_id)
    return snapshots.page(unread=accounts.unread_of(request.user.pk))


def away(url: str) -> HttpResponse:
    """Answer 307 to a stream's address."""
    return HttpResponse(status=307, headers={"Location": url, "Cache-Control": "no-store"})
