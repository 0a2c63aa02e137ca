"""Documents are read once by a worker: pages, words, facts, or the reason why not."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from accounts.models import User
from assets import answers, child, queue, services, storage
from assets.models import Asset, AssetVersion, Page, Product, Proposal, Reading
from assets.services import reading
from audit.models import AuditEvent
from tests.factories import readings, stock
from tests.factories.readings import MUG, found
from workspaces.models import Workspace

ANSWER: dict[str, Any] = {
    "pages": [
        {
            "number": 1,
            "label": "Data",
            "width": 700,
            "height": 990.4,
            "picture": "page-1.webp",
            "blocks": [{"kind": "text", "text": "Mug\0"}],
        }
    ],
    "text": "Speckled mug 330 ml",
    "found": list(MUG),
    "notes": ["truncated"],
}


class Bucket:
    """What lies in the bucket, and what the reader answers: the edges of a reading."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        self.deleted: list[str] = []
        self.answer: dict[str, Any] = ANSWER
        self.fails: Exception | None = None
        self.asked: list[dict[str, Any]] = []

    def fetch(self, key: str, path: Path) -> str:
        path.write_bytes(self.objects[key]) if key in self.objects else path.write_bytes(b"x")
        return ""

    def put(self, key: str, data: bytes, _content_type: str) -> None:
        self.objects[key] = data

    def delete_many(self, keys: Any) -> list[str]:
        self.deleted += list(keys)
        return []

    def run(self, module: str, request: dict[str, Any], *, folder: Path, **_more: Any) -> Any:
        assert module == "assets.reading"
        self.asked.append(request)
        if self.fails:
            raise self.fails
        (folder / "page-1.webp").write_bytes(b"webp")
        return self.answer


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch, in_acme: Workspace) -> Bucket:
    edge = Bucket()
    for name in ("fetch", "put", "delete_many"):
        monkeypatch.setattr(storage, name, getattr(edge, name))
    monkeypatch.setattr(child, "run", edge.run)
    return edge


@pytest.fixture
def mug(alice: User, in_acme: Workspace) -> Product:
    return stock.product(alice)


@pytest.fixture
def version(mug: Product) -> AssetVersion:
    return readings.document(product=mug)


@pytest.fixture
def read(bucket: Bucket, in_acme: Workspace) -> Callable[[AssetVersion], Reading]:
    def go(version: AssetVersion) -> Reading:
        row, _ = Reading.objects.get_or_create(version=version)
        reading.read(row.pk, schema_name=in_acme.schema_name)
        row.refresh_from_db()
        return row

    return go


def test_a_document_is_begun_once_a_version(
    version: AssetVersion,
    monkeypatch: pytest.MonkeyPatch,
    in_acme: Workspace,
    django_capture_on_commit_callbacks: Any,
) -> None:
    sent: list[Any] = []
    monkeypatch.setattr(queue, "do", lambda *given: sent.append(given))

    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        first, again = reading.begin(version), reading.begin(version)
        photo = reading.begin(stock.asset().file)

    assert first is not None
    assert again == first
    assert photo is None
    assert sent == [("assets.read_document", in_acme.schema_name, first.pk)]


def test_what_was_read_is_kept_and_proposed(
    read: Any, version: AssetVersion, bucket: Bucket, mug: Product
) -> None:
    row = read(version)

    page = Page.objects.get()
    assert (row.state, row.text, reading.notes_of(row)) == (
        "ready",
        "Speckled mug 330 ml",
        ["truncated"],
    )
    assert (page.number, page.label, page.width_px, page.height_px) == (1, "Data", 700, 990)
    assert page.blocks == [{"kind": "text", "text": "Mug"}]
    assert bucket.objects[page.picture] == b"webp"
    assert reading.keys_of([version.pk]) == [page.picture]
    subject = {"sku": mug.sku, "names": [mug.name]}
    assert bucket.asked == [{"source": "source.xlsx", "kind": "xlsx", "subject": subject}]
    assert Proposal.objects.filter(product=mug, version=version).count() == 3
    event = AuditEvent.objects.filter(action="assets.document.read").latest("pk")
    assert (event.outcome, event.target_label, event.data) == ("ok", "spring-2026", {"pages": 1})
    assert Asset.objects.get(pk=version.asset_id).words is not None


def test_read_twice_it_is_read_once(read: Any, version: AssetVersion, bucket: Bucket) -> None:
    read(version)
    read(version)

    assert len(bucket.asked) == 1


def test_read_again_it_leaves_nothing_of_before(
    read: Any, version: AssetVersion, bucket: Bucket, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "do", lambda *_given: None)
    read(version)
    before = reading.keys_of([version.pk])
    bucket.answer = {**ANSWER, "found": [found("Care", "Hand wash")], "notes": []}

    reading.read_again(version.pk, actor=alice)
    row = read(version)

    assert (row.state, reading.notes_of(row)) == ("ready", [])
    assert bucket.deleted == before
    assert [proposal.attribute for proposal in Proposal.objects.all()] == ["Care"]
    assert Page.objects.count() == 1


@pytest.mark.parametrize(
    ("failure", "code"),
    [
        ({"refused": "document-locked", "data": {}}, "document-locked"),
        (child.ChildFailed("crash", "secret words"), "document-unreadable"),
        (child.ChildFailed("memory"), "document-too-heavy"),
        (child.ChildFailed("time"), "document-too-heavy"),
    ],
)
def test_what_cannot_be_read_says_why(
    read: Any, version: AssetVersion, bucket: Bucket, failure: Any, code: str
) -> None:
    if isinstance(failure, Exception):
        bucket.fails = failure
    else:
        bucket.answer = failure

    row = read(version)

    assert (row.state, row.problem) == ("failed", code)
    event = AuditEvent.objects.filter(action="assets.document.read").latest("pk")
    assert (event.outcome, event.reason) == ("error", code)
    assert not Page.objects.exists()


def test_a_kind_nobody_reads_says_so(read: Any, mug: Product, bucket: Bucket) -> None:
    row = read(readings.document(product=mug, content_type="application/x-odd"))

    assert (row.state, row.problem) == ("failed", "document-kind-unread")
    assert bucket.asked == []


def test_a_worker_that_was_overtaken_takes_its_pictures_back(
    read: Any, version: AssetVersion, bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    def overtaken(*_given: Any, **_more: Any) -> dict[str, Any]:
        Reading.objects.update(claims=2)
        return ANSWER

    monkeypatch.setattr(child, "run", overtaken)
    monkeypatch.setattr(Path, "read_bytes", lambda _path: b"webp")

    row = read(version)

    assert row.state == "running"
    assert bucket.deleted == list(bucket.objects)
    assert not Page.objects.exists()


def test_an_edition_that_was_replaced_proposes_nothing(
    read: Any, version: AssetVersion, mug: Product
) -> None:
    newer = readings.document(product=mug, name="newer").asset
    Asset.objects.filter(pk=version.asset_id).update(current=newer.current)

    assert read(version).state == "ready"

    assert not Proposal.objects.exists()


def test_a_table_of_many_products_is_read_anew_for_another_of_them(
    read: Any, version: AssetVersion, bucket: Bucket, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "do", lambda *_given: None)
    bucket.answer = {**ANSWER, "notes": ["many-products"]}
    read(version)
    lamp = stock.product(alice, name="Lamp")

    services.attach_photos(lamp.pk, asset_ids=[version.asset_id], actor=alice)

    assert Reading.objects.get().state == "waiting"
    assert not Proposal.objects.filter(product=lamp).exists()
    read(version)
    assert bucket.asked[-1]["subject"]["sku"] == lamp.sku
    assert Proposal.objects.filter(product=lamp).count() == 3


class TestAnswers:
    def test_what_cannot_be_stored_is_left_out(self) -> None:
        assert answers.plain({"a\0": ["b\ud800c", 3, None]}) == {"a": ["bc", 3, None]}

    def test_what_is_too_long_or_empty_is_no_fact(self) -> None:
        told = [found("A", "v" * 301), found("B" * 81, "v"), found(" ", "v"), found("C", " ")]

        assert answers.found([*told, found("Care", "Hand wash")]) == [found("Care", "Hand wash")]

    def test_boxes_and_confidence_stay_within_their_bounds(self) -> None:
        (fact,) = answers.found([found("Care", "Wash", box=[-1, 0.2, 0.5, 7], confidence=140)])

        assert (fact["box"], fact["confidence"]) == ([0.0, 0.2, 0.5, 1.0], 100)

    def test_long_tables_keep_their_beginning_and_what_is_cited(self) -> None:
        rows = [[{"text": str(n), "cell": f"A{n}"}] for n in range(1, 1001)]
        facts = answers.found([found("Care", "Wash", cell="A900")])

        (block,) = answers.blocks([{"kind": "table", "rows": rows}], "Data", facts)

        assert len(block["rows"]) == 301
        assert block["rows"][-1][0]["cell"] == "A900"
        assert block["left_out"] == 699
