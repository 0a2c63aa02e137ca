"""What a workspace has used, and how its plan stands."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from billing.screens.usage import Page
from workspaces.gate import WorkspaceRequest, member
from workspaces.roles import Permission
from workspaces.views.sections import tabs


@require_safe
@member(Permission.WORKSPACE_VIEW)
def usage(request: WorkspaceRequest) -> HttpResponse:
    """Show the meters, the days of a span, who used what, and the plan."""
    here = reverse("billing:usage", args=[request.workspace.slug])
    page = Page(request.workspace, request.GET, here)
    return render(request, "billing/usage.html", {"tabs": tabs(request), "usage": page})
