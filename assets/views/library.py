"""The library's page, its menus, and the bin."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.client import origin_of
from assets import services
from assets.models import Asset
from assets.screens import bin as bin_screen
from assets.screens import library as screen
from assets.screens import products as products_screen
from assets.screens import tiles
from assets.screens.asked import Asked, Choice, query_with
from assets.views.selection import changed
from workspaces.gate import WorkspaceRequest, member
from workspaces.roles import Permission

PRODUCTS_IN_MENU = 50


@require_safe
@member(Permission.WORKSPACE_VIEW)
def library(request: WorkspaceRequest) -> HttpResponse:
    """Show files by day; to htmx with a cursor, only the next ones."""
    found = screen.library(request.GET, origin=origin_of(request))
    is_rest = request.htmx and "cursor" in request.GET
    name = "assets/_pictures.html" if is_rest else "assets/library.html"
    return render(request, name, {"library": found})


@require_safe
@member(Permission.WORKSPACE_VIEW)
def tile(request: WorkspaceRequest, asset_id: UUID) -> HttpResponse:
    """Show one tile anew: its picture's address had run out."""
    try:
        found = tiles.one(asset_id, origin=origin_of(request))
    except Asset.DoesNotExist as error:
        raise Http404 from error
    return render(request, "assets/_tile.html", {"tile": found})


@require_safe
@member(Permission.WORKSPACE_VIEW)
def product_choices(request: WorkspaceRequest) -> HttpResponse:
    """List products to narrow the library by, or to choose one: `for=form`, `for=field`."""
    search = request.GET.get("find", "")
    found = products_screen.names(search, at_most=PRODUCTS_IN_MENU)
    context = {
        "choices": [
            Choice(
                product.name,
                query_with(request.GET, product=str(product.pk), find=""),
                request.GET.get("product") == str(product.pk),
            )
            for product in found
        ],
        "any_href": query_with(request.GET, product="", find=""),
        "products": found,
        "search": search,
    }
    shape = {"form": "options", "field": "picks"}.get(request.GET.get("for", ""), "choices")
    return render(request, f"assets/_product_{shape}.html", context)


@require_safe
@member(Permission.WORKSPACE_VIEW)
def tag_choices(request: WorkspaceRequest) -> HttpResponse:
    """List tags to narrow the library by, or (with `for=form`) to put on files."""
    search = request.GET.get("find", "")
    found = services.suggestions(search)
    asked = Asked(request.GET)
    on = {tag.lower() for tag in asked.tags}
    context = {
        "choices": [
            Choice(tag.name, asked.toggled(tag.name), tag.name.lower() in on, tag.files)
            for tag in found
        ],
        "any_href": query_with(request.GET, tag="", find=""),
        "is_any": not on,
        "search": search,
    }
    is_form = request.GET.get("for") == "form"
    name = "assets/_tag_options.html" if is_form else "assets/_tag_choices.html"
    return render(request, name, context)


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
    """Take one file out of the bin again."""
    services.restore_assets([asset_id], actor=request.user)
    if request.htmx:
        return changed(
            _("The file is back in the library."),
            label=_("Open"),
            href=reverse("assets:asset", args=[request.workspace.slug, asset_id]),
        )
    return redirect("assets:bin", request.workspace.slug)
