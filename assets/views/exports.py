"""Many files as one zip: asked for from a selection, shown while it is written, then saved."""

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import trigger_client_event

from accounts.client import origin_of
from assets import services
from assets.forms import SelectionForm
from assets.models import Export
from assets.screens import exported as screen
from assets.services.export_files import MOST_FILES
from workspaces.gate import WorkspaceRequest, member
from workspaces.roles import Permission


@require_POST
@member(Permission.ASSET_DOWNLOAD)
def new(request: WorkspaceRequest) -> HttpResponse:
    """Have the selected files put into one zip; answers with a dialog that shows how far it is."""
    form = SelectionForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    given = form.cleaned_data
    try:
        ids = given["selected"]
        if given["everything"]:
            ids = screen.everything(given["asked"], until=given["until"], at_most=MOST_FILES)
        export = services.ask_for_files(
            ids, actor=request.user, schema_name=request.workspace.schema_name
        )
    except services.TooMuch as refused:
        told = {"refused": str(refused)}
        return render(request, "assets/_export_dialog.html", told, status=422)
    if not request.htmx:
        return redirect("assets:export", request.workspace.slug, export.pk)
    context = {"progress": screen.Progress(export)}
    return render(request, "assets/_export_dialog.html", context)


@require_safe
@member(Permission.ASSET_DOWNLOAD)
def progress(request: WorkspaceRequest, export_id: UUID) -> HttpResponse:
    """Show how far a file to take home is; once it is there, a toast leads to it."""
    export = get_object_or_404(Export, pk=export_id)
    shown = screen.Progress(export)
    name = "assets/_export.html" if request.htmx else "assets/export.html"
    response = render(request, name, {"progress": shown})
    if request.htmx and shown.is_there:
        where = reverse("assets:export_download", args=[request.workspace.slug, export.pk])
        toast = {
            "text": _("Your files are ready."),
            "action": {"label": _("Download"), "href": where},
        }
        return trigger_client_event(response, "toast", toast)
    return response


@require_safe
@member(Permission.ASSET_DOWNLOAD)
def download(request: WorkspaceRequest, export_id: UUID) -> HttpResponse:
    """Go to where the browser saves the file from."""
    try:
        url = services.export_url(export_id, origin=origin_of(request), actor=request.user)
    except Export.DoesNotExist as error:
        raise Http404 from error
    except (services.NotReady, services.Gone):
        return redirect("assets:export", request.workspace.slug, export_id)
    return HttpResponseRedirect(url)
