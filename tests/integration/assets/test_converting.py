"""Conversions from asking to the object in the bucket, once, and gone when nobody uses them."""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError
from django.db.models.functions import Now
from PIL import Image

from accounts.models import User
from assets import child, queue, services, storage
from assets.conversions import WEB
from assets.decoding.convert import Wanted
from assets.models import Asset, Derivative
from assets.services import converting, work
from audit.models import AuditEvent
from billing.models import Reservation
from tests.factories import files
from tests.factories.photographs import camera_photo
from workspaces.models import Workspace

pytestmark = pytest.mark.usefixtures("bucket")
Ask = Callable[..., Derivative]
WANTED = Wanted("webp", 80, 320)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """What would have been sent to a worker."""
    messages: list[tuple[object, ...]] = []
    monkeypatch.setattr(queue, "do", lambda *given: messages.append(given))
    return messages


@pytest.fixture
def photo(place: Workspace, sent: list[object]) -> Asset:
    return files.asset(place, name="Mug front", content=camera_photo(3, size=(800, 600)))


@pytest.fixture
def ask(
    photo: Asset, place: Workspace, alice: User, django_capture_on_commit_callbacks: Any
) -> Ask:
    """Return a function by which alice asks for a conversion of the photo."""

    def asked(wanted: Wanted = WANTED) -> Derivative:
        with django_capture_on_commit_callbacks(execute=True):
            made, _is_there = services.convert(
                photo.pk, wanted, actor=alice, schema_name=place.schema_name
            )
        return made

    return asked


def made_of(place: Workspace, derivative: Derivative) -> Derivative:
    services.run_conversion(derivative.pk, schema_name=place.schema_name)
    derivative.refresh_from_db()
    return derivative


def objects(place: Workspace) -> list[str]:
    prefix = storage.prefix_of(place.schema_name, storage.DERIVED)
    return [stored.key for stored in storage.listed(prefix)]


def test_it_is_made_by_a_worker_stored_and_recorded(
    ask: Ask, photo: Asset, place: Workspace, alice: User, sent: list[object]
) -> None:
    asked = ask()
    assert (asked.state, sent) == ("waiting", [("assets.convert", place.schema_name, asked.pk)])

    made = made_of(place, asked)

    assert (made.state, made.content_type) == ("ready", "image/webp")
    assert (made.width_px, made.height_px) == (320, 240)
    content = storage.read(made.key)
    assert len(content) == made.size_bytes
    with Image.open(io.BytesIO(content)) as found:
        assert (found.format, found.size) == ("WEBP", (320, 240))
    told = AuditEvent.objects.filter(target_id=str(photo.pk)).latest("pk")
    assert (told.action, told.actor_type) == ("assets.asset.converted", "system")
    assert told.target_label == "Mug front"


def test_the_same_is_made_once(
    ask: Ask, photo: Asset, place: Workspace, alice: User, sent: list[object]
) -> None:
    first = made_of(place, ask())

    again, is_there = services.convert(photo.pk, WANTED, actor=alice, schema_name=place.schema_name)
    services.run_conversion(first.pk, schema_name=place.schema_name)

    assert (again.pk, is_there) == (first.pk, True)
    assert len(sent) == 1
    assert objects(place) == [first.key]


def test_nothing_is_charged(ask: Ask, photo: Asset, place: Workspace, alice: User) -> None:
    before = Reservation.objects.count()

    made_of(place, ask())

    assert Reservation.objects.count() == before


def test_what_cannot_be_is_said_and_may_be_asked_for_again(
    ask: Ask, photo: Asset, place: Workspace, alice: User, sent: list[object]
) -> None:
    failed = made_of(place, ask(Wanted("png", 80, 0, 1_000)))

    assert (failed.state, failed.problem) == ("failed", "conversion-not-so-small")
    assert objects(place) == []
    again = ask(Wanted("png", 80, 0, 1_000))
    assert (again.pk, again.state, len(sent)) == (failed.pk, "waiting", 2)


@pytest.mark.parametrize(
    ("reason", "code"), [("memory", "conversion-too-heavy"), ("crash", "conversion-failed")]
)
def test_a_child_that_fails_is_a_failure(
    ask: Ask,
    reason: str,
    code: str,
    photo: Asset,
    place: Workspace,
    alice: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_given: object, **_options: object) -> None:
        raise child.ChildFailed(reason)

    monkeypatch.setattr(child, "run", fail)

    assert made_of(place, ask()).problem == code


def test_a_missing_file_is_a_failure(ask: Ask, photo: Asset, place: Workspace, alice: User) -> None:
    storage.delete_many([photo.file.key])

    assert made_of(place, ask()).problem == "conversion-without-source"


def test_a_store_that_is_away_leaves_it_to_the_sweeper(
    ask: Ask, photo: Asset, place: Workspace, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_given: object) -> str:
        raise EndpointConnectionError(endpoint_url="x")

    monkeypatch.setattr(storage, "fetch", away)

    made = made_of(place, ask())
    assert (made.state, made.attempts) == ("waiting", 0)


def test_a_worker_that_was_overtaken_takes_its_object_back(
    ask: Ask, photo: Asset, place: Workspace, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ask()
    put = storage.put

    def lose(*given: object) -> None:
        put(*given)  # type: ignore[arg-type]
        Derivative.objects.filter(pk=asked.pk).update(claims=7)

    monkeypatch.setattr(storage, "put", lose)

    made_of(place, asked)

    assert (asked.state, objects(place)) == ("running", [])


def test_one_that_takes_long_gives_signs_of_life(
    ask: Ask, photo: Asset, place: Workspace, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    signs: list[object] = []
    monkeypatch.setattr(converting, "ALIVE_SECONDS", 0.0)
    monkeypatch.setattr(work, "alive", lambda one, **_written: signs.append(one.pk))
    asked = ask(Wanted("webp", 80, 0, 9_000))

    made_of(place, asked)

    assert signs
    assert set(signs) == {asked.pk}


def test_what_nobody_used_for_thirty_days_goes_with_its_object(
    ask: Ask, photo: Asset, place: Workspace, alice: User
) -> None:
    old = made_of(place, ask())
    used = made_of(place, ask(Wanted("jpeg", 80)))
    Derivative.objects.update(since=Now() - timedelta(days=31))
    services.download_conversion(photo.pk, used.pk, origin="http://x", actor=alice)

    assert services.remove_unused_conversions() == 1

    assert [row.pk for row in Derivative.objects.all()] == [used.pk]
    assert objects(place) == [used.key]
    assert old.key != used.key


def test_what_is_being_made_is_not_removed(
    ask: Ask, photo: Asset, place: Workspace, alice: User
) -> None:
    ask()
    Derivative.objects.update(since=Now() - timedelta(days=31))

    assert services.remove_unused_conversions() == 0


def test_it_goes_with_the_file_it_was_made_of(
    ask: Ask, photo: Asset, place: Workspace, alice: User
) -> None:
    made_of(place, ask())
    Asset.objects.filter(pk=photo.pk).update(deleted_at=Now() - timedelta(days=31))

    services.purge_bin()

    assert not Derivative.objects.exists()
    assert objects(place) == []


def test_the_size_for_the_web_is_made_of_large_pictures_only(
    place: Workspace, sent: list[object]
) -> None:
    large = files.asset(place, content=camera_photo(4, size=(2000, 1500)))
    small = files.asset(place, content=camera_photo(4, size=(800, 600)))
    for asset, width in ((large, 2000), (small, 800)):
        asset.file.width_px = width
        asset.file.height_px = 600
        services.begin_web(asset.file)

    made = made_of(place, Derivative.objects.get())

    assert (made.version_id, max(made.width_px, made.height_px)) == (large.current_id, WEB.max_px)
    assert "derived" in str(services.web_url(large.file, origin="http://x"))
    assert services.web_url(small.file, origin="http://x") is None
    assert not AuditEvent.objects.filter(
        action="assets.asset.converted", target_id=str(large.pk)
    ).exists()


def test_the_one_used_longest_ago_goes_when_there_are_many(
    ask: Ask, place: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(converting, "MOST_KEPT", 2)
    made = [ask(Wanted("webp", quality, 320)) for quality in (50, 60, 70)]

    for one in made:
        services.run_conversion(one.pk, schema_name=place.schema_name)

    left = Derivative.objects.order_by("pk")
    assert {one.pk for one in left} == {made[1].pk, made[2].pk}
    derived = storage.prefix_of(place.schema_name, storage.DERIVED)
    assert {stored.key for stored in storage.listed(derived)} == {one.key for one in left}
