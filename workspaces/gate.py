"""The gate at the edges: a decorator for pages, a mixin for API views.

Both stamp what they guard, so that a guard test can name every address without a gate.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, ClassVar, Concatenate, ParamSpec
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django_htmx.middleware import HtmxDetails
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.actors import actor_of
from accounts.models import User
from audit import services as audit
from audit.actions import Action
from workspaces import access
from workspaces.access import Access
from workspaces.roles import Permission

# The session's note of where somebody worked last: `/` leads there.
LAST_WORKSPACE = "workspace"
P = ParamSpec("P")


class WorkspaceRequest(HttpRequest):
    """A request that has passed the gate."""

    user: User
    workspace: Access
    role: str
    htmx: HtmxDetails


PageView = Callable[Concatenate[WorkspaceRequest, P], HttpResponseBase]


def member(permission: Permission) -> Callable[[PageView[P]], Callable[..., HttpResponseBase]]:
    """Let a signed-in member with `permission` into the page at `/w/<slug>/…`.

    A stranger sees 404; a member without the permission sees 403.
    """

    def guard(view: PageView[P]) -> Callable[..., HttpResponseBase]:
        @login_required
        @wraps(view)
        def inner(request: Any, slug: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            try:
                found = access.find(user_id=request.user.pk, slug=slug)
            except access.NotFound as error:
                raise Http404 from error
            _step_in(request, found, permission)
            if request.session.get(LAST_WORKSPACE) != found.slug:
                request.session[LAST_WORKSPACE] = found.slug
            return view(request, *args, **kwargs)

        inner.gate = permission  # type: ignore[attr-defined]
        return inner

    return guard


class WorkspaceApi(APIView):
    """An API view inside a workspace, named by the `X-Workspace` header.

    `permissions_by_action` maps a viewset's action to what it needs.
    """

    permissions_by_action: ClassVar[dict[str, Permission]] = {}
    gate = "X-Workspace"

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Authenticate first, then pass the gate."""
        super().initial(request, *args, **kwargs)
        action = getattr(self, "action", None) or request.method.lower()  # type: ignore[union-attr]
        needed = self.permissions_by_action.get(action, Permission.WORKSPACE_VIEW)
        slug = request.headers.get("X-Workspace", "")
        user_id = UUID(str(request.user.pk))
        found = (
            access.find(user_id=user_id, slug=slug) if slug else access.find_only(user_id=user_id)
        )
        _step_in(request, found, needed)


def _step_in(request: Any, found: Access, permission: Permission) -> None:
    try:
        access.enter(found, permission)
    except access.Forbidden:
        audit.record_refusal(
            Action.WORKSPACE_ENTRY_DENIED,
            actor=actor_of(request.user),
            workspace_id=found.workspace_id,
            target=audit.Target("workspace", str(found.workspace_id), found.name),
            reason=permission,
        )
        raise
    request.workspace = found
    request.role = found.role
    # DRF's request wraps Django's; templates and middleware read the inner one.
    inner = getattr(request, "_request", None)
    if inner is not None:
        inner.workspace, inner.role = found, found.role
