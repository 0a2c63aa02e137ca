"""Who did what in a workspace, and files of it."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_POST, require_safe

from workspaces.gate import WorkspaceRequest, member
from workspaces.roles import Permission


@require_safe
@member(Permission.AUDIT_READ)
def activity(request: WorkspaceRequest) -> HttpResponse:
    """Show what happened, the newest first."""
    return HttpResponse()


@require_safe
@member(Permission.AUDIT_READ)
def news(request: WorkspaceRequest) -> HttpResponse:
    """Tell how much has happened since the page was loaded."""
    return HttpResponse()


@require_safe
@member(Permission.AUDIT_READ)
def exports(request: WorkspaceRequest) -> HttpResponse:
    """Show the files that were asked for."""
    return HttpResponse()


@require_POST
@member(Permission.AUDIT_READ)
def export(request: WorkspaceRequest) -> HttpResponse:
    """Ask for a file of what the page shows."""
    return HttpResponse()


@require_POST
@member(Permission.AUDIT_READ)
def again(request: WorkspaceRequest, export_id: UUID) -> HttpResponse:
    """Ask once more for a file that could not be made."""
    return HttpResponse()


@require_safe
@member(Permission.AUDIT_READ)
def download(request: WorkspaceRequest, export_id: UUID) -> HttpResponse:
    """Go to where the browser saves the file from."""
    return HttpResponse()
