"""Jobs as the tests need them."""

from collections.abc import Sequence

from accounts.models import User
from generation import services
from generation.models import Job
from tests.factories import files
from workspaces.access import Access
from workspaces.models import Workspace
from workspaces.roles import Role


def access_to(workspace: Workspace, role: Role = Role.OWNER) -> Access:
    """Return a way in, as the gate would give it."""
    return Access(workspace.pk, workspace.schema_name, workspace.slug, workspace.name, role.value)


def submit(
    workspace: Workspace,
    by: User,
    *,
    photos: int = 1,
    styles: Sequence[str] = ("pure-white",),
    content: bytes | None = None,
) -> Job:
    """Return a job of `photos` × `styles` items. Stand in the workspace."""
    assets = [
        files.asset(workspace, name=f"Photo {number}", content=content)
        for number in range(1, photos + 1)
    ]
    order = services.ImageOrder([asset.pk for asset in assets], list(styles))
    return services.submit(access_to(workspace), order, by=by)
