"""How a section of the settings answers: kept, refused, or somebody else was first."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.client import origin_of
from workspaces import services
from workspaces.forms import DeleteForm, HandOverForm
from workspaces.gate import WorkspaceRequest
from workspaces.roles import Permission, Role
from workspaces.screens import people
from workspaces.screens import settings as screen
from workspaces.screens.settings import Section, Shown


def tabs(request: WorkspaceRequest) -> list[dict[str, Any]]:
    """Return the tabs of the settings."""
    match = request.resolver_match
    here = (match and match.url_name) or ""
    # The pages of use and money are another app's: they share one tab, and are known by their name.
    is_billing = match is not None and match.namespace == "billing"
    named = (
        ("settings:general", _("General"), here.startswith("general")),
        ("settings:brand", _("Brand"), here.startswith("brand")),
        ("settings:members", _("Members"), here.startswith("members")),
        ("billing:usage", _("Usage and billing"), is_billing),
    )
    return [
        {"label": label, "href": reverse(name, args=[request.workspace.slug]), "on": is_on}
        for name, label, is_on in named
    ]


def whole(
    request: WorkspaceRequest,
    page: dict[str, Section],
    shown: Sequence[Shown] = (),
    *,
    status: int = 200,
) -> HttpResponse:
    """Answer with a whole page; `shown` stands in the place of its sections of the same name."""
    found, is_general = request.workspace, page is screen.GENERAL
    permission = Permission.WORKSPACE_MANAGE if is_general else Permission.BRAND_EDIT
    given = {one.section.name: one for one in shown}
    context = {
        "tabs": tabs(request),
        "sections": [given.get(one.section.name, one) for one in screen.sections(page, found)],
        "who": lambda: people.who_may_change(found.workspace_id, permission),
        "origin": f"{request.get_host()}/w/",
        "logo": lambda: screen.logo_url(found, origin=origin_of(request)),
        **(_end(request) if is_general else {}),
    }
    return render(request, f"workspaces/settings/{_name(page)}.html", context, status=status)


def kept(request: WorkspaceRequest, page: dict[str, Section], name: str) -> HttpResponse:
    """Answer that a section is kept: itself, as it is now, with the version for all others."""
    if not request.htmx:
        return redirect(f"settings:{_name(page)}", request.workspace.slug)
    found = next(
        one for one in screen.sections(page, request.workspace) if one.section.name == name
    )
    return _answer(request, [Shown(found.section, found.form, saved=True)])


def refused(
    request: WorkspaceRequest, page: dict[str, Section], shown: Sequence[Shown]
) -> HttpResponse:
    """Answer 422 with what was typed and what is wrong with it."""
    if request.htmx:
        return _answer(request, shown, status=422)
    return whole(request, page, shown, status=422)


def _end(request: WorkspaceRequest) -> dict[str, Any]:
    """Return what the end of the settings needs: who could own it, and whether one can leave."""
    # Who cannot sign in any more owns nothing, and is no heir.
    members = [
        one for one in services.members(request.workspace.workspace_id) if one.user.is_active
    ]
    owners = [one.user_id for one in members if one.role == Role.OWNER]
    return {
        "is_last_owner": owners == [request.user.pk],
        "has_heirs": len(members) > len(owners),
        "hand_over": HandOverForm(members=members),
        "delete": DeleteForm(workspace_name=request.workspace.name),
    }


def _answer(
    request: WorkspaceRequest, shown: Sequence[Shown], *, status: int = 200
) -> HttpResponse:
    context = {
        "sections": shown,
        "origin": f"{request.get_host()}/w/",
        "logo": lambda: screen.logo_url(request.workspace, origin=origin_of(request)),
    }
    return render(request, "workspaces/settings/_sections.html", context, status=status)


def _name(page: dict[str, Section]) -> str:
    return "general" if page is screen.GENERAL else "brand"
