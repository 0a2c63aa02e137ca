"""The library's page and what is done to a selection of it."""

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import trigger_client_event

from accounts.client import origin_of
from assets import services
from assets.forms import SelectionForm
from assets.models import Asset, Product
from assets.screens import bin as bin_screen
from assets.screens import library as screen
from assets.screens import products as products_screen
from workspaces.gate import WorkspaceRequest, member
from workspaces.roles import Permission

PRODUCTS_IN_MENU = 50


@require_safe
@member(Permission.WORKSPACE_VIEW)
def library(request: WorkspaceRequest) -> HttpResponse:
    """Show pictures by day; to htmx with a cursor, only the next ones."""
    found = screen.library(request.GET, origin=origin_of(request))
    is_rest = request.htmx and "cursor" in request.GET
    name = "assets/_pictures.html" if is_rest else "assets/library.html"
    return render(request, name, {"library": found})


@require_safe
@member(Permission.WORKSPACE_VIEW)
def tile(request: WorkspaceRequest, asset_id: UUID) -> HttpResponse:
    """Show one tile anew: its picture's address had run out."""
    try:
        found = screen.tile(asset_id, origin=origin_of(request))
    except Asset.DoesNotExist as error:
        raise Http404 from error
    return render(request, "assets/_tile.html", {"tile": found})


@require_safe
@member(Permission.WORKSPACE_VIEW)
def product_choices(request: WorkspaceRequest) -> HttpResponse:
    """List products to narrow the library by, or (with `for=form`) to choose one in a form."""
    search = request.GET.get("find", "")
    found = products_screen.names(search, at_most=PRODUCTS_IN_MENU)
    is_form = request.GET.get("for") == "form"
    context = {
        "choices": [
            screen.Choice(
                product.name,
                screen.query_with(request.GET, product=str(product.pk), find=""),
                request.GET.get("product") == str(product.pk),
            )
            for product in found
        ],
        "any_href": screen.query_with(request.GET, product="", find=""),
        "products": found,
        "search": search,
    }
    name = "assets/_product_options.html" if is_form else "assets/_product_choices.html"
    return render(request, name, context)


@require_POST
@member(Permission.ASSET_DELETE)
def delete(request: WorkspaceRequest) -> HttpResponse:
    """Put the selected pictures into the bin."""
    form = SelectionForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    moved = services.delete_assets(form.cleaned_data["selected"], actor=request.user)
    text = ngettext(
        "%(count)d picture is in the bin.", "%(count)d pictures are in the bin.", len(moved)
    ) % {"count": len(moved)}
    bin_url = reverse("assets:bin", args=[request.workspace.slug])
    return _changed(text, label=_("Open the bin"), href=bin_url)


@require_POST
@member(Permission.PRODUCT_EDIT)
def attach(request: WorkspaceRequest) -> HttpResponse:
    """Give the selected pictures to a product."""
    form = SelectionForm(request.POST)
    if not form.is_valid() or form.cleaned_data["product"] is None:
        return HttpResponseBadRequest()
    product_id = form.cleaned_data["product"]
    try:
        moved = services.attach_photos(
            product_id, asset_ids=form.cleaned_data["selected"], actor=request.user
        )
    except Product.DoesNotExist as error:
        raise Http404 from error
    text = ngettext(
        "%(count)d picture was added.", "%(count)d pictures were added.", len(moved)
    ) % {"count": len(moved)}
    href = reverse("assets:product", args=[request.workspace.slug, product_id])
    return _changed(text, label=_("Open the product"), href=href)


@require_safe
@member(Permission.WORKSPACE_VIEW)
def bin_page(request: WorkspaceRequest) -> HttpResponse:
    """Show what was deleted in the last 30 days."""
    found = bin_screen.contents(request.GET, origin=origin_of(request))
    is_rest = request.htmx and "cursor" in request.GET
    name = "assets/_binned.html" if is_rest else "assets/bin.html"
    return render(request, name, {"bin": found})


@require_POST
@member(Permission.ASSET_DELETE)
def restore(request: WorkspaceRequest, asset_id: UUID) -> HttpResponse:
    """Take one picture out of the bin again."""
    services.restore_assets([asset_id], actor=request.user)
    if request.htmx:
        return _changed(
            _("The picture is back in the library."),
            label=_("Open"),
            href=reverse("assets:asset", args=[request.workspace.slug, asset_id]),
        )
    return redirect("assets:bin", request.workspace.slug)


def _changed(text: str, *, label: str, href: str) -> HttpResponse:
    """Answer htmx that the library is another now, with a toast that leads on."""
    response = HttpResponse()
    toast = {"text": text, "action": {"label": label, "href": href}}
    trigger_client_event(response, "toast", toast)
    return trigger_client_event(response, "library:changed", {})
