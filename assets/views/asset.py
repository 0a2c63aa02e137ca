"""One picture or video: shown large, with what is known of the file."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.client import origin_of
from accounts.models import User
from assets import addresses, names, services
from assets.clock import clock
from assets.forms import AssetForm
from assets.models import Asset
from workspaces.gate import WorkspaceRequest, member
from workspaces.roles import Permission


@require_safe
@member(Permission.WORKSPACE_VIEW)
def asset(request: WorkspaceRequest, asset_id: UUID) -> HttpResponse:
    """Show a picture large or play a video, and tell of its file."""
    found = get_object_or_404(services.assets(), pk=asset_id)
    form = AssetForm(initial={"name": found.name, "product": found.product_id})
    return _page(request, found, form)


@require_POST
@member(Permission.ASSET_UPLOAD)
def edit(request: WorkspaceRequest, asset_id: UUID) -> HttpResponse:
    """Rename a picture or give it to another product."""
    found = get_object_or_404(services.assets(), pk=asset_id)
    form = AssetForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    services.change_asset(asset_id, changes=form.changes(), actor=request.user)
    messages.success(request, _("Saved."))
    return redirect("assets:asset", request.workspace.slug, asset_id)


@require_POST
@member(Permission.ASSET_DELETE)
def delete(request: WorkspaceRequest, asset_id: UUID) -> HttpResponse:
    """Put a picture into the bin and go back to the library."""
    found = get_object_or_404(services.assets(), pk=asset_id)
    if not services.delete_assets([asset_id], actor=request.user):
        raise Http404
    if found.kind == Asset.Kind.VIDEO:
        messages.success(request, _("The video is in the bin for 30 days."))
    else:
        messages.success(request, _("The picture is in the bin for 30 days."))
    return redirect("assets:library", request.workspace.slug)


@require_http_methods(["GET", "HEAD"])
@member(Permission.ASSET_DOWNLOAD)
def download(request: WorkspaceRequest, asset_id: UUID) -> HttpResponse:
    """Go to where the browser saves the file from."""
    try:
        url = services.download_url(asset_id, origin=origin_of(request), actor=request.user)
    except Asset.DoesNotExist as error:
        raise Http404 from error
    return HttpResponseRedirect(url)


def _page(
    request: WorkspaceRequest, found: Asset, form: AssetForm, *, status: int = 200
) -> HttpResponse:
    origin = origin_of(request)
    is_video = found.kind == Asset.Kind.VIDEO
    context = {
        "is_video": is_video,
        "length": clock((found.file.duration_ms or 0) / 1000) if is_video else "",
        "type_name": names.extension_of(found.file.content_type).upper(),
        "cover_url": addresses.companion_url(found, "cover", origin=origin),
        "companions": _companions(found, origin=origin) if is_video else [],
        "asset": found,
        "file": found.file,
        "form": form,
        "by": User.objects.filter(pk=found.created_by_id).first() if found.created_by_id else None,
        "picture_url": addresses.picture_url(found, origin=origin),
        "preview_url": addresses.thumb_url(found, origin=origin, side_px=addresses.LARGE_PX),
    }
    return render(request, "assets/asset.html", context, status=status)


def _companions(found: Asset, *, origin: str) -> list[tuple[str, str]]:
    """Return what can be saved besides a video: (what, address)."""
    asked = (("SRT", "subtitles", "srt"), ("JPG", "cover", "jpg"))
    saved = (
        (
            label,
            addresses.companion_url(
                found, name, origin=origin, filename=names.download_name(found.name, extension)
            ),
        )
        for label, name, extension in asked
    )
    return [(label, url) for label, url in saved if url]
