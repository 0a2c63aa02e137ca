"""How workspaces are told of: their members, invitations, brand and end, and who was not let in."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from audit.actions import Action
from audit.sentences.telling import Says, became, by_itself, only, to_oneself, was

WORKSPACES: dict[Action, tuple[Says, ...]] = {
    Action.WORKSPACE_CREATED: (Says(_("%(who)s created the workspace %(what)s")),),
    Action.WORKSPACE_CHANGED: (
        Says(_("%(who)s renamed the workspace to %(after)s"), only("name")),
        Says(_("%(who)s changed the %(field)s of the workspace")),
        Says(_("%(who)s changed the settings of the workspace")),
    ),
    Action.BRAND_CHANGED: (
        Says(_("%(who)s changed the %(field)s of the brand")),
        Says(_("%(who)s changed the brand")),
    ),
    Action.WORKSPACE_ARCHIVED: (Says(_("%(who)s archived the workspace %(what)s")),),
    Action.WORKSPACE_RESTORED: (
        Says(_("%(who)s cancelled the deletion of %(what)s"), was("status", "deleting")),
        Says(_("%(who)s restored the workspace %(what)s")),
    ),
    Action.WORKSPACE_SUSPENDED: (Says(_("%(who)s suspended the workspace %(what)s")),),
    Action.WORKSPACE_UNSUSPENDED: (Says(_("%(who)s let the workspace %(what)s go on")),),
    Action.WORKSPACE_DELETION_ASKED: (
        Says(_("%(who)s asked for the workspace %(what)s to be deleted")),
    ),
    Action.WORKSPACE_DELETED: (Says(_("%(who)s deleted the workspace %(what)s")),),
}

MEMBERS: dict[Action, tuple[Says, ...]] = {
    Action.INVITATION_SENT: (
        Says(_("%(who)s invited %(what)s as %(role)s")),
        Says(_("%(who)s invited %(what)s")),
        Says(
            lambda n: ngettext(
                "%(who)s invited %(n)s person as %(role)s",
                "%(who)s invited %(n)s people as %(role)s",
                n,
            )
        ),
        Says(lambda n: ngettext("%(who)s invited %(n)s person", "%(who)s invited %(n)s people", n)),
    ),
    Action.INVITATION_RENEWED: (Says(_("%(who)s made a new link for the invitation of %(what)s")),),
    Action.INVITATION_REVOKED: (
        Says(_("%(who)s withdrew the invitation of %(what)s")),
        Says(
            lambda n: ngettext(
                "%(who)s withdrew %(n)s invitation", "%(who)s withdrew %(n)s invitations", n
            )
        ),
    ),
    Action.INVITATION_ACCEPTED: (
        Says(_("%(who)s joined as %(role)s")),
        Says(_("%(who)s joined the workspace")),
    ),
    Action.INVITATION_REFUSED: (
        Says(
            _("%(who)s tried to use the invitation of %(what)s, which is for another person"),
            outcome="denied",
        ),
    ),
    Action.INVITATION_EXPIRED: (
        Says(_("The invitation of %(what)s has expired")),
        Says(
            lambda n: ngettext("%(n)s invitation has expired", "%(n)s invitations have expired", n)
        ),
    ),
    Action.MEMBER_ADDED: (
        Says(_("%(who)s added %(what)s as %(role)s")),
        Says(_("%(who)s added %(what)s to the workspace")),
    ),
    Action.MEMBER_ROLE_CHANGED: (
        Says(_("%(who)s changed their own role to %(role)s"), to_oneself),
        Says(_("%(who)s made %(what)s an owner"), became("role", "owner")),
        Says(_("%(who)s made %(what)s an admin"), became("role", "admin")),
        Says(_("%(who)s made %(what)s an editor"), became("role", "editor")),
        Says(_("%(who)s made %(what)s a reviewer"), became("role", "reviewer")),
        Says(_("%(who)s made %(what)s a viewer"), became("role", "viewer")),
        Says(_("%(who)s changed the role of %(what)s")),
    ),
    Action.MEMBER_REMOVED: (Says(_("%(who)s removed %(what)s from the workspace")),),
    Action.MEMBER_LEFT: (
        Says(_("%(what)s left the workspace"), by_itself),
        Says(_("%(who)s left the workspace")),
    ),
    Action.OWNERSHIP_TRANSFERRED: (Says(_("%(who)s handed the ownership over to %(what)s")),),
}
