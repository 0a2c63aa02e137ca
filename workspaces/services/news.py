"""What people are told of the workspaces they are in. The caller's transaction is open."""

from uuid import UUID

from django.urls import reverse

from accounts import services as accounts
from accounts.models import User
from audit import services as audit
from audit.models import TrailExport
from workspaces.models import Invitation, Membership, Workspace
from workspaces.roles import Permission, Role, allows

PEOPLE = ("user", "staff")


def tell_joined(invitation: Invitation, *, by: User) -> None:
    """Tell who invited somebody that they have joined, if they still are in the workspace."""
    host = Membership.objects.filter(
        workspace_id=invitation.workspace_id, user_id=invitation.invited_by_id
    )
    if not host.exists():
        return
    place = invitation.workspace
    accounts.tell(
        invitation.invited_by_id,
        "invitation_accepted",
        data={"person": by.label, "workspace": place.name},
        workspace_id=place.pk,
        subject=f"members:{place.pk}",
        path=reverse("settings:members", args=[place.slug]),
        once=f"joined:{invitation.pk}",
        by=by.pk,
    )


def tell_role(member: Membership, role: str, *, actor: audit.Actor) -> None:
    """Tell a member which role they have now."""
    place = member.workspace
    accounts.tell(
        member.user_id,
        "role_changed",
        data={"person": actor.label, "workspace": place.name, "role": str(role)},
        workspace_id=place.pk,
        path=reverse("generation:home", args=[place.slug]),
        by=_id_of(actor),
    )


def tell_removed(member: Membership, *, actor: audit.Actor) -> None:
    """Tell somebody that they are in a workspace no more; in the pages of the others."""
    accounts.tell(
        member.user_id,
        "removed_from_workspace",
        data={"person": actor.label, "workspace": member.workspace.name},
        by=_id_of(actor),
    )


def tell_end(workspace: Workspace, *, before: str, by: User) -> None:
    """Tell everybody in a workspace that it is to be deleted, or that it is kept after all.

    Of what staff do its owners are told.
    """
    status = Workspace.Status
    if status.SUSPENDED in {workspace.status, before} and workspace.status != status.DELETING:
        _tell_suspended(workspace, by=by)
        return
    if workspace.status == status.DELETING and workspace.delete_at is not None:
        kind, path = "workspace_deletion", reverse("workspaces:list")
        data = {"until": workspace.delete_at.date().isoformat()}
    elif before == status.DELETING:
        kind, path, data = "workspace_kept", reverse("generation:home", args=[workspace.slug]), {}
    else:
        return
    people = Membership.objects.filter(workspace_id=workspace.pk)
    accounts.tell_many(
        list(people.values_list("user_id", flat=True)),
        kind,
        data={"person": by.label, "workspace": workspace.name, **data},
        subject=f"end:{workspace.pk}",
        path=path,
        by=by.pk,
    )


def tell_exported(export: TrailExport) -> None:
    """Tell who asked for a file of events that it is there (the hook of audit), if they still see it."""
    if export.workspace_id is None:
        return
    # Text is compared: who asks for staff, or a program, need not be a person's id.
    members = Membership.objects.filter(workspace_id=export.workspace_id)
    mine = {str(one.user_id): one for one in members.select_related("workspace")}
    member = mine.get(export.asked_by)
    if member is None or not allows(member.role, Permission.AUDIT_READ):
        return
    place = member.workspace
    accounts.tell(
        member.user_id,
        "events_exported",
        data={"workspace": place.name, "failed": export.state == TrailExport.State.FAILED},
        workspace_id=place.pk,
        subject=f"activity:{place.pk}",
        path=reverse("workspaces:activity_exports", args=[place.slug]),
        once=f"exported:{export.pk}",
    )


def _tell_suspended(workspace: Workspace, *, by: User) -> None:
    """Tell the owners that their workspace is suspended and why, or that it is open again."""
    is_suspended = workspace.status == Workspace.Status.SUSPENDED
    owners = Membership.objects.filter(workspace_id=workspace.pk, role=Role.OWNER)
    accounts.tell_many(
        list(owners.values_list("user_id", flat=True)),
        "workspace_suspended" if is_suspended else "workspace_unsuspended",
        data={"workspace": workspace.name, "reason": workspace.suspended_reason},
        subject=f"suspended:{workspace.pk}",
        path=reverse("generation:home", args=[workspace.slug]),
        by=by.pk,
    )


def _id_of(actor: audit.Actor) -> UUID | None:
    return UUID(actor.id) if actor.type in PEOPLE and actor.id else None
