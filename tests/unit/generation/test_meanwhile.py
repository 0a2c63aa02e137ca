"""What happens to an item while it is made: its job is cancelled, its product goes, a server too."""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import User
from assets import storage
from assets.models import Product
from generation import registry, services
from generation.models import Job, Text, VideoProject
from generation.providers.base import CopyRequest, CopyResult, OnText, Report
from tests.factories import copy, stock
from tests.factories.jobs import access_to
from tests.unit.generation.conftest import Sent
from workspaces.models import Workspace

SCENE = {"narration": "A mug.", "on_screen": "", "picture": 0, "seconds": 4.0, "motion": "hold"}


class Writer:
    """Writes what fits, and lets something happen before it is done."""

    name = "scripted"

    def __init__(self, happens: Callable[[], object]) -> None:
        self.happens = happens

    def write(self, request: CopyRequest, *, report: Report, on_text: OnText) -> CopyResult:
        self.happens()
        content = {"scenes": [SCENE]} if request.kind == "script" else {"title": "Mug"}
        return CopyResult(content, "scripted", "m1", made_offline=True)


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], None]:
    def use(happens: Callable[[], object]) -> None:
        monkeypatch.setattr(registry, "copy_provider", lambda: Writer(happens))

    return use


def test_a_script_cancelled_too_late_is_kept_but_no_video_follows(
    in_acme: Workspace, alice: User, sent: Sent, meanwhile: Any
) -> None:
    product = copy.product(alice)
    stock.asset(product=product)
    access = access_to(in_acme)
    order = services.ScriptOrder(product_id=product.pk, straight_through=True)
    job = services.submit(access, order, by=alice)
    meanwhile(lambda: services.cancel(access, job.pk, by=alice))

    copy.write(in_acme, job)

    assert VideoProject.objects.get().version == 1
    assert not Job.objects.filter(kind="video").exists()


def test_a_text_outlives_the_product_it_was_written_about(
    in_acme: Workspace, alice: User, sent: Sent, meanwhile: Any
) -> None:
    job = copy.submit(in_acme, alice, kinds=("title",), languages=("en",))
    meanwhile(Product.objects.all().delete)

    copy.write(in_acme, job)

    text = Text.objects.get()
    assert (job.state, text.product_id) == ("succeeded", None)


@pytest.mark.parametrize(
    ("kind", "code"), [("image", "image.photo_missing"), ("video", "video.picture_missing")]
)
def test_a_picture_whose_bytes_are_gone_fails_at_once_and_says_so(
    kind: str,
    code: str,
    in_acme: Workspace,
    alice: User,
    sent: Sent,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def gone(key: str) -> bytes:
        raise FileNotFoundError(key)

    monkeypatch.setattr(storage, "read", gone)
    photo = stock.asset()
    order: Any = services.ImageOrder([photo.pk], ["sky"])
    if kind == "video":
        order = services.VideoOrder(copy.project(alice, copy.script(photo)).pk)
    job = services.submit(access_to(in_acme), order, by=alice)

    copy.write(in_acme, job)

    item = job.items.get()
    assert (item.state, item.error_code) == ("failed", code)
