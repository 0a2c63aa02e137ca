"""What staff do to a workspace as a whole: each by a service, for a reason, on the record."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit.actions import Action
from audit.staff_acts import Act, ActRefused
from workspaces import services
from workspaces.access import NotFound
from workspaces.models import Workspace

Status = Workspace.Status


def _by(move: Callable[..., Workspace]) -> Callable[[HttpRequest, Workspace, dict[str, Any]], bool]:
    """Return what has staff do this to a workspace."""

    def run(request: HttpRequest, workspace: Workspace, given: dict[str, Any]) -> bool:
        try:
            move(workspace.pk, by=request.user, reason=given["reason"])
        except (services.NotInThisState, NotFound) as error:
            raise ActRefused(_("Its state has changed meanwhile. Look at it again.")) from error
        return True

    return run


def _is(*statuses: str) -> Callable[[Workspace], bool]:
    return lambda workspace: workspace.status in statuses


ACTS = (
    Act(
        "suspend",
        gettext_lazy("Suspend"),
        gettext_lazy(
            "Nobody works in it, what runs is stopped and given back, and its plan is not charged."
            " Owners are told the reason and can still pay. It can be let go on at any time."
        ),
        gettext_lazy("Suspended."),
        Action.WORKSPACE_SUSPENDED,
        _by(services.suspend),
        is_offered=_is(Status.ACTIVE, Status.ARCHIVED),
        icon="pause_circle",
    ),
    Act(
        "unsuspend",
        gettext_lazy("Let it go on"),
        gettext_lazy("It is again what it was. Jobs that were stopped stay stopped."),
        gettext_lazy("It goes on."),
        Action.WORKSPACE_UNSUSPENDED,
        _by(services.unsuspend),
        is_offered=_is(Status.SUSPENDED),
        icon="play_circle",
    ),
    Act(
        "archive",
        gettext_lazy("Archive"),
        gettext_lazy("It can be read, but not changed. What was ordered is finished."),
        gettext_lazy("Archived."),
        Action.WORKSPACE_ARCHIVED,
        _by(services.archive_by_staff),
        is_offered=_is(Status.ACTIVE),
        icon="archive",
    ),
    Act(
        "restore",
        gettext_lazy("Restore"),
        gettext_lazy("It is in use again, or kept after all. Its members are told if it was to go."),
        gettext_lazy("Restored."),
        Action.WORKSPACE_RESTORED,
        _by(services.restore_by_staff),
        is_offered=_is(Status.ARCHIVED, Status.DELETING),
        icon="unarchive",
    ),
)  # fmt: skip
