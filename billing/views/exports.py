"""What can be taken home of the page of use."""

from django.core.exceptions import BadRequest
from django.http import StreamingHttpResponse
from django.views.decorators.http import require_safe

from accounts.actors import actor_of
from billing import reporting, sql
from billing.downloads import usage_download
from billing.screens import spans
from workspaces.gate import WorkspaceRequest, member
from workspaces.roles import Permission


@require_safe
@member(Permission.WORKSPACE_VIEW)
def usage_csv(request: WorkspaceRequest) -> StreamingHttpResponse:
    """Save what was used from `start` to `end` as a table; in the present period without them."""
    own = request.workspace.workspace_id
    asked = {**request.GET.dict(), "span": spans.OWN}
    period, today = reporting.span_of_period(own), sql.now().date()
    chosen = spans.choose(asked, workspace_id=own, period=period, today=today)
    if chosen.problem:
        raise BadRequest(chosen.problem)
    return usage_download(own, span=chosen.span, actor=actor_of(request.user))
