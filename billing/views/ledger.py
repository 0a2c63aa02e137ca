"""Every movement of a workspace's units."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from billing.screens import ledger as screen
from workspaces.gate import WorkspaceRequest, member
from workspaces.roles import Permission
from workspaces.views.sections import tabs


@require_safe
@member(Permission.WORKSPACE_MANAGE)
def ledger(request: WorkspaceRequest) -> HttpResponse:
    """Show the newest movements; to htmx, from a place on, only the next ones."""
    try:
        asked = screen.Asked.read(request.GET)
    except ValueError as error:
        raise Http404 from error
    here = reverse("billing:ledger", args=[request.workspace.slug])
    shown = screen.ledger(request.workspace.workspace_id, asked=asked, here=here)
    context = {"ledger": shown, "asked": asked}
    if request.htmx and asked.before is not None:
        return render(request, "billing/_movements.html", context)
    context |= {"tabs": tabs(request), "filters": screen.filters(asked, here)}
    return render(request, "billing/ledger.html", context)
