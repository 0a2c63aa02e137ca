"""A picture in another format, quality or size: asked for on its page, shown while it is made."""

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _t
from django.views.decorators.http import require_http_methods, require_safe

from accounts.client import origin_of
from assets import services
from assets.conversion_form import ConversionForm
from assets.models import Asset, Derivative
from assets.screens import converted as screen
from workspaces.gate import WorkspaceRequest, member
from workspaces.roles import Permission

TITLE = _t("Save in another format")


@require_http_methods(["GET", "HEAD", "POST"])
@member(Permission.ASSET_DOWNLOAD)
def conversions(request: WorkspaceRequest, asset_id: UUID) -> HttpResponse:
    """Show what was made of a picture, and have it written another way."""
    asset = get_object_or_404(services.assets(), pk=asset_id, kind=Asset.Kind.IMAGE)
    if request.method != "POST":
        return _shown(request, asset, ConversionForm())
    form = ConversionForm(request.POST)
    if not form.is_valid():
        return _shown(request, asset, form, status=422)
    _made, is_there = services.convert(
        asset_id, form.wanted(), actor=request.user, schema_name=request.workspace.schema_name
    )
    if not request.htmx:
        return redirect("assets:conversions", request.workspace.slug, asset_id)
    note = _("That copy is there already.") if is_there else ""
    return _shown(request, asset, form, note=note)


@require_safe
@member(Permission.ASSET_DOWNLOAD)
def made(request: WorkspaceRequest, asset_id: UUID) -> HttpResponse:
    """Show how far the conversions of a picture are."""
    asset = get_object_or_404(services.assets(), pk=asset_id, kind=Asset.Kind.IMAGE)
    context = {"asset": asset, **screen.of(asset_id)}
    return render(request, "assets/_converted.html", context)


@require_safe
@member(Permission.ASSET_DOWNLOAD)
def download(request: WorkspaceRequest, asset_id: UUID, derivative_id: UUID) -> HttpResponse:
    """Go to where the browser saves a conversion from."""
    try:
        url = services.download_conversion(
            asset_id, derivative_id, origin=origin_of(request), actor=request.user
        )
    except Derivative.DoesNotExist as error:
        raise Http404 from error
    if url is None:
        return redirect("assets:conversions", request.workspace.slug, asset_id)
    return HttpResponseRedirect(url)


def _shown(
    request: WorkspaceRequest,
    asset: Asset,
    form: ConversionForm,
    *,
    note: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "asset": asset,
        "form": form,
        **screen.of(asset.pk),
        "note": note,
        "title": TITLE,
    }
    name = "assets/_convert_panel.html" if request.htmx else "assets/convert.html"
    return render(request, name, context, status=status)
