"""A large file in parts: announced, put part by part, gone on with, joined, or given up."""

import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from django.core.exceptions import ValidationError
from django.db.models.functions import Now

from accounts.models import User
from assets import incoming, services, storage
from assets.models import Upload
from assets.refusals import NotOpen, NotThere
from assets.services import Arriving, sending
from audit.models import AuditEvent
from billing import services as billing
from tests.factories import people
from workspaces import tenancy
from workspaces.models import Workspace

pytestmark = pytest.mark.usefixtures("bucket")
MEGABYTE = 1024**2
# Two whole parts and a bit.
SIZE = 2 * sending.PART_BYTES + 1000
Announce = Callable[..., Upload]
Put = Callable[..., list[httpx.Response]]


@pytest.fixture
def announce(bucket: str, in_acme: Workspace, alice: User) -> Announce:
    def begin(size: int = SIZE, filename: str = "Walk.mp4", **given: Any) -> Upload:
        begun = services.begin_upload(
            Arriving(filename, "video/mp4", size, in_parts=True, **given),
            schema_name=in_acme.schema_name,
            actor=alice,
            origin=bucket,
        )
        return begun.upload

    return begin


@pytest.fixture(autouse=True)
def _clean(bucket: str, in_acme: Workspace) -> Iterator[None]:
    prefix = storage.prefix_of(in_acme.schema_name, storage.QUARANTINE)
    yield
    storage.drop_begun(prefix)
    storage.delete_prefix(prefix)


@pytest.fixture
def put(bucket: str, alice: User) -> Put:
    """Return what asks for the addresses of parts and puts them there."""

    def send(upload: Upload, *numbers: int) -> list[httpx.Response]:
        places = sending.sign_parts(upload.pk, numbers, origin=bucket, actor=alice)
        return [
            httpx.put(place.url, content=bytes([64 + place.number]) * place.size_bytes)
            for place in places
        ]

    return send


def state(upload: Upload) -> str:
    upload.refresh_from_db()
    return upload.state


def in_store(upload: Upload) -> list[str]:
    return [name for key, name in incoming.begun(upload.key, older_than=timedelta(0))]


def test_a_large_file_comes_in_parts_in_any_order_and_is_one_object(
    announce: Announce, put: Put, in_acme: Workspace, sent: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:  # fmt: skip
    upload = announce()
    assert (upload.part_bytes, sending.parts_of(upload)) == (
        8 * MEGABYTE,
        {1: 8 * MEGABYTE, 2: 8 * MEGABYTE, 3: 1000},
    )

    assert [answer.status_code for answer in put(upload, 3, 1)] == [200, 200]
    assert [part.number for part in sending.arrived(upload)] == [1, 3]
    etags = {2: put(upload, 2)[0].headers["ETag"]}
    with django_capture_on_commit_callbacks(execute=True):
        done = services.complete_upload(upload.pk, schema_name=in_acme.schema_name, told=etags)

    assert (done.state, storage.size_of(upload.key)) == ("checking", SIZE)
    assert storage.read(upload.key)[-1001:] == b"B" + b"C" * 1000
    assert sent == [(in_acme.schema_name, upload.pk)]
    assert in_store(upload) == []


def test_completing_twice_answers_how_far_it_is(
    announce: Announce, put: Put, in_acme: Workspace, sent: Any
) -> None:
    upload = announce(1000)
    put(upload, 1)

    states = [
        services.complete_upload(upload.pk, schema_name=in_acme.schema_name).state for _ in "ab"
    ]

    assert states == ["checking", "checking"]


def test_parts_that_were_joined_before_a_process_died_are_found_as_one(
    announce: Announce, put: Put, in_acme: Workspace, sent: Any
) -> None:
    upload = announce(1000)
    put(upload, 1)
    sending.join(upload)

    done = services.complete_upload(upload.pk, schema_name=in_acme.schema_name)

    assert done.state == "checking"


def test_missing_parts_are_named_and_the_upload_stays_open(
    announce: Announce, put: Put, in_acme: Workspace
) -> None:
    upload = announce()
    put(upload, 2)

    with pytest.raises(NotThere, match="2 parts of the file have not arrived") as refusal:
        services.complete_upload(upload.pk, schema_name=in_acme.schema_name)

    assert refusal.value.data == {"parts": [1, 3]}
    assert state(upload) == "open"


def test_parts_another_call_joins_between_two_looks_are_not_missing(
    announce: Announce, put: Put, in_acme: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = announce()
    put(upload, 1, 2, 3)
    arrived = sending.arrived

    def joined_meanwhile(which: Upload) -> list[incoming.Arrived]:
        monkeypatch.setattr(sending, "arrived", arrived)
        sending.join(which)
        return arrived(which)

    monkeypatch.setattr(sending, "arrived", joined_meanwhile)
    sending.join(upload)

    assert storage.size_of(upload.key) == SIZE


def test_parts_that_are_told_otherwise_than_they_are_there_are_not_joined(
    announce: Announce, put: Put, in_acme: Workspace
) -> None:
    upload = announce(1000)
    put(upload, 1)

    with pytest.raises(NotThere) as refusal:
        services.complete_upload(
            upload.pk, schema_name=in_acme.schema_name, told={1: '"0123"', 7: '"x"'}
        )

    assert refusal.value.data == {"parts": [1, 7]}
    assert storage.size_of(upload.key) is None


def test_a_part_that_is_sent_again_is_there_once(
    announce: Announce, put: Put, in_acme: Workspace, sent: Any
) -> None:
    upload = announce(1000)
    put(upload, 1)
    put(upload, 1)

    services.complete_upload(upload.pk, schema_name=in_acme.schema_name)

    assert storage.size_of(upload.key) == 1000


class TestGivenUp:
    def test_its_parts_are_dropped_and_its_room_is_free(
        self, announce: Announce, put: Put, in_acme: Workspace, alice: User, bucket: str
    ) -> None:
        upload = announce()
        places = sending.sign_parts(upload.pk, [1], origin=bucket, actor=alice)
        put(upload, 1)
        before = billing.usage(workspace_id=in_acme.pk, meter="storage_bytes").reserved

        sending.abort_upload(upload.pk, actor=alice)
        sending.abort_upload(upload.pk, actor=alice)

        after = billing.usage(workspace_id=in_acme.pk, meter="storage_bytes").reserved
        assert (state(upload), before - after) == ("aborted", SIZE)
        assert in_store(upload) == []
        assert httpx.put(places[0].url, content=b"A" * places[0].size_bytes).status_code == 404
        events = AuditEvent.objects.filter(action="assets.upload.aborted")
        assert [event.target_label for event in events] == ["Walk.mp4"]

    def test_it_is_neither_completed_nor_given_addresses(
        self, announce: Announce, put: Put, in_acme: Workspace, alice: User
    ) -> None:
        upload = announce()
        sending.abort_upload(upload.pk, actor=alice)

        with pytest.raises(NotThere, match="was given up"):
            services.complete_upload(upload.pk, schema_name=in_acme.schema_name)
        with pytest.raises(NotOpen, match="was given up"):
            put(upload, 1)

    def test_while_its_parts_are_joined_it_leaves_nothing(
        self, announce: Announce, put: Put, in_acme: Workspace, alice: User, monkeypatch: Any
    ) -> None:
        upload = announce(1000)
        put(upload, 1)
        join = sending.join

        def joined_late(*given: Any, **told: Any) -> None:
            sending.abort_upload(upload.pk, actor=alice)
            monkeypatch.setattr(sending, "join", join)
            storage.put(upload.key, b"x" * 1000, "video/mp4")

        monkeypatch.setattr(sending, "join", joined_late)
        with pytest.raises(NotThere, match="was given up"):
            services.complete_upload(upload.pk, schema_name=in_acme.schema_name)

        assert storage.size_of(upload.key) is None

    def test_what_has_arrived_cannot_be(
        self, announce: Announce, put: Put, in_acme: Workspace, alice: User, sent: Any
    ) -> None:
        upload = announce(1000)
        put(upload, 1)
        services.complete_upload(upload.pk, schema_name=in_acme.schema_name)

        with pytest.raises(NotOpen, match="has arrived already"):
            sending.abort_upload(upload.pk, actor=alice)


def test_after_a_day_it_is_over_and_its_parts_are_dropped(
    announce: Announce, put: Put, in_acme: Workspace
) -> None:
    late, early = announce(), announce()
    put(late, 1)
    put(early, 1)
    late.refresh_from_db()
    assert timedelta(hours=23) < late.expires_at - late.created_at <= timedelta(hours=24)
    Upload.objects.filter(pk=late.pk).update(expires_at=Now() - timedelta(seconds=1))

    with pytest.raises(NotOpen, match="time to send this file is over"):
        put(late, 2)
    with tenancy.outside():
        services.sweep()

    assert (state(late), state(early)) == ("expired", "open")
    assert (in_store(late), len(in_store(early))) == ([], 1)


def test_what_the_store_keeps_and_nobody_waits_for_is_dropped(
    announce: Announce, put: Put, in_acme: Workspace
) -> None:
    waited, forgotten = announce(), announce()
    Upload.objects.filter(pk=forgotten.pk).update(state="aborted")

    young = sending.drop_leftovers(in_acme.schema_name, older_than=timedelta(hours=24))
    dropped = sending.drop_leftovers(in_acme.schema_name, older_than=timedelta(0))

    assert (young, dropped) == (0, 1)
    assert (len(in_store(waited)), in_store(forgotten)) == (1, [])


def test_numbers_that_are_none_of_a_part_get_no_address(announce: Announce, put: Put) -> None:
    upload = announce()

    for number in (0, 4):
        with pytest.raises(ValidationError, match="the parts 1 to 3"):
            put(upload, number)


def test_another_member_s_upload_is_none_of_one_s_own(
    announce: Announce, in_acme: Workspace, bucket: str
) -> None:
    upload, other = announce(), people.person("Olga")

    for act in (
        lambda: sending.sign_parts(upload.pk, [1], origin=bucket, actor=other),
        lambda: sending.abort_upload(upload.pk, actor=other),
        lambda: sending.own(upload.pk, actor=other),
    ):
        with pytest.raises(Upload.DoesNotExist):
            act()
    assert list(sending.unfinished(actor=other)) == []


def test_what_one_can_go_on_with_is_listed_newest_first(
    announce: Announce, put: Put, in_acme: Workspace, alice: User, sent: Any
) -> None:
    old, new, over, checking = announce(), announce(), announce(), announce(1000)
    put(checking, 1)
    services.complete_upload(checking.pk, schema_name=in_acme.schema_name)
    Upload.objects.filter(pk=over.pk).update(expires_at=Now() - timedelta(seconds=1))
    Upload.objects.filter(pk=old.pk).update(created_at=Now() - timedelta(hours=1))

    found = sending.unfinished(actor=alice)

    assert [row.pk for row in found] == [checking.pk, new.pk, old.pk]


def test_two_who_ask_first_open_it_in_the_store_once(announce: Announce) -> None:
    upload = announce()
    store_id = upload.store_id
    mine, yours = Upload.objects.get(pk=upload.pk), Upload.objects.get(pk=upload.pk)
    Upload.objects.filter(pk=upload.pk).update(store_id="")
    incoming.drop(upload.key, store_id)
    mine.store_id = yours.store_id = ""

    sending.open_in_store(mine)
    sending.open_in_store(yours)

    assert [mine.store_id] == [yours.store_id] == in_store(upload)


@pytest.mark.parametrize(
    ("size", "part", "count"),
    [(1, 8, 1), (8 * MEGABYTE, 8, 1), (5 * 1024**3, 8, 640), (1024**4, 105, 9987)],
)
def test_no_file_has_more_parts_than_a_store_takes(size: int, part: int, count: int) -> None:
    upload = Upload(id=uuid.uuid4(), size_bytes=size, part_bytes=sending.part_bytes_of(size))

    sizes = sending.parts_of(upload)

    assert (upload.part_bytes, len(sizes)) == (part * MEGABYTE, count)
    assert sum(sizes.values()) == size
