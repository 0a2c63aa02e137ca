"""What choosing a plan would do, and doing it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.actors import actor_of
from accounts.client import origin_of
from billing import services
from billing.models import PlanVersion
from billing.money import choosing
from billing.money.choosing import Done, Way
from billing.money.orders import Places
from billing.money.terms import NotAnUpgrade, StaleChoice
from billing.payments.base import PaymentError
from billing.screens import choice as screen
from billing.services import NothingToChange, NotOffered
from billing.views.leading import lead
from billing.wording import name_of
from workspaces.gate import WorkspaceRequest, member
from workspaces.roles import Permission
from workspaces.views.sections import tabs


@require_http_methods(["GET", "HEAD", "POST"])
@member(Permission.BILLING_MANAGE)
def choice(request: WorkspaceRequest, version_id: int) -> HttpResponse:
    """Show what an edition would do; sent back, do what was shown."""
    if request.method == "POST":
        return _take(request, version_id)
    try:
        shown = screen.preview(request.workspace.workspace_id, version_id)
    except NotOffered:
        return _newest(request, version_id)
    except NothingToChange:
        messages.info(request, _("This is how your plan is, or will be."))
        return redirect("billing:plans", request.workspace.slug)
    context = {"tabs": tabs(request), "page": shown, "is_anew": "anew" in request.GET}
    return render(request, "billing/choice.html", context)


def _take(request: WorkspaceRequest, version_id: int) -> HttpResponse:
    here = reverse("billing:plan", args=[request.workspace.slug, version_id])
    plans = reverse("billing:plans", args=[request.workspace.slug])
    try:
        done = choosing.take(
            request.workspace.workspace_id,
            version_id,
            shown=request.POST.get("shown", ""),
            places=places(request),
            email=request.user.email,
            actor=actor_of(request.user),
        )
    except PlanVersion.DoesNotExist as error:
        raise Http404 from error
    except (StaleChoice, NotAnUpgrade, NotOffered, NothingToChange):
        return lead(request, f"{here}?anew=1")
    except PaymentError:
        text = _("The payment provider does not answer. The order waits here: go on in a moment.")
        messages.error(request, text)
        return lead(request, plans)
    _say(request, done)
    url = done.placed.url if done.placed else ""
    return lead(request, url or plans)


def places(request: WorkspaceRequest) -> Places:
    """Return where a browser comes back to from paying."""
    origin, slug = origin_of(request), request.workspace.slug
    return Places(
        paid_url=f"{origin}{reverse('billing:paid', args=[slug])}",
        left_url=f"{origin}{reverse('billing:plans', args=[slug])}?left=1",
        language=get_language() or "en",
    )


def _say(request: WorkspaceRequest, done: Done) -> None:
    """Tell what was done, where the next page does not."""
    said = {"plan": name_of(done.version.plan)}
    if done.way == Way.END:
        messages.success(request, _("Your plan ends with its period."))
    elif done.way == Way.LATER:
        messages.success(request, _("%(plan)s begins with the next period.") % said)
    elif done.placed is None or done.placed.is_paid:
        messages.success(request, _("%(plan)s is your plan now.") % said)
    elif not done.placed.url:
        messages.success(request, _("%(plan)s is ordered.") % said)


def _newest(request: WorkspaceRequest, version_id: int) -> HttpResponse:
    """Lead from an edition that is no longer on offer to the newest one of its plan."""
    old = PlanVersion.objects.filter(pk=version_id).first()
    if old is None:
        raise Http404
    same = services.offered().filter(plan=old.plan_id, interval=old.interval)
    newest = same.exclude(pk=version_id).first()
    if newest is not None:
        here = reverse("billing:plan", args=[request.workspace.slug, newest.pk])
        return redirect(f"{here}?anew=1")
    messages.error(request, _("This plan is no longer on offer."))
    return redirect("billing:plans", request.workspace.slug)
