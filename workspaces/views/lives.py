"""What ends a workspace, hands it on or brings it back: `/workspaces/<id>/…`."""

from typing import cast
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from accounts.models import User
from workspaces import services
from workspaces.access import Access
from workspaces.forms import DeleteForm
from workspaces.gate import about
from workspaces.roles import Permission


@require_POST
@about(Permission.WORKSPACE_MANAGE)
def archive(request: HttpRequest, found: Access) -> HttpResponse:
    """Let the workspace rest: it can be read, and not changed."""
    services.archive(found, by=_person(request))
    messages.success(request, _("%(name)s is archived.") % {"name": found.name})
    return redirect("settings:general", found.slug)


@require_POST
@about(Permission.WORKSPACE_RESTORE)
def restore(request: HttpRequest, found: Access) -> HttpResponse:
    """Bring the workspace back; from its deletion, only an owner does."""
    services.restore(found, by=_person(request))
    messages.success(request, _("%(name)s is back.") % {"name": found.name})
    return redirect("generation:home", found.slug)


@require_POST
@about(Permission.WORKSPACE_DELETE)
def delete(request: HttpRequest, found: Access) -> HttpResponse:
    """Close the workspace, once its name was typed; it goes when the grace is over."""
    form = DeleteForm(request.POST, workspace_name=found.name)
    if not form.is_valid():
        return _delete_again(request, found, form)
    place = services.ask_deletion(found, by=_person(request))
    assert place.delete_at is not None
    messages.success(
        request,
        _("%(name)s is closed and will be deleted on %(date)s. Until then you can cancel this.")
        % {"name": found.name, "date": date_format(localtime(place.delete_at), "DATE_FORMAT")},
    )
    url = reverse("workspaces:list")
    return HttpResponseClientRedirect(url) if _is_htmx(request) else redirect(url)


@require_POST
@about(Permission.WORKSPACE_LEAVE)
def leave(request: HttpRequest, found: Access) -> HttpResponse:
    """Leave the workspace."""
    services.leave(found, by=_person(request))
    messages.success(request, _("You have left %(name)s.") % {"name": found.name})
    return redirect("start")


@require_POST
@about(Permission.OWNERSHIP_TRANSFER)
def hand_over(request: HttpRequest, found: Access) -> HttpResponse:
    """Make somebody else the owner."""
    chosen = request.POST.get("person", "")
    if not chosen:
        messages.error(request, _("Choose who is to own the workspace."))
        return redirect("settings:general", found.slug)
    try:
        heir_id = UUID(chosen)
    except ValueError as error:
        raise services.NotAMember from error
    try:
        heir = services.hand_over(found, heir_id, by=_person(request))
    except services.CannotSignIn as refusal:
        messages.error(request, refusal.messages[0])
        return redirect("settings:general", found.slug)
    messages.success(
        request,
        _("%(person)s owns %(name)s now. You are an admin.")
        % {"person": heir.user.label, "name": found.name},
    )
    return redirect("settings:members", found.slug)


def _delete_again(request: HttpRequest, found: Access, form: DeleteForm) -> HttpResponse:
    if not _is_htmx(request):
        messages.error(request, str(form.errors["name"][0]))
        return redirect("settings:general", found.slug)
    context = {
        "delete": form,
        "name": found.name,
        "workspace_id": found.workspace_id,
        "grace_days": settings.WORKSPACE_GRACE_DAYS,
    }
    return render(request, "workspaces/settings/_delete_form.html", context, status=422)


def _is_htmx(request: HttpRequest) -> bool:
    return bool(getattr(request, "htmx", False))


def _person(request: HttpRequest) -> User:
    """Return who asks: nobody gets here without having signed in."""
    return cast("User", request.user)
