"""A workspace that goes is asked for nothing more; what it owes, and its papers, stay."""

from contextlib import suppress

from audit import services as audit
from billing.models import Invoice
from billing.money import looking, orders
from billing.money.terms import NotWaiting
from billing.services import subscriptions
from workspaces.models import Workspace

GONE = "workspace deleted"


def close(workspace: Workspace) -> None:
    """End a workspace's plan, its order and the charging of its card, before it is deleted.

    Safe twice (a hook of workspaces).
    """
    waiting = looking.waiting_order(workspace.pk)
    if waiting is not None:
        with suppress(NotWaiting):
            orders.cancel(waiting.pk, workspace_id=workspace.pk, actor=audit.SYSTEM)
    with suppress(subscriptions.NoSubscription):
        subscriptions.end_now(workspace.pk, reason=GONE, by=audit.SYSTEM)
    Invoice.objects.filter(workspace=workspace).update(collect_at=None)
