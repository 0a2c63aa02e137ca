"""The end of a workspace on real servers: nothing is left of it, and nothing goes too early."""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from accounts.models import User
from assets import storage
from assets.models import Asset, Product
from billing import services as billing
from billing.models import LedgerEntry, Reservation
from generation import queue, services
from generation.models import Job, JobState
from generation.services import ImageOrder
from tests.factories import guests
from tests.factories.jobs import access_to
from tests.factories.trail import actions
from tests.integration.workspaces.shops import (
    Shop,
    another_connection,
    close,
    in_thread,
    is_gone,
    is_whole,
    keys_of,
    open_shop,
)
from workspaces import access, tenancy
from workspaces import services as workspaces
from workspaces.models import Membership, SchemaState, Workspace
from workspaces.services.closing import GOES


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """No hint reaches the workers of the product that other tests of this run have started."""
    monkeypatch.setattr(queue, "_send", lambda *_args, **_options: None)


@pytest.fixture
def shop(two: Any) -> Shop:
    storage.setup_bucket()
    return open_shop()


# --- all of it ----------------------------------------------------------------------------------
def test_nothing_is_left_but_the_ledger_the_trail_and_a_nameless_row(shop: Shop) -> None:
    neighbour = open_shop()
    theirs = keys_of(neighbour.workspace)
    place = shop.workspace
    assert len(keys_of(place)) >= 5
    assert billing.usage(workspace_id=place.pk, meter="images").reserved == 2
    entries = LedgerEntry.objects.filter(workspace=place, meter="images").count()
    close(shop)

    workspaces.sweep()

    assert not tenancy.exists(place.schema_name)
    assert keys_of(place) == set()
    for model in GOES:
        assert not model.objects.filter(workspace_id=place.pk).exists(), model
    row = Workspace.objects.get(pk=place.pk)
    assert (row.status, row.name, row.slug) == ("deleted", "", f"gone-{place.pk.hex}")
    assert row.deleted_at is not None
    # What was held is given back, and that can still be read.
    states = Reservation.objects.filter(workspace=place).values_list("state", flat=True)
    assert set(states) == {Reservation.State.RELEASED, Reservation.State.RETURNED}
    assert billing.usage(workspace_id=place.pk, meter="images").reserved == 0
    assert billing.usage(workspace_id=place.pk, meter="members").used == 0
    jobs = LedgerEntry.objects.filter(workspace=place, meter="images")
    assert jobs.count() == entries + 2
    assert actions(place)[-1] == "workspace.deleted"
    assert {"workspace.created", "invitation.sent", "job.submitted", "job.cancelled"} <= set(
        actions(place)
    )
    # The neighbour has noticed nothing.
    assert keys_of(neighbour.workspace) == theirs
    assert guests.is_in(neighbour.member, neighbour.workspace)
    with tenancy.inside(neighbour.workspace.schema_name):
        assert Job.objects.get().state == JobState.QUEUED


def test_its_addresses_are_free_for_others(shop: Shop) -> None:
    close(shop)
    workspaces.sweep()

    for slug in (shop.workspace.slug, shop.old_slug):
        made = workspaces.create(name="Next", owner=shop.member, slug=slug)
        assert access.find(user_id=shop.member.pk, at=slug).workspace_id == made.pk


def test_nobody_reaches_it_and_its_people_stay(shop: Shop) -> None:
    close(shop)
    workspaces.sweep()

    for at in (shop.workspace.slug, shop.old_slug, shop.workspace.pk):
        with pytest.raises(access.NotFound):
            access.find(user_id=shop.owner.pk, at=at)
    with pytest.raises(access.NotFound):
        workspaces.restore(access_to(shop.workspace), by=shop.owner)
    assert workspaces.of_person(shop.owner.pk) == []
    assert User.objects.filter(pk__in=[shop.owner.pk, shop.member.pk]).count() == 2


def test_a_second_round_does_nothing(shop: Shop) -> None:
    close(shop)
    workspaces.sweep()
    told = actions(shop.workspace)

    workspaces.sweep()

    assert actions(shop.workspace) == told


def test_what_looks_after_all_workspaces_goes_on_without_it(shop: Shop) -> None:
    close(shop)
    workspaces.sweep()

    assert shop.workspace.schema_name not in tenancy.all_schemas()
    assert not SchemaState.objects.filter(pk=shop.workspace.pk).exists()


# --- not too early ------------------------------------------------------------------------------
def contents(shop: Shop) -> dict[str, Any]:
    """Return what somebody would miss."""
    place = shop.workspace
    with tenancy.inside(place.schema_name):
        inside = {
            "assets": list(Asset.objects.order_by("pk").values()),
            "products": list(Product.objects.order_by("pk").values()),
        }
    return {
        **inside,
        "keys": keys_of(place),
        "members": list(Membership.objects.filter(workspace=place).order_by("pk").values()),
        "invitations": list(place.invitations.order_by("pk").values()),
        "old addresses": list(place.old_slugs.values()),
        "brand": workspaces.brand_of(place.pk).tone,
        "row": Workspace.objects.values("name", "slug", "schema_name", "status").get(pk=place.pk),
    }


def test_within_the_grace_everything_comes_back_as_it_was(shop: Shop) -> None:
    before = contents(shop)
    workspaces.ask_deletion(access_to(shop.workspace), by=shop.owner)
    workspaces.sweep()

    workspaces.restore(access_to(shop.workspace), by=shop.owner)
    workspaces.sweep()

    assert contents(shop) == before
    with tenancy.inside(shop.workspace.schema_name):
        assert Job.objects.get().state == JobState.CANCELLED
        photo = Asset.objects.first()
        assert photo is not None
        order = ImageOrder([photo.pk], ["sky"])
        again = services.submit(access_to(shop.workspace), order, by=shop.owner)
        assert again.state == JobState.QUEUED
        services.cancel(access_to(shop.workspace), again.pk, by=shop.owner)


def test_an_owner_who_keeps_it_in_the_last_moment_loses_nothing(shop: Shop) -> None:
    close(shop)
    before = keys_of(shop.workspace)
    with another_connection() as cursor:
        cursor.execute(
            "UPDATE workspaces_workspace SET status = 'active', delete_at = NULL WHERE id = %s",
            [shop.workspace.pk],
        )
        with ThreadPoolExecutor(1) as pool:
            round_ = pool.submit(in_thread, workspaces.finish_deletions)
            time.sleep(0.5)
            assert not round_.done()
            cursor.connection.commit()
            round_.result(timeout=30)

    assert Workspace.objects.get(pk=shop.workspace.pk).status == "active"
    assert keys_of(shop.workspace) == before


def test_when_the_grace_is_over_nobody_keeps_it(shop: Shop) -> None:
    close(shop)

    with pytest.raises(workspaces.NotInThisState):
        workspaces.restore(access_to(shop.workspace), by=shop.owner)

    assert is_whole(shop)
    workspaces.sweep()
    assert is_gone(shop)
