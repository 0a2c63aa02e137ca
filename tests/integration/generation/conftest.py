"""A person with a workspace of their own, committed: workers and streams see them."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from unittest import mock

import numpy as np
import pytest
from PIL import Image

from accounts.models import User
from assets import services as assets
from assets import storage
from assets.models import Asset, Upload
from generation import queue, registry
from tests.factories import files, people
from tests.factories.providers import ScriptedProvider
from workspaces import tenancy
from workspaces.models import Workspace


@dataclass(frozen=True)
class Place:
    """Where a test works."""

    workspace: Workspace
    owner: User

    @property
    def schema_name(self) -> str:
        return self.workspace.schema_name


@pytest.fixture
def place(django_db_setup: None, django_db_blocker: Any) -> Iterator[Place]:
    """Stand in a new workspace of a new person; what happens here is committed and stays."""
    with django_db_blocker.unblock():
        tenancy.leave()
        storage.setup_bucket()
        owner = people.person("Olga")
        workspace = people.workspace("Own", owner)
        with tenancy.inside(workspace.schema_name):
            yield Place(workspace, owner)


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """No hint reaches the workers of the product that other tests of this run have started."""
    monkeypatch.setattr(queue, "_send", lambda *_args, **_options: None)


@pytest.fixture
def photo(place: Place) -> Asset:
    """A real photo in the bucket, taken in by the ordinary pipeline."""
    return add_photo(place, files.photo())


def add_photo(place: Place, content: bytes, name: str = "Box.jpg") -> Asset:
    """Take a photo in here: a worker's check beside this one would leave files for a moment."""
    arriving = assets.Arriving(name, "image/jpeg", len(content))
    with mock.patch("assets.queue.check_upload"):
        upload = assets.receive(
            arriving, io.BytesIO(content), schema_name=place.schema_name, actor=place.owner
        )
    assets.check_upload(upload.pk, schema_name=place.schema_name)
    asset = Upload.objects.get(pk=upload.pk).asset
    assert asset is not None
    return asset


def busy_photo() -> bytes:
    """A photo of nothing but texture: no product can be told from it."""
    pixels = np.random.default_rng(3).integers(0, 255, (60, 60, 3), dtype=np.uint8)
    target = io.BytesIO()
    Image.fromarray(pixels).resize((720, 720), Image.Resampling.BICUBIC).save(target, "JPEG")
    return target.getvalue()


@pytest.fixture
def provider(settings: Any) -> Iterator[type[ScriptedProvider]]:
    """Pictures come from a script for the time of the test."""
    settings.IMAGE_PROVIDER = "tests.factories.providers.ScriptedProvider"
    ScriptedProvider.script = []
    ScriptedProvider.asked = []
    registry.image_provider.cache_clear()
    yield ScriptedProvider
    registry.image_provider.cache_clear()
