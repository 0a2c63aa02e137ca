"""What is done with one job on its page: stop it, try again, make it again, delete it."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import trigger_client_event

from billing.quotas import QuotaExceeded
from generation import services, ways_out
from generation.models import Job, JobItem
from generation.services import BadRequest
from generation.views.job import head_of
from workspaces.gate import WorkspaceRequest, member
from workspaces.roles import Permission


@require_POST
@member(Permission.JOB_CANCEL)
def cancel(request: WorkspaceRequest, job_id: UUID) -> HttpResponse:
    """Stop what is not finished."""
    change = partial(services.cancel, request.workspace, job_id, by=request.user)
    return _answer(request, job_id, refusal=_refusal(request, change))


@require_POST
@member(Permission.JOB_SUBMIT)
def retry(request: WorkspaceRequest, job_id: UUID) -> HttpResponse:
    """Try what failed again; with `cause` only what failed for that."""
    cause = request.POST.get("cause", "")
    change = partial(services.retry, request.workspace, job_id, by=request.user, cause=cause)
    return _answer(request, job_id, refusal=_refusal(request, change))


@require_POST
@member(Permission.JOB_CANCEL)
def cancel_item(request: WorkspaceRequest, job_id: UUID, item_id: UUID) -> HttpResponse:
    """Stop one picture, text or video."""
    change = partial(services.cancel_item, request.workspace, job_id, item_id, by=request.user)
    return _answer(request, job_id, refusal=_refusal(request, change), item_id=item_id)


@require_POST
@member(Permission.JOB_SUBMIT)
def retry_item(request: WorkspaceRequest, job_id: UUID, item_id: UUID) -> HttpResponse:
    """Try one picture, text or video that failed again."""
    change = partial(services.retry_item, request.workspace, job_id, item_id, by=request.user)
    return _answer(request, job_id, refusal=_refusal(request, change), item_id=item_id)


@require_POST
@member(Permission.JOB_SUBMIT)
def duplicate(request: WorkspaceRequest, job_id: UUID) -> HttpResponse:
    """Make a job again, and show the new one."""
    made: list[Job] = []
    refusal = _refusal(
        request, lambda: made.append(services.duplicate(request.workspace, job_id, by=request.user))
    )
    if refusal:
        messages.error(request, refusal)
    return redirect("generation:job", request.workspace.slug, made[0].pk if made else job_id)


@require_POST
@member(Permission.JOB_CANCEL)
def hide(request: WorkspaceRequest, job_id: UUID) -> HttpResponse:
    """Delete an ended job from the history, and show what is left of it."""
    refusal = _refusal(request, partial(services.hide, request.workspace, job_id, by=request.user))
    if refusal:
        messages.error(request, refusal)
        return redirect("generation:job", request.workspace.slug, job_id)
    messages.success(request, _("Deleted from the history. What was made stays in the library."))
    return redirect("generation:jobs", request.workspace.slug)


def _refusal(request: WorkspaceRequest, change: Callable[[], object]) -> str:
    """Do it; return why it was refused, or nothing. What is not there is not found."""
    try:
        change()
    except (Job.DoesNotExist, JobItem.DoesNotExist) as error:
        raise Http404 from error
    except (services.NothingToDo, BadRequest) as refusal:
        return str(refusal)
    except QuotaExceeded as refusal:
        return ways_out.over_quota(refusal, request.workspace)
    return ""


def _answer(
    request: WorkspaceRequest, job_id: UUID, *, refusal: str = "", item_id: UUID | None = None
) -> HttpResponse:
    """Show the job as it is now; a refusal stands above it as a sentence."""
    if request.htmx:
        answer = head_of(request, job_id, refusal=refusal, item_id=item_id)
        return trigger_client_event(answer, "job:changed", {})
    if refusal:
        messages.error(request, refusal)
    return redirect("generation:job", request.workspace.slug, job_id)
