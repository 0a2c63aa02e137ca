"""Writing a video's script again, rendering it, and how far that is."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.client import origin_of
from billing.quotas import QuotaExceeded
from generation import services, speaking, ways_out
from generation.models import Job, VideoProject
from generation.screens import renders
from generation.screens import video as screen
from generation.screens.pictures import Pictures
from generation.services import BadRequest
from workspaces.gate import WorkspaceRequest, member
from workspaces.roles import Permission

SAMPLE_LIFE_SECONDS = 86_400


def project_or_404(project_id: UUID) -> VideoProject:
    """Return a project of this workspace with its script and product."""
    try:
        return screen.project_of(project_id)
    except VideoProject.DoesNotExist as error:
        raise Http404 from error


def studio_page(
    request: WorkspaceRequest, project: VideoProject, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    """Show the studio, or how far the writing of its script is."""
    if project.current is None:
        context = {"project": project, "writing": screen.writing(project), "refusal": refusal}
        return render(request, "generation/video_writing.html", context, status=status)
    found = screen.studio(request.workspace, project, pictures=Pictures(origin_of(request)))
    context = {
        "project": project,
        "studio": found,
        "head": found.head,
        "refusal": refusal,
        "has_samples": settings.AI_MOCK_MODE,
    }
    return render(request, "generation/video.html", context, status=status)


@require_POST
@member(Permission.JOB_SUBMIT)
def render_video(request: WorkspaceRequest, project_id: UUID) -> HttpResponse:
    """Render the newest version; the page stays."""
    refusal = ""
    try:
        services.submit(
            request.workspace, services.VideoOrder(project_id=project_id), by=request.user
        )
    except VideoProject.DoesNotExist as error:
        raise Http404 from error
    except BadRequest as problem:
        refusal = str(problem)
    except QuotaExceeded as problem:
        refusal = ways_out.over_quota(problem, request.workspace)
    if request.htmx:
        return _head(request, project_id, refusal=refusal)
    if refusal:
        return studio_page(request, project_or_404(project_id), refusal=refusal, status=422)
    return redirect("generation:video", request.workspace.slug, project_id)


@require_safe
@member(Permission.WORKSPACE_VIEW)
def head(request: WorkspaceRequest, project_id: UUID) -> HttpResponse:
    """Show what the top bar tells of a video, as it is now, and its renderings."""
    return _head(request, project_id)


def _head(request: WorkspaceRequest, project_id: UUID, *, refusal: str = "") -> HttpResponse:
    project = project_or_404(project_id)
    if project.current is None:
        raise Http404
    found = screen.head(request.workspace, project, pictures=Pictures(origin_of(request)))
    context = {"project": project, "head": found, "refusal": refusal, "is_live": True}
    status = 422 if refusal else 200
    return render(request, "generation/_video_head.html", context, status=status)


@require_POST
@member(Permission.JOB_CANCEL)
def stop(request: WorkspaceRequest, project_id: UUID, job_id: UUID) -> HttpResponse:
    """Stop a rendering; the page stays."""
    if not renders.jobs_of([project_id]).filter(pk=job_id).exists():
        raise Http404
    refusal = ""
    try:
        services.cancel(request.workspace, job_id, by=request.user)
    except services.NothingToDo as problem:
        refusal = str(problem)
    if request.htmx:
        return _head(request, project_id, refusal=refusal)
    if refusal:
        messages.error(request, refusal)
    return redirect("generation:video", request.workspace.slug, project_id)


@require_POST
@member(Permission.JOB_SUBMIT)
def write_again(request: WorkspaceRequest, project_id: UUID) -> HttpResponse:
    """Have a script that could not be written tried again."""
    project = project_or_404(project_id)
    refusal = ""
    try:
        if project.script_job_id is None:
            raise services.NothingToDo(_("This script was not asked for here."))
        services.retry(request.workspace, project.script_job_id, by=request.user)
    except Job.DoesNotExist:
        refusal = _("What wrote this script is gone. Begin a new video.")
    except services.NothingToDo as problem:
        refusal = str(problem)
    except QuotaExceeded as problem:
        refusal = ways_out.over_quota(problem, request.workspace)
    if refusal:
        return studio_page(request, project, refusal=refusal, status=422)
    return redirect("generation:video", request.workspace.slug, project_id)


@require_safe
@member(Permission.JOB_SUBMIT)
def voice_sample(request: WorkspaceRequest, key: str) -> HttpResponse:
    """Say a sentence with one of this machine's own voices.

    A vendor's voice is not heard here: its answer takes seconds, and every line would leave. One
    that cannot speak just now is 503 (ProviderError), and nothing is counted either way.
    """
    if not settings.AI_MOCK_MODE:
        raise Http404
    try:
        content = speaking.sample(request.workspace.schema_name, key)
    except LookupError as error:
        raise Http404 from error
    return HttpResponse(
        content,
        content_type="audio/wav",
        headers={"Cache-Control": f"private, max-age={SAMPLE_LIFE_SECONDS}"},
    )
