"""A new video: choose the product, the pictures and how it sounds, and have the script written."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.client import origin_of
from billing.quotas import QuotaExceeded
from generation import services, ways_out
from generation.screens import video_new as screen
from generation.screens.pictures import Pictures
from generation.services import BadRequest
from generation.video_forms import Choice, choice_of
from workspaces.gate import WorkspaceRequest, member
from workspaces.roles import Permission


@require_http_methods(["GET", "HEAD", "POST"])
@member(Permission.JOB_SUBMIT)
def video_new(request: WorkspaceRequest) -> HttpResponse:
    """Show what a video can be made of; take the order and go to its project."""
    if request.method != "POST":
        return _page(request, choice_of(request.GET))
    choice = choice_of(request.POST)
    if choice.product is None:
        return _page(request, choice, refusal=_("Choose the product the video is about."))
    if choice.assets is not None and not choice.assets:
        return _page(request, choice, refusal=_("Choose at least one picture to show."))
    try:
        job = services.submit(request.workspace, choice.order(choice.product), by=request.user)
    except BadRequest as problem:
        return _page(request, choice, refusal=str(problem))
    except QuotaExceeded as problem:
        return _page(request, choice, refusal=ways_out.over_quota(problem, request.workspace))
    return redirect("generation:video", request.workspace.slug, job.parameters.project)


def _page(request: WorkspaceRequest, choice: Choice, *, refusal: str = "") -> HttpResponse:
    new = screen.new_video(request.workspace, choice, pictures=Pictures(origin_of(request)))
    name = "_video_new" if request.htmx else "video_new"
    context = {"new": new, "choice": choice, "refusal": refusal}
    return render(request, f"generation/{name}.html", context, status=422 if refusal else 200)


@require_safe
@member(Permission.JOB_SUBMIT)
def products(request: WorkspaceRequest) -> HttpResponse:
    """Show the products whose words hold what is searched for."""
    search = request.GET.get("q", "").strip()
    chosen = choice_of(request.GET).product
    rows = screen.products(chosen, pictures=Pictures(origin_of(request)), search=search)
    return render(request, "generation/_video_products.html", {"rows": rows, "search": search})
