"""Pages before the gate: where to start, which workspace, and making one."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from accounts.models import User
from workspaces import services
from workspaces.forms import WorkspaceForm
from workspaces.gate import LAST_WORKSPACE


class PersonRequest(HttpRequest):
    """A request of somebody who has signed in."""

    user: User


@require_safe
@login_required
def start(request: PersonRequest) -> HttpResponse:
    """Lead to the workspace used last, to the only one, to the list, or to the first run."""
    slugs = [member.workspace.slug for member in services.of_person(request.user.pk)]
    if not slugs:
        return redirect("workspaces:create")
    last = request.session.get(LAST_WORKSPACE)
    if last in slugs:
        return redirect(_home(last))
    return redirect(_home(slugs[0]) if len(slugs) == 1 else reverse("workspaces:list"))


@require_safe
@login_required
def index(request: PersonRequest) -> HttpResponse:
    """Show the person's workspaces."""
    context = {"members": services.of_person(request.user.pk), "origin": _origin(request)}
    return render(request, "workspaces/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def create(request: PersonRequest) -> HttpResponse:
    """Ask for a name; make the workspace and go there."""
    form = WorkspaceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            workspace = services.create(
                name=form.cleaned_data["name"],
                slug=form.cleaned_data["slug"],
                owner=request.user,
                language=get_language() or "en",
            )
        except services.SlugTaken:
            form.add_error("slug", _("Another workspace has this address. Choose another."))
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
