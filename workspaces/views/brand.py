"""The brand of a workspace: logo, colours, tone and words."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from accounts.client import origin_of
from workspaces import services
from workspaces.forms import LogoForm
from workspaces.forms.settings import BrandForm
from workspaces.gate import WorkspaceRequest, member
from workspaces.roles import Permission
from workspaces.screens import settings as screen
from workspaces.screens.settings import BRAND, Shown
from workspaces.views.sections import kept, refused, whole


@require_safe
@member(Permission.WORKSPACE_VIEW)
def brand(request: WorkspaceRequest) -> HttpResponse:
    """Show the brand; to who may not change it, as text."""
    return whole(request, BRAND)


@require_POST
@member(Permission.BRAND_EDIT)
def brand_save(request: WorkspaceRequest, section: str) -> HttpResponse:
    """Keep one section."""
    if section not in BRAND:
        raise Http404
    form = BRAND[section].form(request.POST, section=section)
    assert isinstance(form, BrandForm)
    if not form.is_valid() or not _is_there(request, form):
        return refused(request, BRAND, [Shown(BRAND[section], form)])
    try:
        services.change_brand(
            request.workspace, form.brand_values(), by=request.user, version=form.read
        )
    except services.Conflict:
        shown = screen.after_conflict(BRAND, BRAND[section], form, request.workspace)
        return refused(request, BRAND, shown)
    return kept(request, BRAND, section)


def _is_there(request: WorkspaceRequest, form: BrandForm) -> bool:
    """Return whether the picture that is to be the logo is in the library."""
    if not isinstance(form, LogoForm):
        return True
    return form.check_picture(request.workspace, origin=origin_of(request))
