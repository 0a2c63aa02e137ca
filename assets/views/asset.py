"""One file: shown as what it is, with what is known of it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.client import origin_of
from assets import services
from assets.forms import AssetForm
from assets.models import Asset
from assets.screens import document
from assets.screens import file as screen
from workspaces.gate import WorkspaceRequest, member
from workspaces.roles import Permission


@require_safe
@member(Permission.WORKSPACE_VIEW)
def asset(request: WorkspaceRequest, asset_id: UUID) -> HttpResponse:
    """Show a file as what it is: a picture large, a video or sound to play, a document to read."""
    return _page(request, asset_id)


@require_safe
@member(Permission.WORKSPACE_VIEW)
def asset_page(request: WorkspaceRequest, asset_id: UUID, number: int) -> HttpResponse:
    """Show one page of a document, or one sheet of a table."""
    found = get_object_or_404(services.assets(), pk=asset_id)
    sheets = _sheets(request, found, [number])
    if not sheets:
        raise Http404
    return render(request, "assets/_file_page.html", {"asset": found, "sheet": sheets[0]})


@require_POST
@member(Permission.ASSET_UPLOAD)
def edit(request: WorkspaceRequest, asset_id: UUID) -> HttpResponse:
    """Rename a file, give it to another product, tag it."""
    get_object_or_404(services.assets(), pk=asset_id)
    form = AssetForm(request.POST)
    if not form.is_valid():
        return _page(request, asset_id, form, status=422)
    try:
        services.change_asset(asset_id, changes=form.changes(), actor=request.user)
    except services.TagRefused as refused:
        form.add_error("tags", str(refused))
        return _page(request, asset_id, form, status=422)
    messages.success(request, _("Saved."))
    return redirect("assets:asset", request.workspace.slug, asset_id)


@require_POST
@member(Permission.ASSET_DELETE)
def delete(request: WorkspaceRequest, asset_id: UUID) -> HttpResponse:
    """Put a file into the bin and go back to the library."""
    found = get_object_or_404(services.assets(), pk=asset_id)
    if not services.delete_assets([asset_id], actor=request.user):
        raise Http404
    if found.kind == Asset.Kind.VIDEO:
        messages.success(request, _("The video is in the bin for 30 days."))
    elif found.kind == Asset.Kind.IMAGE:
        messages.success(request, _("The picture is in the bin for 30 days."))
    else:
        messages.success(request, _("The file is in the bin for 30 days."))
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
    request: WorkspaceRequest, asset_id: UUID, form: AssetForm | None = None, *, status: int = 200
) -> HttpResponse:
    try:
        shown = screen.page(asset_id, origin=origin_of(request), sheet=_sheet(request))
    except Asset.DoesNotExist as error:
        raise Http404 from error
    context: dict[str, Any] = {
        "page": shown,
        "asset": shown.asset,
        "file": shown.file,
        "form": form or AssetForm.of(shown.asset, shown.tags),
    }
    if shown.reader and shown.reader.shown:
        context["sheets"] = _sheets(request, shown.asset, [shown.reader.shown.number])
    return render(request, "assets/asset.html", context, status=status)


def _sheets(request: WorkspaceRequest, asset: Asset, numbers: list[int]) -> list[document.Sheet]:
    """Return pages of a document as they are drawn, without anything marked on them."""
    pages = screen.pages_of(asset, numbers)
    return document.sheets(pages, document.Places([]), origin=origin_of(request))


def _sheet(request: WorkspaceRequest) -> int:
    text = request.GET.get("sheet", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1
