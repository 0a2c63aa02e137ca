"""The plans side by side, and what is done about the present one."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.actors import actor_of
from billing import services
from billing.screens import plans as screen
from billing.screens.panel import who_can_change
from billing.services import (
    AlreadySubscribed,
    NoSubscription,
    NothingToChange,
    NotOffered,
    TrialUsed,
)
from billing.wording import name_of
from workspaces.gate import WorkspaceRequest, member
from workspaces.roles import Permission
from workspaces.views.sections import tabs


@require_safe
@member(Permission.WORKSPACE_VIEW)
def plans(request: WorkspaceRequest) -> HttpResponse:
    """Show the plans, which one there is, what comes next and what waits for its money."""
    found = request.workspace
    may_change = found.may(Permission.BILLING_MANAGE)
    shown = screen.page(
        found.workspace_id, may_change=may_change, interval=request.GET.get("interval", "")
    )
    who = "" if may_change else who_can_change(found.workspace_id)
    context: dict[str, Any] = {"tabs": tabs(request), "page": shown, "who": who}
    return render(request, "billing/plans.html", context)


@require_POST
@member(Permission.BILLING_MANAGE)
def trial(request: WorkspaceRequest) -> HttpResponse:
    """Let the workspace try a plan; asked again, nothing more happens."""
    try:
        version_id = int(request.POST.get("plan_version", ""))
    except ValueError as error:
        raise Http404 from error
    try:
        if not services.offered().filter(pk=version_id).exists():
            raise NotOffered
        held = services.start_trial(
            request.workspace.workspace_id, version_id, by=actor_of(request.user)
        )
    except (AlreadySubscribed, TrialUsed):
        messages.info(request, _("The workspace has its plan already, or had its trial."))
    except NotOffered:
        messages.error(request, _("This plan cannot be tried any more. Look at the plans again."))
    else:
        text = _("The trial of %(plan)s has begun.")
        messages.success(request, text % {"plan": name_of(held.plan_version.plan)})
    return _back(request)


@require_POST
@member(Permission.BILLING_MANAGE)
def resume(request: WorkspaceRequest) -> HttpResponse:
    """Let a plan that was cancelled go on; asked again, it goes on."""
    try:
        held = services.resume(request.workspace.workspace_id, by=actor_of(request.user))
    except NoSubscription:
        messages.error(request, _("The plan has ended meanwhile. It can be ordered again."))
    except NothingToChange:
        messages.info(request, _("The plan goes on."))
    else:
        messages.success(request, _("%(plan)s goes on.") % {"plan": _plan(held)})
    return _back(request)


@require_POST
@member(Permission.BILLING_MANAGE)
def drop_change(request: WorkspaceRequest) -> HttpResponse:
    """Stay with the plan there is; asked again, it stays."""
    try:
        held = services.drop_change(request.workspace.workspace_id, by=actor_of(request.user))
    except (NoSubscription, NothingToChange):
        messages.info(request, _("No change is planned any more."))
    else:
        messages.success(request, _("%(plan)s stays your plan.") % {"plan": _plan(held)})
    return _back(request)


def _plan(held: Any) -> str:
    return name_of(held.plan_version.plan)


def _back(request: WorkspaceRequest) -> HttpResponse:
    return redirect("billing:plans", request.workspace.slug)
