"""One job: watch it, see what was tried, take the pictures home."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.client import origin_of
from generation import archive, downloads, services, snapshots, wording
from generation.models import ItemState, Job, JobItem
from generation.screens import attempts as attempts_screen
from generation.screens import job as screen
from generation.screens import tiles as tiles_screen
from generation.screens.pictures import Pictures
from workspaces.gate import WorkspaceRequest, member
from workspaces.roles import Permission

TILES_AT_ONCE = 100


@require_safe
@member(Permission.WORKSPACE_VIEW)
def job(request: WorkspaceRequest, job_id: UUID) -> HttpResponse:
    """Show a job; for htmx only its tiles."""
    state = request.GET.get("state", "")
    state = state if state in ItemState.values else ""
    try:
        page = screen.page(
            job_id,
            pictures=Pictures(origin_of(request)),
            state=state,
            access=request.workspace,
        )
    except Job.DoesNotExist as error:
        raise Http404 from error
    name = "_made" if request.htmx else "job"
    context = {
        "page": page,
        "head": page.head,
        "job": page.head.job,
        "state": state,
        "stages": wording.stages(),
        "said": wording.said(page.head.job.kind, at_end=False),
        "said_end": wording.said(page.head.job.kind, at_end=True),
    }
    return render(request, f"generation/{name}.html", context)


@require_safe
@member(Permission.WORKSPACE_VIEW)
def head(request: WorkspaceRequest, job_id: UUID) -> HttpResponse:
    """Show what stands above a job's tiles, as it is now."""
    return head_of(request, job_id)


@require_safe
@member(Permission.WORKSPACE_VIEW)
def tile(request: WorkspaceRequest, job_id: UUID) -> HttpResponse:
    """Show the tiles named by `item`, as they are now."""
    try:
        wanted = [UUID(item) for item in request.GET.getlist("item")[:TILES_AT_ONCE]]
    except ValueError as error:
        raise Http404 from error
    try:
        job, tiles = screen.some(job_id, wanted, pictures=Pictures(origin_of(request)))
    except Job.DoesNotExist as error:
        raise Http404 from error
    return render(request, "generation/_some_tiles.html", {"job": job, "tiles": tiles})


@require_safe
@member(Permission.WORKSPACE_VIEW)
def item(request: WorkspaceRequest, job_id: UUID, item_id: UUID) -> HttpResponse:
    """Show one picture large; for htmx only the inside of the dialog."""
    try:
        viewed = tiles_screen.viewed(job_id, item_id, pictures=Pictures(origin_of(request)))
    except (Job.DoesNotExist, JobItem.DoesNotExist) as error:
        raise Http404 from error
    name = "_viewed" if request.htmx else "item"
    each = screen.each(viewed.job, access=request.workspace) if viewed.failure else None
    context = {"viewed": viewed, "tile": viewed.tile, "job": viewed.job, "each": each}
    return render(request, f"generation/{name}.html", context)


@require_safe
@member(Permission.WORKSPACE_VIEW)
def snapshot(_request: WorkspaceRequest, job_id: UUID) -> HttpResponse:
    """Answer how far each item is, for pages whose stream does not open."""
    try:
        return JsonResponse(snapshots.full(job_id))
    except Job.DoesNotExist as error:
        raise Http404 from error


@require_safe
@member(Permission.WORKSPACE_VIEW)
def attempts(request: WorkspaceRequest, job_id: UUID) -> HttpResponse:
    """Show who worked on a job, when, and how it ended; for htmx only the rows."""
    before = request.GET.get("before", "")
    try:
        shown = attempts_screen.attempts(job_id, before=int(before) if before else None)
    except (Job.DoesNotExist, ValueError) as error:
        raise Http404 from error
    here = reverse("generation:job_attempts", args=[request.workspace.slug, job_id])
    context = {
        "shown": shown,
        "job": shown.job,
        "more_url": f"{here}?before={shown.following}" if shown.following else "",
    }
    name = "_attempts" if request.htmx else "attempts"
    return render(request, f"generation/{name}.html", context)


@require_safe
@member(Permission.ASSET_DOWNLOAD)
def download(request: WorkspaceRequest, job_id: UUID) -> HttpResponse:
    """Send the browser to the job's zip; while it is packed, say so."""
    try:
        ready = downloads.ask(request.workspace, job_id, by=request.user)
    except Job.DoesNotExist as error:
        raise Http404 from error
    except services.NothingToDo as refusal:
        messages.error(request, str(refusal))
        return redirect("generation:job", request.workspace.slug, job_id)
    url = _archive_url(request, ready) if ready else ""
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"url": url}, status=200 if url else 202)
    if url:
        return redirect(url)
    messages.info(request, _("The files are being packed. Press Download again in a moment."))
    return redirect("generation:job", request.workspace.slug, job_id)


def _archive_url(request: WorkspaceRequest, job: Job) -> str:
    return Pictures(origin_of(request)).kept(
        job.archive_key, content_type="application/zip", filename=archive.file_name(job)
    )


def head_of(
    request: WorkspaceRequest, job_id: UUID, *, refusal: str = "", item_id: UUID | None = None
) -> HttpResponse:
    """Show a job's head as it is now, a refusal above it; with the tile of an item that changed."""
    pictures = Pictures(origin_of(request))
    try:
        found = screen.head(job_id, pictures=pictures, access=request.workspace)
        wanted = [item_id] if item_id else []
        tiles = screen.some(job_id, wanted, pictures=pictures)[1] if wanted else []
    except Job.DoesNotExist as error:
        raise Http404 from error
    context = {
        "head": found,
        "job": found.job,
        "tiles": tiles,
        "refusal": refusal,
        "is_live": True,
        "state": request.GET.get("state", ""),
    }
    return render(request, "generation/_head_live.html", context)
