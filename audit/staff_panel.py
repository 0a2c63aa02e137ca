"""What staff see of the trail on a workspace's own page (a hook of workspaces): what holds it."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from audit.admin import showing as show
from audit.admin.tables import Table
from audit.models import Hold


def tables(workspace: Any, user: Any) -> tuple[Table, ...]:
    """Return the holds that keep its rows; nothing for who may not see holds."""
    if not user.has_perm("audit.view_hold"):
        return ()
    mine = Q(workspace_id=workspace.pk) | Q(workspace_id__isnull=True)
    found = Hold.objects.filter(mine, lifted_at__isnull=True).order_by("id")
    rows = tuple(
        (
            show.linked(
                show.page_of("hold", "change", hold.pk),
                _("this workspace") if hold.workspace_id else _("everything"),
            ),
            hold.reason,
            show.moment(hold.placed_at),
        )
        for hold in found
    )
    heads = (_("What is held"), _("Reason"), _("Placed"))
    empty = _("Nothing holds its rows of the audit trail: they are dropped by age.")
    return (Table(heads, rows, title=_("Holds of the audit trail"), empty=empty),)
