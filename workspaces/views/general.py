"""The settings of a workspace: its name, its address, how it speaks, and its end."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from workspaces import services
from workspaces.gate import WorkspaceRequest, member
from workspaces.roles import Permission
from workspaces.screens import settings as screen
from workspaces.screens.settings import GENERAL, Shown
from workspaces.views.sections import kept, refused, whole


@require_safe
@member(Permission.WORKSPACE_VIEW)
def general(request: WorkspaceRequest) -> HttpResponse:
    """Show the settings; to who may not change them, as text."""
    return whole(request, GENERAL)


@require_POST
@member(Permission.WORKSPACE_MANAGE)
def general_save(request: WorkspaceRequest, section: str) -> HttpResponse:
    """Keep one section. A new address moves the page there."""
    if section not in GENERAL:
        raise Http404
    form = GENERAL[section].form(request.POST, section=section)
    if not form.is_valid():
        return refused(request, GENERAL, [Shown(GENERAL[section], form)])
    try:
        place = services.change(
            request.workspace, form.values(), by=request.user, version=form.read
        )
    except services.SlugTaken:
        form.add_error("slug", _("Another workspace has this address. Choose another."))
        return refused(request, GENERAL, [Shown(GENERAL[section], form)])
    except services.Conflict:
        shown = screen.after_conflict(GENERAL, GENERAL[section], form, request.workspace)
        return refused(request, GENERAL, shown)
    if place.slug != request.workspace.slug:
        messages.success(
            request, _("The workspace has moved. The last five addresses keep leading here.")
        )
        new = reverse("settings:general", args=[place.slug])
        return HttpResponseClientRedirect(new) if request.htmx else redirect(new)
    return kept(request, GENERAL, section)
