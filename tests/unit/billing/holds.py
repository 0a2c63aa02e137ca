"""Units held for a workspace in a line."""

import uuid

from billing import quotas
from billing.quotas import Account, Hold
from workspaces.models import Workspace


def hold(workspace: Workspace, units: int, *, meter: str = "images", key: str = "") -> uuid.UUID:
    """Hold units of a meter in its present period; return the reservation."""
    period = quotas.current_period(workspace_id=workspace.pk, meter=meter)
    account = Account(workspace.pk, meter, "image", uuid.uuid4(), "")
    one = Hold(uuid.uuid4(), uuid.uuid4(), units, key or uuid.uuid4().hex)
    return quotas.reserve(account, period=period, holds=[one])[0]


def use(workspace: Workspace, units: int, *, meter: str = "images") -> uuid.UUID:
    """Hold units and count them."""
    held = hold(workspace, units, meter=meter)
    quotas.commit(held)
    return held
