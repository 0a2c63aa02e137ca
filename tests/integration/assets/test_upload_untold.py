"""An upload lives on when the worker that is to check it cannot be told."""

from collections.abc import Callable
from typing import Any

from assets import queue, services
from assets.models import Upload
from workspaces.models import Workspace


def test_an_upload_is_taken_when_no_worker_can_be_told(
    posted: Callable[..., Upload],
    in_acme: Workspace,
    photo_bytes: bytes,
    monkeypatch: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    def away(*_given: object) -> None:
        raise RuntimeError("the broker is away")

    upload = posted(photo_bytes)
    monkeypatch.setattr(queue, "check_upload", away)

    with django_capture_on_commit_callbacks(execute=True):
        taken = services.complete_upload(upload.pk, schema_name=in_acme.schema_name)

    assert taken.state == Upload.State.CHECKING
