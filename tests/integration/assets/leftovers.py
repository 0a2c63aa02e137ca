"""Objects in the bucket that rows name, or do not."""

from typing import Any

from accounts.models import User
from assets import services, storage
from assets.models import Upload
from assets.services import uploads
from workspaces.models import Workspace


def put(place: Workspace, area: str = storage.CLEAN) -> str:
    key = storage.new_key(place.schema_name, area, "bin")
    storage.put(key, b"bytes", "application/octet-stream")
    return key


def left(keys: list[str]) -> list[str]:
    return [key for key in keys if storage.size_of(key) is not None]


def upload(key: str, by: User, **values: Any) -> Upload:
    arriving = services.Arriving("Mug.jpg", "image/jpeg", 5)
    row = uploads._note(arriving, schema_name="ws", actor=by, state=Upload.State.OPEN)
    Upload.objects.filter(pk=row.pk).update(key=key, **values)
    return row
