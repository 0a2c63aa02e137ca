"""The list of jobs."""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.client import origin_of
from generation.models import JobKind, JobState
from generation.screens import jobs as screen
from generation.screens.pictures import Pictures
from workspaces.gate import WorkspaceRequest, member
from workspaces.roles import Permission

MINE = "me"


@dataclass(frozen=True, slots=True)
class _Asked:
    """How the list is narrowed, as the address says it. by: `me`, or a person's id."""

    kind: str = ""
    state: str = ""
    by: str = ""

    def query(self) -> str:
        given = (("kind", self.kind), ("state", self.state), ("by", self.by))
        return urlencode([pair for pair in given if pair[1]])


@require_safe
@member(Permission.WORKSPACE_VIEW)
def jobs(request: WorkspaceRequest) -> HttpResponse:
    """Show running, waiting and ended jobs; with a cursor only the next ended ones."""
    asked, cursor = _read(request.GET), request.GET.get("cursor", "")
    try:
        listing = screen.listing(
            pictures=Pictures(origin_of(request)), cursor=cursor, only=_only(request, asked)
        )
    except ValueError as error:
        raise Http404 from error
    here = reverse("generation:jobs", args=[request.workspace.slug])
    following = "&".join(filter(None, [urlencode({"cursor": listing.cursor}), asked.query()]))
    context = {
        "listing": listing,
        "more_url": f"{here}?{following}" if listing.cursor else "",
        "narrowing": asked.query(),
    }
    if cursor and request.htmx:
        return render(request, "generation/_earlier.html", context)
    filters = _filters(here, asked, me=request.user.pk)
    return render(request, "generation/jobs.html", {**context, "filters": filters, "by": asked.by})


@require_safe
@member(Permission.WORKSPACE_VIEW)
def board(request: WorkspaceRequest) -> HttpResponse:
    """Show the unended jobs as they are now, and those named by `ended` for the list below."""
    asked, pictures = _read(request.GET), Pictures(origin_of(request))
    try:
        ended = [UUID(job_id) for job_id in request.GET.getlist("ended")[: screen.PAGE]]
    except ValueError as error:
        raise Http404 from error
    only = _only(request, asked)
    context = {
        "listing": screen.unended(pictures=pictures, only=only),
        "ended": screen.ended(ended, pictures=pictures, only=only) if ended else [],
        "narrowing": asked.query(),
    }
    return render(request, "generation/_listing.html", context)


def _read(given: QueryDict) -> _Asked:
    """Return what is asked for; what there is not is left out."""
    kind, state, by = (given.get(name, "") for name in ("kind", "state", "by"))
    return _Asked(
        kind=kind if kind in JobKind.values else "",
        state=state if state in JobState.values else "",
        by=by if by == MINE or _person(by) else "",
    )


def _only(request: WorkspaceRequest, asked: _Asked) -> screen.Narrowed:
    person_id = request.user.pk if asked.by == MINE else _person(asked.by)
    return screen.Narrowed(person_id=person_id, kind=asked.kind, state=asked.state)


def _person(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _filters(here: str, asked: _Asked, *, me: UUID) -> list[dict[str, object]]:
    """Return the filters as their component shows them: name, value, choices with addresses."""
    others = [(str(pk), label) for pk, label in screen.people() if pk != me]
    offered: dict[str, tuple[str, list[tuple[str, Any]]]] = {
        "kind": (_("Kind"), [("", _("All")), *JobKind.choices]),
        "state": (_("State"), [("", _("All")), *JobState.choices]),
        "by": (_("Started by"), [("", _("Everyone")), (MINE, _("You")), *others]),
    }
    return [
        {
            "id": name,
            "name": title,
            "value": next((label for key, label in choices if key == getattr(asked, name)), "?"),
            "choices": [
                {
                    "label": label,
                    "href": _address(here, replace(asked, **{name: key})),
                    "on": key == getattr(asked, name),
                }
                for key, label in choices
            ],
        }
        for name, (title, choices) in offered.items()
    ]


def _address(here: str, asked: _Asked) -> str:
    query = asked.query()
    return f"{here}?{query}" if query else here
