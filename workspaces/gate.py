"""The gate at the edges: a decorator for pages, a mixin for API views.

Both stamp what they guard, so that a guard test can name every address without a gate. Both record
a refusal of the role: the gate's own, and one of a service that asks again under its lock.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import Any, ClassVar, Concatenate, ParamSpec
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django_htmx.middleware import HtmxDetails
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actors import actor_of
from accounts.api_idempotency import IdempotentApi
from accounts.models import User
from audit import services as audit
from audit.actions import Action
from workspaces import access, services
from workspaces.access import Access
from workspaces.roles import Permission

# The session's note of where somebody worked last: `/` leads there.
LAST_WORKSPACE = "workspace"
SUSPENDED_PAGE = "workspaces/suspended.html"
NOT_IN_IT, NOT_THERE = "not_a_member", "no_such_workspace"
P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Entered:
    """Which workspace a request is about, if it is refused. by: its name among the address's parts."""

    workspace_id: UUID
    by: str


class WorkspaceRequest(HttpRequest):
    """A request that has passed the gate."""

    user: User
    workspace: Access
    role: str
    htmx: HtmxDetails


PageView = Callable[Concatenate[WorkspaceRequest, P], HttpResponseBase]
AboutView = Callable[Concatenate[HttpRequest, Access, P], HttpResponseBase]


def member(permission: Permission) -> Callable[[PageView[P]], Callable[..., HttpResponseBase]]:
    """Let a signed-in member with `permission` into the page at `/w/<slug>/…`.

    A stranger sees 404; a member without the permission sees 403. An address the workspace had
    before leads to the present one.
    """

    def guard(view: PageView[P]) -> Callable[..., HttpResponseBase]:
        @login_required
        @wraps(view)
        def inner(request: Any, slug: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            with _recorded(request):
                try:
                    found = _find(request, slug, by="slug")
                    if found.slug != slug and request.method in {"GET", "HEAD"}:
                        return redirect(_moved(request, slug, found.slug))
                    found = access.enter(found, permission, user_id=request.user.pk)
                except access.NotFound as error:
                    _record_stranger(request, slug)
                    raise Http404 from error
                request.workspace, request.role = found, found.role
                if request.session.get(LAST_WORKSPACE) != found.slug:
                    request.session[LAST_WORKSPACE] = found.slug
                return view(request, *args, **kwargs)

        inner.gate = permission  # type: ignore[attr-defined]
        return inner

    return guard


def about(
    permission: Permission,
) -> Callable[[AboutView[P]], Callable[..., HttpResponseBase]]:
    """Let a signed-in member with `permission` do something with a workspace from outside.

    The page stands at `/workspaces/<uuid:workspace_id>/…`: one that is being deleted can be
    reached there, too. The schema stays closed; the view is given the access.
    """

    def guard(view: AboutView[P]) -> Callable[..., HttpResponseBase]:
        @login_required
        @wraps(view)
        def inner(
            request: Any, workspace_id: UUID, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponseBase:
            with _recorded(request):
                try:
                    found = _find(request, workspace_id, by="workspace_id")
                    found = need(request, found, permission)
                except access.NotFound as error:
                    _record_stranger(request, workspace_id)
                    raise Http404 from error
                return view(request, found, *args, **kwargs)

        inner.gate = permission  # type: ignore[attr-defined]
        return inner

    return guard


def need(request: Any, found: Access, permission: Permission) -> Access:
    """Return the access as it is now, with this permission: a page or an API view goes on.

    Raises:
        NotFound, Forbidden, Archived, Suspended, BeingDeleted: as `access.check`; guarded views
            record a refusal of the role.
    """
    return access.check(found, permission, user_id=request.user.pk)


class GuardedApi(IdempotentApi):
    """What the API views behind the gate have in common."""

    def handle_exception(self, exc: Exception) -> Response:
        """Record a refusal of the role before it is answered."""
        if isinstance(exc, access.Forbidden):
            _record(self.request, exc)
        return super().handle_exception(exc)


class WorkspaceApi(GuardedApi):
    """An API view inside a workspace, named by the `X-Workspace` header.

    `permissions_by_action` maps a viewset's action to what it needs.
    """

    permissions_by_action: ClassVar[dict[str, Permission]] = {}
    gate = "X-Workspace"

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Authenticate first, then pass the gate."""
        super().initial(request, *args, **kwargs)
        slug = request.headers.get("X-Workspace", "")
        user_id = UUID(str(request.user.pk))
        try:
            found = _find(request, slug) if slug else access.find_only(user_id=user_id)
            _note_entered(request, found)
            found = access.enter(found, _needed(self, request), user_id=user_id)
        except access.NotFound:
            _record_stranger(request, slug)
            raise
        # DRF's request wraps Django's; templates and middleware read the inner one.
        for each in (request, request._request):
            each.workspace, each.role = found, found.role  # type: ignore[attr-defined]
        self.begin_once(request, workspace_id=found.workspace_id)


class WorkspaceByIdApi(GuardedApi):
    """An API view about a workspace, named by the `pk` of its address; its schema stays closed.

    `permissions_by_action` as above; `access` is there for actions about one workspace. Those
    about none (`detail=False`) pass by.
    """

    permissions_by_action: ClassVar[dict[str, Permission]] = {}
    gate = "pk"
    access: Access

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Authenticate first, then pass the gate."""
        super().initial(request, *args, **kwargs)
        if "pk" in kwargs:
            try:
                found = _find(request, kwargs["pk"], by="pk")
                self.access = need(request, found, _needed(self, request))
            except access.NotFound:
                _record_stranger(request, kwargs["pk"])
                raise
        self.begin_once(request)

    def need(self, permission: Permission) -> None:
        """Let the request go on only with this permission, too: what it asks for takes it."""
        self.access = need(self.request, self.access, permission)


def _needed(view: Any, request: Any) -> Permission:
    action = getattr(view, "action", None) or request.method.lower()
    needed: Permission = view.permissions_by_action.get(action, Permission.WORKSPACE_VIEW)
    return needed


def _moved(request: HttpRequest, old: str, slug: str) -> str:
    """Return the same page at the workspace's present address."""
    return request.get_full_path().replace(f"/w/{old}/", f"/w/{slug}/", 1)


def _find(request: Any, at: str | UUID, *, by: str = "") -> Access:
    """Return the person's access. by: what the workspace is called in the address, if it is there."""
    found = access.find(user_id=UUID(str(request.user.pk)), at=at)
    _note_entered(request, found, by=by)
    return found


def _note_entered(request: Any, found: Access, *, by: str = "") -> None:
    """Say whose a refusal is that comes after this; DRF's request wraps the one that is read."""
    getattr(request, "_request", request).entered = Entered(found.workspace_id, by)


def _record_stranger(request: Any, at: str | UUID) -> None:
    """Record that somebody named a workspace in which they are not.

    Only staff read it: owners are told of no strangers. It is the same work when there is no such
    workspace, so that the time an answer takes tells no more than the answer. What was typed then
    stays out: the row has a hash of it.
    """
    found = access.outline(at)
    target = (
        audit.Target("workspace", str(found[0]), found[1])
        if found
        else audit.Target("workspace", audit.ids_of_address(str(at))[0])
    )
    audit.record_refusal(
        Action.WORKSPACE_ENTRY_DENIED,
        actor=actor_of(request.user),
        target=target,
        reason=NOT_IN_IT if found else NOT_THERE,
    )


@contextmanager
def _recorded(request: Any) -> Iterator[None]:
    try:
        yield
    except access.Forbidden as error:
        _record(request, error)
        raise
    except access.Suspended as error:
        request.problem_page = SUSPENDED_PAGE
        request.suspension = services.suspension_of(error.workspace_id, user_id=request.user.pk)
        raise


def _record(request: Any, error: access.Forbidden) -> None:
    found = error.access
    audit.record_refusal(
        Action.WORKSPACE_ENTRY_DENIED,
        actor=actor_of(request.user),
        workspace_id=found.workspace_id,
        target=audit.Target("workspace", str(found.workspace_id), found.name),
        reason=error.permission,
    )
