"""The image studio: choose photos, choose looks, see them, make them."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.client import origin_of
from assets.models import Asset
from billing.quotas import QuotaExceeded
from generation import cutouts, services, ways_out
from generation.forms import HintForm, choice_of
from generation.given import whole
from generation.screens import looks as looks_screen
from generation.screens import studio as screen
from generation.screens.pictures import Pictures
from generation.services import BadRequest
from workspaces.gate import WorkspaceRequest, member
from workspaces.roles import Permission


@require_http_methods(["GET", "HEAD", "POST"])
@member(Permission.JOB_SUBMIT)
def images_new(request: WorkspaceRequest) -> HttpResponse:
    """Show the studio; take its order and go to the job."""
    if request.method != "POST":
        return _studio(request)
    choice = choice_of(request.POST)
    first = whole(request.POST.get("first", ""))
    order = screen.order_of(choice, first=first or None)
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
    name = "_studio" if request.htmx else "studio"
    context = {
        "studio": studio,
        "current": studio.current,
        "cards": studio.cards,
        "refusal": refusal,
        "hint_form": HintForm(),
    }
    return render(request, f"generation/{name}.html", context, status=422 if refusal else 200)


@require_safe
@member(Permission.JOB_SUBMIT)
def looks(request: WorkspaceRequest) -> HttpResponse:
    """Show one photo in every look."""
    choice = choice_of(request.GET)
    if choice.current is None:
        raise Http404
    return _looks(request, choice.current, since=request.GET.get("since", ""))


def _looks(
    request: WorkspaceRequest, asset_id: UUID, *, since: str = "", form: HintForm | None = None
) -> HttpResponse:
    asked = request.POST if request.method == "POST" else request.GET
    try:
        current, cards = looks_screen.looks_of(
            request.workspace,
            asset_id,
            chosen=choice_of(asked).looks,
            since=since,
            pictures=Pictures(origin_of(request)),
        )
    except Asset.DoesNotExist as error:
        raise Http404 from error
    context = {"current": current, "cards": cards, "hint_form": form or HintForm()}
    is_wrong = form is not None and not form.is_valid()
    return render(request, "generation/_looks.html", context, status=422 if is_wrong else 200)


@require_POST
@member(Permission.JOB_SUBMIT)
def cutout_hint(request: WorkspaceRequest, asset_id: UUID) -> HttpResponse:
    """Take the rectangle drawn round a product, and await the new cut-out."""
    form = HintForm(request.POST)
    if not form.is_valid():
        return _looks(request, asset_id, form=form)
    try:
        cutouts.give_hint(request.workspace, asset_id, form.box(), by=request.user)
    except Asset.DoesNotExist as error:
        raise Http404 from error
    return _looks(request, asset_id, since=request.POST.get("since", "") or "none")


@require_safe
@member(Permission.JOB_SUBMIT)
def photos(request: WorkspaceRequest) -> HttpResponse:
    """Show photos of the library to add, found by name, product or SKU."""
    search = request.GET.get("q", "").strip()
    given = request.GET.get("offset", "")
    offset = whole(given)
    found, following = screen.library(
        search=search, offset=min(offset, 100_000), pictures=Pictures(origin_of(request))
    )
    context = {"photos": found, "following": following, "search": search, "offset": offset}
    return render(request, "generation/_picker.html", context)
