"""Where a file is used: a part of the file's page, which is the library's."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.client import origin_of
from assets.models import Asset
from generation.screens import uses as screen
from generation.screens.pictures import Pictures
from workspaces.gate import WorkspaceRequest, member
from workspaces.roles import Permission


@require_safe
@member(Permission.WORKSPACE_VIEW)
def asset_uses(request: WorkspaceRequest, asset_id: UUID) -> HttpResponse:
    """Show where a file is used; with it comes the way to delete it, which names the uses."""
    try:
        found = screen.uses(asset_id, access=request.workspace)
    except Asset.DoesNotExist as error:
        raise Http404 from error
    pictures = screen.pictures_of(found, Pictures(origin_of(request)))
    context = {"uses": found, "asset": found.asset, "pictures": pictures}
    return render(request, "generation/_asset_uses.html", context)
