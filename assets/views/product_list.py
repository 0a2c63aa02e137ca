"""The table of products and the menus that narrow it."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.client import origin_of
from assets.screens import product_list as screen
from assets.screens.asked import query_with
from workspaces.gate import WorkspaceRequest, member
from workspaces.roles import Permission

MENUS = ("brand", "category")


@require_safe
@member(Permission.WORKSPACE_VIEW)
def products(request: WorkspaceRequest) -> HttpResponse:
    """List products; to htmx with a cursor, only the next ones."""
    listing = screen.products(request.GET, origin=origin_of(request))
    is_rest = request.htmx and "cursor" in request.GET
    name = "assets/_product_rows.html" if is_rest else "assets/products.html"
    return render(request, name, {"listing": listing})


@require_safe
@member(Permission.WORKSPACE_VIEW)
def choices(request: WorkspaceRequest) -> HttpResponse:
    """List the brands or the categories (`by`) that the table can be narrowed by."""
    asked = request.GET.copy()
    name, search = str(asked.pop("by", [""])[-1]), asked.get("find", "")
    if name not in MENUS:
        raise Http404
    context = {
        "name": name,
        "choices": screen.choices(asked, name=name, search=search),
        "any_href": query_with(asked, **{name: "", "find": ""}),
        "is_any": not asked.get(name),
        "search": search,
    }
    return render(request, "assets/_narrowing.html", context)
