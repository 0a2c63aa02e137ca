"""The table's rows of workspaces, their people and their invitations."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _t
from django.utils.translation import ngettext

from accounts import limiting
from billing import refusals
from billing.models import Meter
from config.problem_forms import Problem, fixed, rate_limit
from workspaces import access, hooks
from workspaces import services as workspaces
from workspaces.models import Workspace
from workspaces.roles import Permission, Role
from workspaces.screens import people

QUOTA_EXCEEDED = "https://iana.org/assignments/http-problem-types#quota-exceeded"
STATES = {
    Workspace.Status.ACTIVE: _t("The workspace is active already"),
    Workspace.Status.ARCHIVED: _t("The workspace is archived already"),
    Workspace.Status.SUSPENDED: _t("The workspace is suspended"),
}


def _workspace_required(error: access.WorkspaceRequired) -> Problem:
    detail = (
        _("Name one in the X-Workspace header: %(choices)s.")
        % {"choices": ", ".join(error.choices)}
        if error.choices
        else _("You are in no workspace yet. Create one first.")
    )
    extra = {"choices": error.choices}
    return Problem(400, "workspace-required", _("Which workspace?"), detail, extra)


def _forbidden(error: access.Forbidden) -> Problem:
    detail = _("An owner or admin of the workspace can change your role.")
    if error.permission == Permission.BILLING_MANAGE:
        # No admin gives this: it is an owner's to do.
        detail = people.who_may_change(error.access.workspace_id, Permission.BILLING_MANAGE)
    return Problem(
        403,
        "role-not-allowed",
        _("Your role does not allow this"),
        detail,
        {"role": error.access.role, "permission": str(error.permission)},
    )


def _conflict(error: workspaces.Conflict) -> Problem:
    detail = _("Somebody else has saved a change. Read it again and repeat yours.")
    extra = {"current_version": error.current, "your_version": error.yours}
    return Problem(409, "edit-conflict", _("Changed meanwhile"), detail, extra)


def _no_seat(error: hooks.NoSeatLeft) -> Problem:
    detail = ngettext(
        "The plan has %(limit)d seat, and it is taken. Remove a member or an invitation first.",
        "The plan has %(limit)d seats, and all are taken. Remove a member or an invitation first.",
        error.limit,
    ) % {"limit": error.limit}
    extra = {
        "meter": Meter.MEMBERS,
        "limit": error.limit,
        "upgrade_url": refusals.plans_url(error.workspace_id),
        "can_upgrade": refusals.payers(error.workspace_id),
    }
    return Problem(402, "no-seat-left", _("No seat is left"), detail, extra)


def _another_person(error: workspaces.AnotherPerson) -> Problem:
    detail = _(
        "This invitation is for %(email)s. Sign in with that e-mail, or ask for another."
    ) % {"email": error.email}
    title = _("The invitation is for somebody else")
    return Problem(403, "invitation-for-another", title, detail)


def _not_in_this_state(error: workspaces.NotInThisState) -> Problem:
    detail = _("Load it again: somebody may have changed it meanwhile.")
    title = STATES.get(Workspace.Status(error.status), _("The workspace is being deleted"))
    return Problem(409, "workspace-state", str(title), detail, {"state": error.status})


def _role_too_high(error: workspaces.RoleTooHigh) -> Problem:
    # Only the role of an owner takes one: any other is refused to who runs nothing any more.
    if error.args[:1] == (Role.OWNER,):
        title = _("It takes an owner to do this")
        detail = _("Only owners make, change and remove owners, and nobody is invited as one.")
    else:
        title = _("Your role does not allow this any more")
        detail = _("An owner or admin of the workspace can change your role.")
    return Problem(403, "role-too-high", title, detail)


def _too_fast(error: limiting.TooFast) -> Problem:
    policy = error.policy
    headers = {
        "Retry-After": str(error.wait),
        **rate_limit(
            policy.name, most=policy.most, seconds=policy.seconds, left=0, reset=error.wait
        ),
    }
    extra = {"violated-policies": [policy.name]}
    title, detail = _("Too many requests"), _how_long(error)
    return Problem(429, "too-many-requests", title, detail, extra, headers, type=QUOTA_EXCEEDED)


def _how_long(error: limiting.TooFast) -> str:
    if error.policy.seconds < limiting.HOUR:
        return ngettext(
            "That was often within a minute. Try again in %(seconds)d second. Nothing was done.",
            "That was often within a minute. Try again in %(seconds)d seconds. Nothing was done.",
            error.wait,
        ) % {"seconds": error.wait}
    return ngettext(
        "That was often within an hour. Try again in %(minutes)d minute. Nothing was done.",
        "That was often within an hour. Try again in %(minutes)d minutes. Nothing was done.",
        error.minutes,
    ) % {"minutes": error.minutes}


WORKSPACES: dict[type[Exception], Callable[[Any], Problem]] = {
    access.WorkspaceRequired: _workspace_required,
    access.Forbidden: _forbidden,
    access.Archived: fixed(
        409,
        "workspace-archived",
        _t("This workspace is archived"),
        _t("It can be read, but not changed. An admin can restore it in the settings."),
    ),
    access.Suspended: fixed(
        403,
        "workspace-suspended",
        _t("This workspace is suspended"),
        _t("Nobody can work in it for now. An owner can say why, and can still pay invoices."),
    ),
    access.BeingDeleted: fixed(
        409,
        "workspace-deleting",
        _t("This workspace is being deleted"),
        _t(
            "Nobody can work in it. Until it is gone, an owner can cancel this in the list of workspaces."
        ),
    ),
    hooks.NoSeatLeft: _no_seat,
    hooks.NoSeatToTake: fixed(
        402,
        "no-seat-left",
        _t("No seat is left"),
        _t("All seats of the workspace are taken. Ask whoever invited you; the link stays good."),
    ),
    workspaces.SlugTaken: fixed(
        409,
        "workspace-address-taken",
        _t("This address is taken"),
        _t("Choose another address for the workspace."),
    ),
    workspaces.Conflict: _conflict,
    workspaces.NotInThisState: _not_in_this_state,
    workspaces.AlreadyMember: fixed(
        409,
        "member-already",
        _t("Already a member"),
        _t("This person is in the workspace. Change their role instead."),
    ),
    workspaces.AlsoOwner: fixed(
        409,
        "owner-already",
        _t("Already an owner"),
        _t("This person owns the workspace. Choose somebody else."),
    ),
    workspaces.LastOwner: fixed(
        409,
        "last-owner",
        _t("A workspace needs an owner"),
        _t("Nobody else owns this workspace. Make another owner first."),
    ),
    workspaces.RoleTooHigh: _role_too_high,
    limiting.TooFast: _too_fast,
    workspaces.InvitationUnknown: fixed(
        404,
        "invitation-unknown",
        _t("This invitation is not known"),
        _t("The link may be cut off, or a newer one was sent. Ask who invited you for a new link."),
    ),
    workspaces.InvitationExpired: fixed(
        410,
        "invitation-expired",
        _t("This invitation has expired"),
        _t("Ask who invited you to send it again."),
    ),
    workspaces.InvitationRevoked: fixed(
        410,
        "invitation-revoked",
        _t("This invitation was taken back"),
        _t("Ask who invited you whether that was meant."),
    ),
    workspaces.InvitationAccepted: fixed(
        410,
        "invitation-used",
        _t("This invitation has been used"),
        _t("It works once. If it was you, sign in and open the workspace."),
    ),
    workspaces.AnotherPerson: _another_person,
}
