"""Leading a browser on, also to another site."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django_htmx.http import HttpResponseClientRedirect

from workspaces.gate import WorkspaceRequest


def lead(request: WorkspaceRequest, url: str) -> HttpResponse:
    """Lead to an address. A form may lead to this site alone; a script may leave it."""
    return HttpResponseClientRedirect(url) if request.htmx else redirect(url)
