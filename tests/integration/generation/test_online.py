"""Real AI switched on: the engine with the vendor's adapters, against a stand-in of its API."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from assets import storage
from assets.models import Asset
from generation import registry, work
from generation.models import Attempt, ItemState, Output, Text
from generation.providers.openai.client import forget_all
from tests.factories import copy, openai_server
from tests.integration.generation.conftest import Place
from tests.integration.generation.test_work import only, run, submit

pytestmark = pytest.mark.usefixtures("alone")
OPENAI = "generation.providers.openai"


@pytest.fixture
def vendor(settings: Any) -> Iterator[openai_server.StandIn]:
    """What `AI_MOCK_MODE=false`, a key and an address choose."""
    with openai_server.running() as stand_in:
        settings.OPENAI_API_KEY, settings.OPENAI_BASE_URL = "sk-test", stand_in.url
        settings.COPY_PROVIDER = f"{OPENAI}.copy.OpenAICopyProvider"
        settings.IMAGE_PROVIDER = f"{OPENAI}.image.OpenAIImageProvider"
        clear()
        yield stand_in
    clear()


def clear() -> None:
    registry.copy_provider.cache_clear()
    registry.image_provider.cache_clear()
    forget_all()


def write(place: Place, **values: Any) -> Any:
    job = copy.submit(place.workspace, place.owner, **values)
    for item in job.items.all():
        work.run(place.schema_name, item.pk, worker="here")
    job.refresh_from_db()
    return job


def test_texts_of_a_vendor_are_kept_with_what_they_used(
    place: Place, vendor: openai_server.StandIn
) -> None:
    job = write(place, kinds=("description",))

    assert job.state == "succeeded"
    outputs = list(Output.objects.filter(item__job=job))
    assert {(one.provider, one.made_offline) for one in outputs} == {("openai", False)}
    assert all(one.facts["output_tokens"] > 0 for one in outputs)
    assert Text.objects.filter(current__provider="openai").count() == 2
    asked = vendor.bodies()[0]
    assert asked["stream"] is True
    assert "350" in str(asked["messages"])


def test_a_picture_of_a_vendor_is_measured_and_stored_like_an_upload(
    place: Place, photo: Asset, vendor: openai_server.StandIn
) -> None:
    job = submit(place, photo, "kitchen")

    run(place, only(job))

    item = only(job)
    assert (item.state, item.error_code) == (ItemState.SUCCEEDED, "")
    made = item.outputs.get()
    assert (made.provider, made.made_offline) == ("openai", False)
    picture = Image.open(BytesIO(storage.read(made.asset.file.key)))  # type: ignore[union-attr]
    assert picture.size == (640, 640)


@pytest.mark.parametrize(
    ("step", "code", "state"),
    [
        (openai_server.fails(401), "provider.key_refused", "failed"),
        (openai_server.fails(429), "provider.rate_limited", "queued"),
        (openai_server.fails(500), "provider.unavailable", "queued"),
        (openai_server.says("<html>hello</html>"), "copy.unreadable", "queued"),
    ],
)
def test_what_a_vendor_does_wrong_is_told_by_its_code(
    place: Place, vendor: openai_server.StandIn, step: Any, code: str, state: str
) -> None:
    vendor.script = [step] * 4

    job = write(place, kinds=("title",), languages=("en",))

    item = job.items.get()
    assert (item.state, Attempt.objects.get().error_code) == (state, code)
    assert "sk-test" not in Attempt.objects.get().detail


def test_without_a_key_nothing_is_asked_and_the_reason_is_told(
    place: Place, vendor: openai_server.StandIn, settings: Any
) -> None:
    settings.OPENAI_API_KEY = settings.OPENAI_BASE_URL = ""
    clear()

    job = write(place, kinds=("title",), languages=("en",))

    assert (job.state, job.items.get().error_code) == ("failed", "provider.key_missing")
    assert not vendor.bodies()
