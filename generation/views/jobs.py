"""The list of jobs."""

from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.client import origin_of
from generation.screens import jobs as screen
from generation.screens.pictures import Pictures
from workspaces.gate import WorkspaceRequest, member
from workspaces.roles import Permission

MINE = "me"


@require_safe
@member(Permission.WORKSPACE_VIEW)
def jobs(request: WorkspaceRequest) -> HttpResponse:
    """Show running, waiting and ended jobs; with a cursor only the next ended ones."""
    by, cursor = _by(request), request.GET.get("cursor", "")
    try:
        listing = screen.listing(
            pictures=Pictures(origin_of(request)),
            cursor=cursor,
            person_id=request.user.pk if by else None,
        )
    except ValueError as error:
        raise Http404 from error
    here = reverse("generation:jobs", args=[request.workspace.slug])
    following = {"cursor": listing.cursor, **({"by": by} if by else {})}
    context = {
        "listing": listing,
        "by": by,
        "choices": _choices(here, by),
        "more_url": f"{here}?{urlencode(following)}" if listing.cursor else "",
    }
    name = "_earlier" if cursor and request.htmx else "jobs"
    return render(request, f"generation/{name}.html", context)


@require_safe
@member(Permission.WORKSPACE_VIEW)
def board(request: WorkspaceRequest) -> HttpResponse:
    """Show the unended jobs as they are now, and those named by `ended` for the list below."""
    by, pictures = _by(request), Pictures(origin_of(request))
    try:
        ended = [UUID(job_id) for job_id in request.GET.getlist("ended")[: screen.PAGE]]
    except ValueError as error:
        raise Http404 from error
    person_id = request.user.pk if by else None
    context = {
        "listing": screen.unended(pictures=pictures, person_id=person_id),
        "ended": screen.ended(ended, pictures=pictures, person_id=person_id) if ended else [],
        "by": by,
    }
    return render(request, "generation/_listing.html", context)


def _by(request: WorkspaceRequest) -> str:
    return MINE if request.GET.get("by") == MINE else ""


def _choices(here: str, by: str) -> list[dict[str, object]]:
    return [
        {"label": _("Everyone"), "href": here, "on": not by},
        {"label": _("You"), "href": f"{here}?by={MINE}", "on": by == MINE},
    ]
