"""What storage counts is what the files take, whatever happened before it was counted."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django.db.models.functions import Now

from accounts.models import User
from assets import services, tasks
from assets.models import Asset, AssetVersion, Upload
from billing import services as billing
from billing import sql
from billing.models import LedgerEntry
from billing.quotas import QuotaExceeded
from tests.factories import plans, stock
from workspaces.models import Workspace

AT_ONCE = timedelta(0)


@pytest.fixture
def place(in_acme: Workspace) -> Workspace:
    plans.limit(in_acme.pk, "storage_bytes", 1000)
    return in_acme


def file(size: int, *, days_old: int = 2) -> Asset:
    """Keep a file that nobody has counted."""
    asset = stock.asset(name="Front")
    AssetVersion.objects.filter(asset=asset).update(
        size_bytes=size, created_at=Now() - timedelta(days=days_old)
    )
    return asset


def count(place: Workspace, asset: Asset, size: int) -> None:
    assert billing.count_storage(place.pk, key=str(asset.pk), size=size)


def room(place: Workspace) -> tuple[int, int]:
    usage = billing.usage(workspace_id=place.pk, meter="storage_bytes")
    return usage.used, usage.remaining


def differences(place: Workspace) -> list[sql.Difference]:
    return [one for one in sql.differences() if one.workspace_id == place.pk]


def test_files_from_before_storage_was_counted_are_counted_once(place: Workspace) -> None:
    file(300)
    count(place, file(200), 200)

    assert services.recount() == (1, 0)
    assert services.recount() == (0, 0)

    assert room(place) == (500, 500)
    assert differences(place) == []


def test_files_above_the_limit_may_stay_and_no_more_comes(place: Workspace) -> None:
    count(place, file(900), 900)
    big, small = file(700), file(300)

    services.recount()

    assert room(place) == (1900, 0)
    assert differences(place) == []
    with pytest.raises(QuotaExceeded), transaction.atomic():
        billing.hold_storage(place.pk, key="one more", size=1)
    billing.free_storage(place.pk, keys=[str(big.pk), str(small.pk)])
    assert room(place) == (900, 100)
    assert differences(place) == []


def test_the_ledger_says_what_was_counted_and_keeps_its_balance(place: Workspace) -> None:
    file(1500)

    services.recount()

    rows = LedgerEntry.objects.filter(workspace_id=place.pk, meter="storage_bytes")
    deltas = [(row.kind, row.units_delta) for row in rows.order_by("pk")][-4:]
    assert deltas == [("adjust", 500), ("reserve", -1500), ("commit", 0), ("adjust", -500)]


def test_room_of_files_that_are_gone_is_freed(place: Workspace) -> None:
    count(place, file(200), 200)
    billing.count_storage(place.pk, key=str(uuid4()), size=300)

    assert services.recount() == (0, 1)

    assert room(place) == (200, 800)
    assert differences(place) == []


def test_an_upload_keeps_its_room_on_its_way_and_as_a_file(place: Workspace, alice: User) -> None:
    kept, came, coming = file(200), uuid4(), uuid4()
    AssetVersion.objects.filter(asset=kept).update(charged_as=str(came))
    uploads = {came: (Upload.State.READY, kept), coming: (Upload.State.OPEN, None)}
    for pk, (state, asset) in uploads.items():
        Upload.objects.create(
            id=pk, key=f"q/{pk}", filename="a.jpg", content_type="image/jpeg", size_bytes=200,
            state=state, asset=asset, created_by=alice, expires_at=Now() + timedelta(hours=1),
        )  # fmt: skip
        with transaction.atomic():
            billing.hold_storage(place.pk, key=str(pk), size=200)
            if asset:
                billing.settle_storage(place.pk, key=str(pk))

    assert services.recount(older_than=AT_ONCE) == (0, 0)

    assert room(place) == (200, 600)


def test_a_file_that_has_just_come_is_left_to_who_counts_it(place: Workspace) -> None:
    file(300, days_old=0)

    assert services.recount() == (0, 0)
    assert room(place)[0] == 0


def test_what_is_binned_still_takes_its_room(place: Workspace) -> None:
    asset = file(300)
    Asset.objects.filter(pk=asset.pk).update(deleted_at=Now())

    assert services.recount() == (1, 0)


def test_a_workspace_on_its_way_out_is_left_alone(place: Workspace) -> None:
    file(300)
    Workspace.objects.filter(pk=place.pk).update(
        status=Workspace.Status.DELETING, delete_at=Now() + timedelta(days=14)
    )

    assert services.recount() == (0, 0)


def test_the_nights_task_counts(place: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "remove_orphans", lambda schema_name: 0)
    file(300)

    tasks.remove_orphans.run(place.schema_name)

    assert room(place)[0] == 300


def test_every_version_is_counted_under_its_own_key(place: Workspace) -> None:
    asset = file(300)
    before = asset.file
    AssetVersion.objects.create(
        asset=asset, number=2, key="another", sha256="b" * 64, content_type="image/jpeg",
        size_bytes=200, width_px=10, height_px=10, charged_as="an upload",
        created_at=Now() - timedelta(days=2),
    )  # fmt: skip

    assert services.recount() == (2, 0)

    assert room(place) == (500, 500)
    assert before.charged_as == str(asset.pk)
    assert services.recount() == (0, 0)
