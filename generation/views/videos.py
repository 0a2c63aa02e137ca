"""The list of video projects."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.client import origin_of
from generation.screens import videos as screen
from generation.screens.pictures import Pictures
from workspaces.gate import WorkspaceRequest, member
from workspaces.roles import Permission


@require_safe
@member(Permission.WORKSPACE_VIEW)
def videos(request: WorkspaceRequest) -> HttpResponse:
    """Show the projects, the last changed first; to htmx with a cursor only the next ones."""
    cursor = request.GET.get("cursor", "")
    found = screen.listing(pictures=Pictures(origin_of(request)), cursor=cursor)
    here = reverse("generation:videos", args=[request.workspace.slug])
    more = f"{here}?{urlencode({'cursor': found.cursor})}" if found.cursor else ""
    context = {"listing": found, "more_url": more, "is_rest": bool(cursor)}
    name = "_videos" if cursor and request.htmx else "videos"
    return render(request, f"generation/{name}.html", context)
