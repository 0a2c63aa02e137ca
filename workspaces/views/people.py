"""The people of a workspace: their roles, and who is invited."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import Http404, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh, trigger_client_event

from workspaces import hooks, mail, services
from workspaces.forms import InviteForm, RoleForm, explained_roles
from workspaces.gate import WorkspaceRequest, member
from workspaces.models import Invitation
from workspaces.roles import Permission, Role
from workspaces.screens.people import People
from workspaces.views.sections import tabs


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one e-mail. link: to be copied, as no e-mail could be sent."""

    email: str
    state: str
    link: str = ""


@require_safe
@member(Permission.WORKSPACE_VIEW)
def members(request: WorkspaceRequest) -> HttpResponse:
    """Show who is here, who is invited, and what each role can do."""
    context = {"tabs": tabs(request), **_people(request), **_invite(InviteForm())}
    return render(request, "workspaces/settings/members.html", context)


@require_POST
@member(Permission.MEMBER_MANAGE)
def role(request: WorkspaceRequest, user_id: UUID) -> HttpResponse:
    """Give a member another role, at once; the answer offers the way back."""
    form = RoleForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    given = form.cleaned_data["role"]
    before = request.POST.get("before", "")
    found = services.set_role(request.workspace, user_id, role=given, by=request.user)
    if user_id == request.user.pk:
        return _anew(request)
    toast: dict[str, Any] = {
        "text": _("%(person)s is now %(role)s.")
        % {"person": found.user.label, "role": found.get_role_display()}
    }
    if before in Role.values and not form.cleaned_data["is_undo"]:
        url = reverse("settings:member_role", args=[request.workspace.slug, user_id])
        values = {"role": before, "is_undo": "1"}
        toast["action"] = {"label": _("Undo"), "post": url, "values": values, "target": "#people"}
    return _shown(request, toast)


@require_POST
@member(Permission.MEMBER_MANAGE)
def remove(request: WorkspaceRequest, user_id: UUID) -> HttpResponse:
    """Take a member out, at once."""
    services.remove(request.workspace, user_id, by=request.user)
    if user_id == request.user.pk:
        return redirect("start")
    return _shown(request, {"text": _("They are no longer a member. What they made stays.")})


@require_POST
@member(Permission.MEMBER_INVITE)
def invite(request: WorkspaceRequest) -> HttpResponse:
    """Invite several people, and tell of each e-mail what became of it."""
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _dialog(request, {**_invite(form)}, status=422)
    role_given = form.cleaned_data["role"]
    results = [_invited(request, one, role_given) for one in form.cleaned_data["emails"]]
    again = InviteForm(
        initial={
            "role": role_given,
            "emails": "\n".join(one.email for one in results if one.state == "not-an-email"),
        }
    )
    context = {
        **_invite(again),
        **_people(request),
        "results": results,
        "has_links": any(one.link for one in results),
        "is_beside": True,
    }
    return _dialog(request, context)


@require_POST
@member(Permission.MEMBER_INVITE)
def renew(request: WorkspaceRequest, invitation_id: UUID) -> HttpResponse:
    """Make a new link: it is sent, or shown this once."""
    try:
        issued = services.renew(request.workspace, invitation_id, by=request.user)
    except Invitation.DoesNotExist as error:
        raise Http404 from error
    if mail.send_invitation(issued):
        text = _("The link is on its way to %(email)s.") % {"email": issued.invitation.email}
        return _shown(request, {"text": text})
    return _shown(request, None, links={invitation_id: mail.link_of(issued.token)})


@require_POST
@member(Permission.MEMBER_MANAGE)
def revoke(request: WorkspaceRequest, invitation_id: UUID) -> HttpResponse:
    """Take an invitation back."""
    try:
        services.revoke(request.workspace, invitation_id, by=request.user)
    except Invitation.DoesNotExist as error:
        raise Http404 from error
    return _shown(request, {"text": _("The invitation is withdrawn. Its link no longer works.")})


def _invited(request: WorkspaceRequest, email: str, role_given: str) -> Result:
    """Invite one e-mail; return what became of it."""
    try:
        validate_email(email)
    except ValidationError:
        return Result(email, "not-an-email")
    try:
        issued = services.invite(request.workspace, email=email, role=role_given, by=request.user)
    except services.AlreadyMember:
        return Result(email, "member")
    except hooks.NoSeatLeft:
        return Result(email, "no-seat")
    if mail.send_invitation(issued):
        return Result(email, "sent")
    return Result(email, "link", mail.link_of(issued.token))


def _people(request: WorkspaceRequest, links: dict[UUID, str] | None = None) -> dict[str, Any]:
    return {"people": People(request.workspace, request.user.pk, links or {})}


def _invite(form: InviteForm) -> dict[str, Any]:
    return {"invite": form, "explained_roles": explained_roles()}


def _dialog(
    request: WorkspaceRequest, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Answer with the dialog's contents; without htmx, with the whole page and the dialog open."""
    if request.htmx:
        name = "workspaces/settings/_invite_form.html"
        return render(request, name, context, status=status)
    whole = {"tabs": tabs(request), **_people(request), **context, "is_beside": False}
    return render(request, "workspaces/settings/members.html", whole, status=status)


def _shown(
    request: WorkspaceRequest,
    toast: dict[str, Any] | None,
    links: dict[UUID, str] | None = None,
) -> HttpResponse:
    """Answer with the people as they are now."""
    if not request.htmx:
        context = {"tabs": tabs(request), **_people(request, links), **_invite(InviteForm())}
        return render(request, "workspaces/settings/members.html", context)
    response = render(request, "workspaces/settings/_people.html", _people(request, links))
    return trigger_client_event(response, "toast", toast) if toast else response


def _anew(request: WorkspaceRequest) -> HttpResponse:
    """Answer that one's own rights are others now: the whole page is."""
    if request.htmx:
        return HttpResponseClientRefresh()
    return redirect("settings:members", request.workspace.slug)
