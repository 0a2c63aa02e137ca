"""The bucket, and a way to post into it as a browser does."""

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from django.conf import settings

from accounts.models import User
from assets import queue, services, storage
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
def place(in_acme: Workspace, bucket: str) -> Iterator[Workspace]:
    """A workspace nothing is stored for, before and after."""
    storage.delete_workspace(in_acme.schema_name)
    yield in_acme
    storage.delete_workspace(in_acme.schema_name)


@pytest.fixture
def posted(bucket: str, in_acme: Workspace, alice: User) -> Callable[..., Upload]:
    """Return a function that announces a file, posts it, and leaves it open."""

    def post(content: bytes, filename: str = "Mug front.jpg", **given: object) -> Upload:
        declared = str(given.pop("declared", "image/jpeg"))
        arriving = Arriving(filename, declared, len(content), **given)  # type: ignore[arg-type]
        begun = services.begin_upload(
            arriving, schema_name=in_acme.schema_name, actor=alice, origin=bucket
        )
        answer = httpx.post(begun.url, data=begun.fields, files={"file": (filename, content)})
        assert answer.status_code == 204, answer.text
        return begun.upload

    return post


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, uuid.UUID]]:
    """What would have been sent to a worker: the broker is the edge here."""
    messages: list[tuple[str, uuid.UUID]] = []
    monkeypatch.setattr(queue, "check_upload", lambda *given: messages.append(given[:2]))
    return messages


@pytest.fixture
def completed(
    posted: Callable[..., Upload],
    in_acme: Workspace,
    sent: list[Any],
    django_capture_on_commit_callbacks: Any,
) -> Callable[..., Upload]:
    """Return a function that posts a file and completes its upload."""

    def complete(content: bytes, filename: str = "Mug front.jpg", **given: object) -> Upload:
        upload = posted(content, filename, **given)
        with django_capture_on_commit_callbacks(execute=True):
            return services.complete_upload(upload.pk, schema_name=in_acme.schema_name)

    return complete


@pytest.fixture
def check(
    in_acme: Workspace, django_capture_on_commit_callbacks: Any
) -> Callable[[Upload], Upload]:
    """Return a function that does what the worker does."""

    def run(upload: Upload) -> Upload:
        with django_capture_on_commit_callbacks(execute=True):
            services.check_upload(upload.pk, schema_name=in_acme.schema_name)
        upload.refresh_from_db()
        return upload

    return run
