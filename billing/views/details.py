"""Whom invoices are made out to."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.actors import actor_of
from billing.forms import DetailsForm
from billing.money import accounts
from billing.screens import details as screen
from billing.screens.details import Shown
from workspaces.gate import WorkspaceRequest, member
from workspaces.roles import Permission
from workspaces.views.sections import tabs


@require_http_methods(["GET", "HEAD", "POST"])
@member(Permission.BILLING_MANAGE)
def details(request: WorkspaceRequest) -> HttpResponse:
    """Show the details, or keep them as they were sent."""
    if request.method == "POST":
        return _save(request)
    return _answer(request, Shown(screen.read(request.workspace.workspace_id)))


def _save(request: WorkspaceRequest) -> HttpResponse:
    workspace_id, form = request.workspace.workspace_id, DetailsForm(request.POST)
    if not form.is_valid():
        return _answer(request, Shown(form), status=422)
    try:
        accounts.change(
            workspace_id, profile=form.profile, actor=actor_of(request.user), version=form.read
        )
    except accounts.DetailsChanged:
        return _answer(request, screen.after_conflict(form, workspace_id), status=422)
    if not request.htmx:
        return redirect("billing:details", request.workspace.slug)
    return _answer(request, Shown(screen.read(workspace_id), saved=True))


def _answer(request: WorkspaceRequest, shown: Shown, *, status: int = 200) -> HttpResponse:
    name = "_details" if request.htmx else "details"
    context = {"shown": shown, "tabs": tabs(request)}
    return render(request, f"billing/{name}.html", context, status=status)
