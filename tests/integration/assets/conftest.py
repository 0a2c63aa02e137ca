"""The bucket, and a way to post into it as a browser does."""

from collections.abc import Callable

import httpx
import pytest
from django.conf import settings

from accounts.models import User
from assets import services, storage
from assets.models import Upload
from assets.services import Arriving
from workspaces.models import Workspace


@pytest.fixture(scope="session")
def _bucket() -> None:
    storage.setup_bucket()


@pytest.fixture
def bucket(_bucket: None) -> str:
    """The origin at which the bucket is read and posted to."""
    return str(settings.S3_ENDPOINT_URL)


@pytest.fixture
def posted(bucket: str, in_acme: Workspace, alice: User) -> Callable[..., Upload]:
    """Return a function that announces a file, posts it, and leaves it open."""

    def post(content: bytes, filename: str = "Mug front.jpg", **given: object) -> Upload:
        arriving = Arriving(filename, "image/jpeg", len(content), **given)  # type: ignore[arg-type]
        begun = services.begin_upload(
            arriving, schema_name=in_acme.schema_name, actor=alice, origin=bucket
        )
        answer = httpx.post(begun.url, data=begun.fields, files={"file": (filename, content)})
        assert answer.status_code == 204, answer.text
        return begun.upload

    return post
