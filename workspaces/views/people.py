"""The people of a workspace: their roles, and who is invited."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh, trigger_client_event

from workspaces import letters, services
from workspaces.forms import InviteForm, RoleForm, explained_roles, too_fast
from workspaces.gate import WorkspaceRequest, member
from workspaces.models import Invitation
from workspaces.roles import Permission
from workspaces.screens import people as screen
from workspaces.screens.people import People
from workspaces.services import Outcome, Result
from workspaces.views.sections import tabs

# What may be tried again as it is, or once it is corrected: it stays in the field.
AGAIN = {Outcome.NOT_AN_EMAIL, Outcome.TOO_FAST, Outcome.LEFT_OUT}


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one e-mail, as it is shown. link: to be copied, as no e-mail could be sent."""

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
        text = _("There is no such role. Load the page again and choose one it offers.")
        return _not_given(request, text)
    given = form.cleaned_data["role"]
    before = screen.member(request.workspace, user_id)
    try:
        found = services.set_role(request.workspace, user_id, role=given, by=request.user)
    except ValidationError as refusal:
        return _not_given(request, refusal.messages[0])
    if user_id == request.user.pk:
        return _anew(request)
    toast: dict[str, Any] = {
        "text": _("%(person)s is now %(role)s.")
        % {"person": found.user.label, "role": found.get_role_display()}
    }
    if before and before.role != given and not form.cleaned_data["is_undo"]:
        url = reverse("settings:member_role", args=[request.workspace.slug, user_id])
        values = {"role": before.role, "is_undo": "1"}
        toast["action"] = {"label": _("Undo"), "post": url, "values": values, "target": "#people"}
    return _shown(request, toast)


@require_POST
@member(Permission.MEMBER_MANAGE)
def remove(request: WorkspaceRequest, user_id: UUID) -> HttpResponse:
    """Take a member out, at once."""
    gone = screen.member(request.workspace, user_id)
    services.remove(request.workspace, user_id, by=request.user)
    if user_id == request.user.pk:
        return redirect("start")
    text = _("%(person)s is no longer a member. What they made stays.")
    return _shown(request, {"text": text % {"person": gone.user.label if gone else ""}})


@require_POST
@member(Permission.MEMBER_INVITE)
def invite(request: WorkspaceRequest) -> HttpResponse:
    """Invite several people, and tell of each e-mail what became of it."""
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _dialog(request, {**_people(request), **_invite(form)}, status=422)
    emails, given = form.cleaned_data["emails"], form.cleaned_data["role"]
    results = services.invite_many(request.workspace, emails, role=given, by=request.user)
    told = _told(results)
    context = {
        **_invite(_once_more(results, role=given)),
        **_people(request),
        "results": told,
        "has_links": any(one.link for one in told),
        "lacks_seat": any(one.state == Outcome.NO_SEAT for one in told),
        "is_beside": True,
    }
    return _dialog(request, context)


@require_POST
@member(Permission.MEMBER_INVITE)
def renew(request: WorkspaceRequest, invitation_id: UUID) -> HttpResponse:
    """Make a new link: it is sent, or shown this once."""
    try:
        issued = services.invite_again(request.workspace, invitation_id, by=request.user)
    except Invitation.DoesNotExist as error:
        raise Http404 from error
    if issued.is_mailed:
        text = _("The link is on its way to %(email)s.") % {"email": issued.invitation.email}
        return _shown(request, {"text": text})
    return _shown(request, None, links={invitation_id: letters.link_of(issued.token)})


@require_POST
@member(Permission.MEMBER_MANAGE)
def revoke(request: WorkspaceRequest, invitation_id: UUID) -> HttpResponse:
    """Take an invitation back."""
    try:
        services.revoke(request.workspace, invitation_id, by=request.user)
    except Invitation.DoesNotExist as error:
        raise Http404 from error
    return _shown(request, {"text": _("The invitation is withdrawn. Its link no longer works.")})


def _told(results: list[Result]) -> list[Told]:
    """Tell of each e-mail what became of it."""
    told: list[Told] = []
    for one in results:
        if one.issued is None:
            told.append(Told(one.email, one.outcome))
        elif one.issued.is_mailed:
            told.append(Told(one.email, "sent"))
        else:
            told.append(Told(one.email, "link", letters.link_of(one.issued.token)))
    return told


def _once_more(results: list[Result], *, role: str) -> InviteForm:
    """Return the form with what may be tried again, and what stands in its way."""
    emails = "\n".join(one.email for one in results if one.outcome in AGAIN)
    refusal = next((one.refusal for one in results if one.refusal), None)
    if refusal is None:
        return InviteForm(initial={"role": role, "emails": emails})
    form = InviteForm({"role": role, "emails": emails})
    form.add_error("emails", too_fast(refusal))
    return form


def _not_given(request: WorkspaceRequest, text: str) -> HttpResponse:
    problem = {"title": _("The role is not changed"), "detail": text}
    return render(request, "400.html", {"problem": problem}, status=400)


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
