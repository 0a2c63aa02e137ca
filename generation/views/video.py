"""The video studio: the script of one video as people edit it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.client import origin_of
from generation import drafts, services
from generation.given import whole
from generation.models import ProjectVersion, VideoProject
from generation.screens import video as screen
from generation.screens.pictures import Pictures
from generation.services import BadRequest, Conflict
from generation.views.rendering import project_or_404, studio_page
from workspaces.gate import WorkspaceRequest, member
from workspaces.roles import Permission


@require_safe
@member(Permission.WORKSPACE_VIEW)
def video(request: WorkspaceRequest, project_id: UUID) -> HttpResponse:
    """Show a video's scenes; while its script is written, the lines as they come."""
    return studio_page(request, project_or_404(project_id))


@require_safe
@member(Permission.WORKSPACE_VIEW)
def document(request: WorkspaceRequest, project_id: UUID) -> HttpResponse:
    """Answer the script as it is now, with fresh addresses of its pictures."""
    project = project_or_404(project_id)
    if project.current is None:
        raise Http404
    return JsonResponse(screen.document(project, pictures=Pictures(origin_of(request))))


@require_POST
@member(Permission.TEXT_EDIT)
def save(request: WorkspaceRequest, project_id: UUID) -> HttpResponse:
    """Keep the script that was sent as the next version, and answer what its lines take.

    409: somebody else changed it since. 422: it cannot be kept; `scene` is the one to blame.
    """
    try:
        change = drafts.change_of(request.body)
    except BadRequest as refusal:
        return JsonResponse({"detail": str(refusal), "scene": 0}, status=422)
    try:
        project = services.change_project(
            request.workspace,
            project_id,
            version=change.version,
            script=change.script,
            title=change.title,
            by=request.user,
            goes_on=True,
        )
    except VideoProject.DoesNotExist as error:
        raise Http404 from error
    except Conflict as refusal:
        return JsonResponse({"detail": str(refusal), "version": refusal.current}, status=409)
    except BadRequest as refusal:
        answer = {"detail": str(refusal), "scene": drafts.blamed(change.script)}
        return JsonResponse(answer, status=422)
    return JsonResponse(
        {"version": project.version, "title": project.title, **drafts.measured(change.script)}
    )


@require_POST
@member(Permission.TEXT_EDIT)
def restore(request: WorkspaceRequest, project_id: UUID) -> HttpResponse:
    """Make an older version the newest again."""
    numbers = [request.POST.get(name, "") for name in ("version", "number")]
    version, number = (whole(given) for given in numbers)
    if not (version and number):
        raise Http404
    try:
        services.restore_project(
            request.workspace, project_id, version=version, number=number, by=request.user
        )
    except (VideoProject.DoesNotExist, ProjectVersion.DoesNotExist) as error:
        raise Http404 from error
    except Conflict as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Version %(number)d is back.") % {"number": number})
    return redirect("generation:video", request.workspace.slug, project_id)


@require_safe
@member(Permission.TEXT_EDIT)
def pictures(request: WorkspaceRequest, project_id: UUID) -> HttpResponse:
    """Show pictures a scene can show, found by name, product or SKU."""
    search = request.GET.get("q", "").strip()
    given = request.GET.get("offset", "")
    offset = min(whole(given), 100_000)
    project = project_or_404(project_id)
    found, following = screen.library_pictures(
        project, search=search, offset=offset, pictures=Pictures(origin_of(request))
    )
    context = {
        "project": project,
        "pictures": found,
        "following": following,
        "search": search,
        "offset": offset,
    }
    return render(request, "generation/_video_picker.html", context)
