"""The list of jobs."""

from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.client import origin_of
from generation.models import JobKind
from generation.screens import jobs as screen
from generation.screens.pictures import Pictures
from workspaces.gate import WorkspaceRequest, member
from workspaces.roles import Permission

MINE = "me"


@require_safe
@member(Permission.WORKSPACE_VIEW)
def jobs(request: WorkspaceRequest) -> HttpResponse:
    """Show running, waiting and ended jobs; with a cursor only the next ended ones."""
    by, kind, cursor = _by(request), _kind(request), request.GET.get("cursor", "")
    try:
        listing = screen.listing(
            pictures=Pictures(origin_of(request)), cursor=cursor, only=_only(request)
        )
    except ValueError as error:
        raise Http404 from error
    here = reverse("generation:jobs", args=[request.workspace.slug])
    following = {"cursor": listing.cursor, **_narrowing(by, kind)}
    context = {
        "listing": listing,
        "by": by,
        "kind": kind,
        "kind_name": JobKind(kind).label if kind else "",
        "narrowing": urlencode(_narrowing(by, kind)),
        "choices": _choices(here, by, kind),
        "kinds": _kinds(here, by, kind),
        "more_url": f"{here}?{urlencode(following)}" if listing.cursor else "",
    }
    name = "_earlier" if cursor and request.htmx else "jobs"
    return render(request, f"generation/{name}.html", context)


@require_safe
@member(Permission.WORKSPACE_VIEW)
def board(request: WorkspaceRequest) -> HttpResponse:
    """Show the unended jobs as they are now, and those named by `ended` for the list below."""
    by, kind, pictures = _by(request), _kind(request), Pictures(origin_of(request))
    try:
        ended = [UUID(job_id) for job_id in request.GET.getlist("ended")[: screen.PAGE]]
    except ValueError as error:
        raise Http404 from error
    only = _only(request)
    context = {
        "listing": screen.unended(pictures=pictures, only=only),
        "ended": screen.ended(ended, pictures=pictures, only=only) if ended else [],
        "narrowing": urlencode(_narrowing(by, kind)),
    }
    return render(request, "generation/_listing.html", context)


def _by(request: WorkspaceRequest) -> str:
    return MINE if request.GET.get("by") == MINE else ""


def _kind(request: WorkspaceRequest) -> str:
    kind = request.GET.get("kind", "")
    return kind if kind in JobKind.values else ""


def _only(request: WorkspaceRequest) -> screen.Narrowed:
    return screen.Narrowed(person_id=request.user.pk if _by(request) else None, kind=_kind(request))


def _narrowing(by: str, kind: str) -> dict[str, str]:
    return {name: value for name, value in (("kind", kind), ("by", by)) if value}


def _choices(here: str, by: str, kind: str) -> list[dict[str, object]]:
    return [
        {"label": label, "href": _address(here, value, kind), "on": by == value}
        for value, label in (("", _("Everyone")), (MINE, _("You")))
    ]


def _kinds(here: str, by: str, kind: str) -> list[dict[str, object]]:
    return [
        {"label": label, "href": _address(here, by, value), "on": kind == value}
        for value, label in (("", _("All")), *JobKind.choices)
    ]


def _address(here: str, by: str, kind: str) -> str:
    narrowing = urlencode(_narrowing(by, kind))
    return f"{here}?{narrowing}" if narrowing else here
