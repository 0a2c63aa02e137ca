"""The copy studio: choose products and kinds, read a sample, order the texts, take them home."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.client import origin_of
from billing.quotas import QuotaExceeded
from generation import exports, services, ways_out
from generation.copy_forms import choice_of, first_of, products_in
from generation.given import whole
from generation.models import Job
from generation.screens import copy_studio as screen
from generation.screens.pictures import Pictures
from generation.services import BadRequest
from workspaces.gate import WorkspaceRequest, member
from workspaces.roles import Permission

LAST_OFFSET = 100_000


@require_http_methods(["GET", "HEAD", "POST"])
@member(Permission.JOB_SUBMIT)
def copy_new(request: WorkspaceRequest) -> HttpResponse:
    """Show the studio; take its order and go to the job."""
    if request.method != "POST":
        return _studio(request)
    order = choice_of(request.POST).order(first=first_of(request.POST))
    try:
        job = services.submit(request.workspace, order, by=request.user)
    except BadRequest as refusal:
        return _studio(request, refusal=str(refusal))
    except QuotaExceeded as refusal:
        return _studio(request, refusal=ways_out.over_quota(refusal, request.workspace))
    return redirect("generation:job", request.workspace.slug, job.pk)


def _studio(request: WorkspaceRequest, *, refusal: str = "") -> HttpResponse:
    asked = request.POST if request.method == "POST" else request.GET
    studio = screen.studio(
        request.workspace, choice_of(asked), pictures=Pictures(origin_of(request))
    )
    context = {"studio": studio, "look": studio.look, "refusal": refusal}
    return render(request, "generation/copy.html", context, status=422 if refusal else 200)


@require_safe
@member(Permission.JOB_SUBMIT)
def copy_sample(request: WorkspaceRequest) -> HttpResponse:
    """Show the sample and the tones of a choice, as they are now."""
    return render(
        request,
        "generation/_copy_look.html",
        {"look": screen.look(choice_of(request.GET)), "is_live": True},
    )


@require_safe
@member(Permission.JOB_SUBMIT)
def copy_products(request: WorkspaceRequest) -> HttpResponse:
    """Show products to choose from, found by name, SKU or brand; with an offset the next ones."""
    search, pictures = request.GET.get("q", "").strip(), Pictures(origin_of(request))
    given, chosen = request.GET.get("offset", ""), products_in(request.GET)
    if offset := min(whole(given), LAST_OFFSET):
        found = screen.more(chosen, pictures=pictures, search=search, offset=offset)
    else:
        found = screen.listed(chosen, pictures=pictures, search=search)
    return render(request, "generation/_copy_products.html", {"products": found})


@require_safe
@member(Permission.ASSET_DOWNLOAD)
def job_export(request: WorkspaceRequest, job_id: UUID) -> HttpResponse:
    """Send the finished texts of a job as a file."""
    try:
        export = exports.of_job(
            request.workspace, job_id, form=request.GET.get("as", "csv"), by=request.user
        )
    except Job.DoesNotExist as error:
        raise Http404 from error
    except (BadRequest, services.NothingToDo) as refusal:
        messages.error(request, str(refusal))
        return redirect("generation:job", request.workspace.slug, job_id)
    return exports.attachment(export)
