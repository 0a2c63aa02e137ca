"""The versions of a file: one is gone back to, deleted, or saved."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.client import origin_of
from assets import services
from assets.models import AssetVersion
from workspaces.gate import WorkspaceRequest, member
from workspaces.roles import Permission


@require_POST
@member(Permission.ASSET_UPLOAD)
def choose(request: WorkspaceRequest, asset_id: UUID, number: int) -> HttpResponse:
    """Have a file show this version again."""
    try:
        services.choose_version(
            asset_id, number, schema_name=request.workspace.schema_name, actor=request.user
        )
    except AssetVersion.DoesNotExist as error:
        raise Http404 from error
    messages.success(request, _("Version %(number)s is shown now.") % {"number": number})
    return redirect("assets:asset", request.workspace.slug, asset_id)


@require_POST
@member(Permission.ASSET_DELETE)
def delete(request: WorkspaceRequest, asset_id: UUID, number: int) -> HttpResponse:
    """Delete a version for good."""
    try:
        services.delete_version(asset_id, number, actor=request.user)
    except AssetVersion.DoesNotExist as error:
        raise Http404 from error
    messages.success(request, _("Version %(number)s is deleted.") % {"number": number})
    return redirect("assets:asset", request.workspace.slug, asset_id)


@require_safe
@member(Permission.ASSET_DOWNLOAD)
def download(request: WorkspaceRequest, asset_id: UUID, number: int) -> HttpResponse:
    """Go to where the browser saves a version from."""
    try:
        url = services.version_url(asset_id, number, origin=origin_of(request), actor=request.user)
    except AssetVersion.DoesNotExist as error:
        raise Http404 from error
    return HttpResponseRedirect(url)
