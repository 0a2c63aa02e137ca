"""Which workspace the connection stands in, for audit rows."""

from functools import lru_cache
from uuid import UUID

from workspaces import tenancy
from workspaces.models import Workspace


def workspace_id() -> UUID:
    """Return the id of the workspace that is entered.

    Raises:
        Workspace.DoesNotExist: none is.
    """
    return _id_of(tenancy.current())


@lru_cache(maxsize=10_000)
def _id_of(schema_name: str) -> UUID:
    # A schema name never changes and is never given twice.
    return Workspace.objects.values_list("pk", flat=True).get(schema_name=schema_name)
