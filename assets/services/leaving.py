"""What workspaces ask of files: their logo, and that nothing stays behind."""

from uuid import UUID

from botocore.exceptions import BotoCoreError, ClientError

from assets import storage
from assets.addresses import thumb_url
from assets.models import Asset
from audit import exports
from workspaces import tenancy
from workspaces.hooks import NotNow
from workspaces.models import Workspace


def logo_url(schema_name: str, asset_id: UUID, *, origin: str) -> str | None:
    """Return where a picture of the library is, small; None when there is no such picture.

    Workspaces' logo hook.
    """
    with tenancy.inside(schema_name):
        asset = (
            Asset.objects.select_related("current")
            .filter(pk=asset_id, kind=Asset.Kind.IMAGE, deleted_at=None)
            .first()
        )
        return thumb_url(asset, origin=origin) if asset else None


def remove_objects(workspace: Workspace) -> None:
    """Delete every stored byte of a workspace and files of its activity, before its schema goes.

    Raises:
        NotNow: the store does not answer, or kept something.
    """
    try:
        kept = [
            *exports.remove_of(workspace.pk),
            *storage.delete_workspace(workspace.schema_name),
        ]
    except (BotoCoreError, ClientError) as error:
        raise NotNow(str(error)) from error
    if kept:
        raise NotNow(f"{len(kept)} objects were not deleted, {kept[0]} first")
