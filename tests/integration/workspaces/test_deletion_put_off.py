"""The end of a workspace that cannot come yet is put off, and comes once, however many try."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, transaction
from psycopg import sql as psycopg_sql

from assets import storage
from generation import queue, sql
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
from workspaces import services as workspaces
from workspaces import tenancy
from workspaces.models import OpenWork


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """No hint reaches the workers of the product that other tests of this run have started."""
    monkeypatch.setattr(queue, "_send", lambda *_args, **_options: None)


@pytest.fixture
def shop(two: Any) -> Shop:
    storage.setup_bucket()
    return open_shop()


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
