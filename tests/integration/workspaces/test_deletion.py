"""The end of a workspace on real servers: nothing is left of it, and nothing goes too early."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as configured
from django.db import connection, transaction
from django.db.models.functions import Now
from psycopg import sql as psycopg_sql

from accounts.models import User
from assets import storage
from assets.models import Asset, Product
from billing import services as billing
from billing.models import LedgerEntry, Reservation
from generation import queue, services, sql
from generation.models import Job, JobState
from generation.services import ImageOrder
from tests.factories import files, guests, people
from tests.factories.jobs import access_to
from tests.factories.trail import actions
from tests.integration.generation.conftest import Place, add_photo
from workspaces import access, tenancy
from workspaces import services as workspaces
from workspaces.models import Membership, OpenWork, SchemaState, Workspace
from workspaces.roles import Role
from workspaces.services import BrandValues, Values
from workspaces.services.closing import GOES


@dataclass(frozen=True)
class Shop:
    """A workspace in use: files, a product, an open job, people, invitations, an old address."""

    workspace: Workspace
    owner: User
    member: User
    job: Job
    old_slug: str


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """No hint reaches the workers of the product that other tests of this run have started."""
    monkeypatch.setattr(queue, "_send", lambda *_args, **_options: None)


@pytest.fixture
def shop(two: Any) -> Shop:
    storage.setup_bucket()
    return open_shop()


def open_shop() -> Shop:
    owner, member = people.person("Olga"), people.person("Maria")
    workspace = people.workspace("Shop", owner)
    people.join(member, workspace, Role.EDITOR)
    guests.invite(workspace, owner, "lena@example.com")
    old_slug = workspace.slug
    found = access_to(workspace)
    workspaces.change(found, Values(slug=f"{old_slug}-now"), by=owner)
    workspaces.change_brand(found, BrandValues(tone="Warm"), by=owner)
    with tenancy.inside(workspace.schema_name):
        photo = add_photo(Place(workspace, owner), files.photo())
        Product.objects.create(sku="MUG", name="Mug")
        job = services.submit(found, ImageOrder([photo.pk], ["sky", "kitchen"]), by=owner)
    for area in (storage.QUARANTINE, storage.EXPORTS, storage.SCENES, storage.DERIVED):
        key = storage.new_key(workspace.schema_name, area, "bin")
        storage.put(key, b"bytes", "application/octet-stream")
    workspace.refresh_from_db()
    return Shop(workspace, owner, member, job, old_slug)


def keys_of(place: Workspace) -> set[str]:
    """Return every object of a workspace, wherever it lies."""
    client = storage._client()
    found = set()
    for area in ("", *(f"{area}/" for area in storage.PASSING)):
        pages = client.get_paginator("list_objects_v2").paginate(
            Bucket=configured.S3_BUCKET, Prefix=f"{area}{place.schema_name}/"
        )
        found |= {entry["Key"] for page in pages for entry in page.get("Contents", [])}
    return found


def close(shop: Shop) -> None:
    """Ask for the deletion, and let the grace be over."""
    workspaces.ask_deletion(access_to(shop.workspace), by=shop.owner)
    let_grace_end(shop)


def let_grace_end(shop: Shop) -> None:
    Workspace.objects.filter(pk=shop.workspace.pk).update(
        delete_at=Now() - timedelta(milliseconds=1)
    )


def is_whole(shop: Shop) -> bool:
    """Return whether a workspace that is being deleted is still all there."""
    row = Workspace.objects.get(pk=shop.workspace.pk)
    return (
        row.status == Workspace.Status.DELETING
        and (row.name, row.slug) == (shop.workspace.name, shop.workspace.slug)
        and Membership.objects.filter(workspace=row).count() == 2
        and tenancy.exists(row.schema_name)
    )


def is_gone(shop: Shop) -> bool:
    row = Workspace.objects.get(pk=shop.workspace.pk)
    return row.status == Workspace.Status.DELETED and not tenancy.exists(row.schema_name)


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


@contextmanager
def another_connection() -> Iterator[Any]:
    """Work beside this thread, in a transaction that is still open."""
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            yield cursor
        other.rollback()
    finally:
        other.close()


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


# --- put off, and done later --------------------------------------------------------------------
def test_a_store_that_is_away_puts_it_off(shop: Shop, settings: Any, caplog: Any) -> None:
    close(shop)
    there = settings.S3_ENDPOINT_URL
    settings.S3_ENDPOINT_URL = "http://127.0.0.1:9"
    workspaces.finish_deletions()
    settings.S3_ENDPOINT_URL = there
    assert is_whole(shop)
    assert "could not be deleted yet" in caplog.text

    workspaces.finish_deletions()

    assert is_gone(shop)
    assert keys_of(shop.workspace) == set()


class Killed(BaseException):
    """What ends a worker in the middle of something."""


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_worker_killed_at_the_schema_leaves_it_to_the_next_round(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    close(shop)
    drop = tenancy.drop_schema

    def killed(schema_name: str) -> None:
        if moment == "after":
            drop(schema_name)
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(tenancy, "drop_schema", killed)
        with pytest.raises(Killed):
            workspaces.finish_deletions()
    assert is_whole(shop)

    workspaces.finish_deletions()

    assert is_gone(shop)
    assert actions(shop.workspace).count("workspace.deleted") == 1


def test_tables_in_use_put_it_off(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    close(shop)
    monkeypatch.setattr(tenancy, "LOCK_TIMEOUT", "200ms")
    with another_connection() as cursor:
        tables = psycopg_sql.Identifier(shop.workspace.schema_name, "assets_product")
        cursor.execute(psycopg_sql.SQL("SELECT count(*) FROM {}").format(tables))
        started = time.monotonic()
        workspaces.finish_deletions()
        assert time.monotonic() - started < 10
    assert is_whole(shop)

    workspaces.finish_deletions()

    assert is_gone(shop)


def test_a_worker_that_just_finishes_and_the_end_do_not_wait_for_each_other(shop: Shop) -> None:
    """The worker holds tables and then names the workspace's row; the end holds the row."""
    close(shop)
    OpenWork.objects.filter(workspace=shop.workspace).delete()
    has_tables, may_go_on = threading.Event(), threading.Event()

    def worker() -> None:
        with tenancy.inside(shop.workspace.schema_name), transaction.atomic():
            sql.lock_job(shop.job.pk)
            has_tables.set()
            assert may_go_on.wait(20)
            sql.note_open_work(shop.workspace.pk)

    with ThreadPoolExecutor(2) as pool:
        at_work = pool.submit(in_thread, worker)
        assert has_tables.wait(20)
        ending = pool.submit(in_thread, workspaces.finish_deletions)
        wait_until_somebody_waits_for_a_table()
        may_go_on.set()
        at_work.result(timeout=30)
        ending.result(timeout=30)

    assert is_gone(shop)


def wait_until_somebody_waits_for_a_table() -> None:
    for _ in range(200):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE NOT granted AND mode = 'AccessExclusiveLock'"
            )
            if cursor.fetchone()[0]:
                return
        time.sleep(0.05)
    raise AssertionError("nobody waits")


def test_many_rounds_at_once_end_it_once(shop: Shop) -> None:
    close(shop)

    with ThreadPoolExecutor(4) as pool:
        rounds = [pool.submit(in_thread, workspaces.finish_deletions) for _ in range(4)]
        for one in rounds:
            one.result(timeout=60)

    assert is_gone(shop)
    assert actions(shop.workspace).count("workspace.deleted") == 1
    assert keys_of(shop.workspace) == set()


def in_thread(call: Any) -> Any:
    try:
        return call()
    finally:
        connection.close()
