"""What happens to an item while it is made: its job is cancelled, its product goes, a server too."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError

from accounts.models import User
from assets import storage
from assets.models import Product
from generation import kinds, registry, services, sql, work
from generation.models import Job, JobItem, Text, VideoProject
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


class Stored:
    """A delivery, and a kind of it, that notes whether it is taken back."""

    provider, units, taken_back = "offline", None, False

    def deliver(self, run: Any) -> "Stored":
        return self

    def hand_over(self, item: JobItem) -> None:
        """Write no rows."""

    def discard(self) -> None:
        self.taken_back = True


@pytest.mark.parametrize(
    ("error", "taken_back"), [(RuntimeError(), True), (OperationalError("gone away"), False)]
)
def test_what_is_stored_goes_again_unless_nobody_knows_if_it_was_committed(
    error: Exception,
    taken_back: bool,
    in_acme: Workspace,
    job: Job,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stored = Stored()

    def broken(_workspace_id: object) -> None:
        raise error

    monkeypatch.setattr(kinds, "of", lambda _kind: stored)
    monkeypatch.setattr(sql, "note_open_work", broken)

    item = job.items.first()
    assert item is not None
    with pytest.raises(type(error)):
        work.run(in_acme.schema_name, item.pk, worker="here")

    assert stored.taken_back is taken_back
