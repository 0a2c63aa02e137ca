"""Who did what in a workspace, and files of it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.actors import actor_of
from accounts.client import origin_of
from audit import export_lists
from audit import exports as trail_exports
from audit.models import TrailExport
from audit.search import Filters
from workspaces.gate import WorkspaceRequest, member
from workspaces.hooks import Reader
from workspaces.roles import Permission
from workspaces.screens import activity as screen
from workspaces.screens import activity_asked, activity_exports, activity_menus


@require_safe
@member(Permission.AUDIT_READ)
def activity(request: WorkspaceRequest) -> HttpResponse:
    """Show what happened, the newest first."""
    asked, here = activity_asked.read(request.GET), _here(request)
    workspace_id = request.workspace.workspace_id
    news_at = reverse("workspaces:activity_news", args=[request.workspace.slug])
    context: dict[str, Any] = {
        "asked": asked,
        "here": here,
        "odd_names": ", ".join(asked.odd),
        "page": screen.page(_reader(request), asked=asked, here=here, news_at=news_at),
        "filters": activity_menus.menus(
            asked, here=here, workspace_id=workspace_id, me=request.user.pk
        ),
        "only": activity_menus.only(asked, here=here),
        "export": activity_exports.offer(asked, workspace_id=workspace_id),
    }
    return render(request, "workspaces/activity.html", context)


@require_safe
@member(Permission.AUDIT_READ)
def news(request: WorkspaceRequest) -> HttpResponse:
    """Tell how much has happened since the page was loaded."""
    asked = activity_asked.read(request.GET)
    found = screen.news(_reader(request), asked=asked, here=_here(request))
    return render(request, "workspaces/_activity_news.html", {"news": found})


@require_safe
@member(Permission.AUDIT_READ)
def exports(request: WorkspaceRequest) -> HttpResponse:
    """Show the files that were asked for; to scripts, only them."""
    context = {"listing": activity_exports.listing(request.workspace)}
    name = "_activity_exports" if request.htmx else "activity_exports"
    return render(request, f"workspaces/{name}.html", context)


@require_POST
@member(Permission.AUDIT_READ)
def export(request: WorkspaceRequest) -> HttpResponse:
    """Ask for a file of what the page shows, and lead to where it will be."""
    asked, written = activity_asked.read(request.POST), request.POST.get("format", "")
    filters = asked.filters(request.workspace.workspace_id)
    if asked.odd or filters is None or written not in TrailExport.Format:
        problem = {
            "title": _("No file is made"),
            "detail": _("What it should hold is not clear. Load the page again and choose anew."),
        }
        return render(request, "400.html", {"problem": problem}, status=400)
    return _ask(request, filters, written=written)


@require_POST
@member(Permission.AUDIT_READ)
def again(request: WorkspaceRequest, export_id: UUID) -> HttpResponse:
    """Ask once more for a file that could not be made."""
    found = _export_or_404(request, export_id)
    if found.state != TrailExport.State.FAILED:
        raise Http404
    return _ask(request, activity_exports.filters_of(found), written=found.format)


@require_safe
@member(Permission.AUDIT_READ)
def download(request: WorkspaceRequest, export_id: UUID) -> HttpResponse:
    """Go to where the browser saves the file from."""
    found = _export_or_404(request, export_id)
    try:
        url = trail_exports.open_url(found, origin=origin_of(request), by=actor_of(request.user))
    except (trail_exports.NotReady, trail_exports.Gone):
        messages.info(request, _("This file is not there. Its row says why."))
        return redirect("workspaces:activity_exports", request.workspace.slug)
    return redirect(url)


def _ask(request: WorkspaceRequest, filters: Filters, *, written: str) -> HttpResponse:
    """Have the file made; a second one of the same person waits for the first."""
    try:
        trail_exports.ask(
            filters, format=written, by=actor_of(request.user), name=request.workspace.slug
        )
    except trail_exports.AlreadyAsked:
        messages.info(request, _("One of your files is still being made. Ask again after it."))
    return redirect("workspaces:activity_exports", request.workspace.slug)


def _export_or_404(request: WorkspaceRequest, export_id: UUID) -> TrailExport:
    try:
        return export_lists.one_of(request.workspace.workspace_id, export_id)
    except TrailExport.DoesNotExist as error:
        raise Http404 from error


def _here(request: WorkspaceRequest) -> str:
    return reverse("workspaces:activity", args=[request.workspace.slug])


def _reader(request: WorkspaceRequest) -> Reader:
    return Reader(request.workspace, origin_of(request))
