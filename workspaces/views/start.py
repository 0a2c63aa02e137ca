"""Pages before the gate: where to start, which workspace, and making one."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from accounts import limiting
from accounts.models import User
from workspaces import services
from workspaces.forms import WorkspaceForm, too_fast
from workspaces.gate import LAST_WORKSPACE
from workspaces.models import Workspace
from workspaces.roles import Permission, allows
from workspaces.screens import joining

Status = Workspace.Status
LISTED = (Status.ACTIVE, Status.ARCHIVED, Status.SUSPENDED, Status.DELETING)


class PersonRequest(HttpRequest):
    """A request of somebody who has signed in."""

    user: User


@require_safe
@login_required
def start(request: PersonRequest) -> HttpResponse:
    """Lead to what one was invited to, the workspace used last, the only one, or the list."""
    if joining.awaited(request.session, request.user):
        return redirect("join")
    members = services.of_person(request.user.pk, statuses=LISTED)
    slugs = [one.workspace.slug for one in members if one.workspace.status == Status.ACTIVE]
    if not slugs:
        return redirect("workspaces:list" if members else "workspaces:create")
    last = request.session.get(LAST_WORKSPACE)
    if last in slugs:
        return redirect(_home(last))
    return redirect(_home(slugs[0]) if len(slugs) == 1 else reverse("workspaces:list"))


@require_safe
@login_required
def index(request: PersonRequest) -> HttpResponse:
    """Show the person's workspaces: those in use, those that rest or are closed, those that go."""
    members = services.of_person(request.user.pk, statuses=LISTED)
    context = {
        "members": members,
        "active": [one for one in members if one.workspace.status == Status.ACTIVE],
        "archived": [
            (one, allows(one.role, Permission.WORKSPACE_MANAGE))
            for one in members
            if one.workspace.status == Status.ARCHIVED
        ],
        "suspended": [one for one in members if one.workspace.status == Status.SUSPENDED],
        "going": [
            (one, allows(one.role, Permission.WORKSPACE_DELETE))
            for one in members
            if one.workspace.status == Status.DELETING
        ],
        "origin": _origin(request),
    }
    return render(request, "workspaces/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def create(request: PersonRequest) -> HttpResponse:
    """Ask for a name; make the workspace and go there."""
    zone, language = request.user.time_zone, get_language() or "en"
    initial = {"language": language, "time_zone": zone}
    form = WorkspaceForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            limiting.count_workspace(user_id=request.user.pk)
            values = form.values(language=language, time_zone=zone)
            workspace = services.create(owner=request.user, **values)
        except services.SlugTaken:
            form.add_error("slug", _("Another workspace has this address. Choose another."))
        except limiting.TooFast as refusal:
            form.add_error("name", too_fast(refusal))
        else:
            return redirect(_home(workspace.slug))
    name = form.cleaned_data.get("name") if form.is_bound else ""
    context = {
        "form": form,
        "is_first": not services.of_person(request.user.pk),
        "origin": _origin(request),
        "slug": services.free_slug(name) if name else "",
    }
    status = 422 if form.errors else 200
    return render(request, "workspaces/create.html", context, status=status)


@require_GET
@login_required
def address(request: PersonRequest) -> HttpResponse:
    """Show the address a name would get, while it is typed."""
    name = request.GET.get("name", "").strip()[:80]
    context = {
        "slug": services.free_slug(name) if name else "",
        "origin": _origin(request),
    }
    return render(request, "workspaces/_address.html", context)


def _origin(request: HttpRequest) -> str:
    """Return what stands before a workspace's address, as people read it."""
    return f"{request.get_host()}/w/"


def _home(slug: str) -> str:
    return f"/w/{slug}/"
