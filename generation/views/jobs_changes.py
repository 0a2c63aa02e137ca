"""What is done with several jobs at once, from their list."""

from collections.abc import Callable, Sequence
from functools import partial
from itertools import chain
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from django_htmx.http import trigger_client_event

from billing.quotas import QuotaExceeded
from generation import services, telling, ways_out
from generation.services.changing import MANY
from workspaces.access import Access
from workspaces.gate import WorkspaceRequest, member
from workspaces.roles import Permission


@require_POST
@member(Permission.JOB_CANCEL)
def cancel(request: WorkspaceRequest) -> HttpResponse:
    """Stop the jobs named by `job`."""
    return _change(request, services.cancel_many, _stopped)


@require_POST
@member(Permission.JOB_SUBMIT)
def retry(request: WorkspaceRequest) -> HttpResponse:
    """Try again what failed in the jobs named by `job`."""
    return _change(request, services.retry_many, _tried)


@require_POST
@member(Permission.JOB_CANCEL)
def hide(request: WorkspaceRequest) -> HttpResponse:
    """Delete the jobs named by `job` from the history."""
    return _change(request, services.hide_many, _hidden)


def _change(
    request: WorkspaceRequest, change: Callable[..., services.Changed], said: Callable[[int], str]
) -> HttpResponse:
    try:
        wanted = list({UUID(job_id): None for job_id in request.POST.getlist("job")})
    except ValueError as error:
        raise Http404 from error
    changed = _all_of(partial(change, request.workspace, by=request.user), wanted)
    text = _told(changed, said, request.workspace)
    told: dict[str, Any] = {"text": text, "tone": "ok" if changed.count else "bad"}
    if isinstance(text, ways_out.WayOut) and text.href:
        told["action"] = {"label": text.label, "href": text.href}
    if not request.htmx:
        messages.add_message(
            request, messages.SUCCESS if changed.count else messages.ERROR, told["text"]
        )
        return redirect("generation:jobs", request.workspace.slug)
    gone = {"gone": True} if change is services.hide_many else {}
    answer = trigger_client_event(HttpResponse(status=204), "jobs:changed", gone)
    return trigger_client_event(answer, "toast", told)


def _all_of(
    change: Callable[[Sequence[UUID]], services.Changed], wanted: Sequence[UUID]
) -> services.Changed:
    """Change any number of jobs, as many at a time as services take."""
    parts = [change(wanted[at : at + MANY]) for at in range(0, len(wanted), MANY)]
    refusals = tuple(chain.from_iterable(part.refusals for part in parts))
    return services.Changed(sum(part.count for part in parts), refusals)


def _told(changed: services.Changed, said: Callable[[int], str], found: Access) -> str:
    """Return what came of it: for how many, and why the others stayed as they were."""
    if not changed.refusals:
        return said(changed.count)
    why = _why(changed.refusals[0], found)
    if not changed.count:
        return why
    stayed = ngettext(
        "%(n)d stayed as it was. %(why)s",
        "%(n)d stayed as they were. %(why)s",
        len(changed.refusals),
    )
    return telling.joined(said(changed.count), stayed % {"n": len(changed.refusals), "why": why})


def _why(refusal: Any, found: Access) -> str:
    if isinstance(refusal, QuotaExceeded):
        return ways_out.over_quota(refusal, found)
    if isinstance(refusal, services.NothingToDo):
        return str(refusal)
    return telling.gone()


def _stopped(count: int) -> str:
    return ngettext("%(n)d job is stopping.", "%(n)d jobs are stopping.", count) % {"n": count}


def _tried(count: int) -> str:
    words = ngettext("%(n)d job is tried again.", "%(n)d jobs are tried again.", count)
    return words % {"n": count}


def _hidden(count: int) -> str:
    words = ngettext(
        "%(n)d job is deleted from the history.", "%(n)d jobs are deleted from the history.", count
    )
    return words % {"n": count}
