"""Migrating beside people who work, beside another run, and through a lost connection."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections

from accounts.models import User
from assets.models import Product
from tests.factories import migrations, people
from tests.factories.migrations import Later
from tests.integration.workspaces.conftest import Two, assert_public, kill_connection
from workspaces import schemas, tenancy
from workspaces.models import SchemaState, Workspace

pytestmark = pytest.mark.usefixtures("nothing_left")


@pytest.fixture
def behind(
    two: Two, settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> tuple[Later, list[Workspace]]:
    """Three new workspaces, then one more migration: the only ones the runs here get to see."""
    owner: User = two.owner
    places = [people.workspace(f"Late {number}", owner) for number in range(3)]
    later = migrations.bring(settings, monkeypatch, tmp_path)
    mine = {place.schema_name for place in places}
    survey = schemas.survey
    monkeypatch.setattr(schemas, "survey", lambda: [one for one in survey() if one.name in mine])
    monkeypatch.setattr(tenancy, "LOCK_TIMEOUT", "200ms")
    monkeypatch.setattr(schemas, "PAUSES", (0.05, 0.05))
    return later, places


def run() -> tuple[str, str, str]:
    """Return what a run says: output, errors, and the last word where it fails."""
    out, err = StringIO(), StringIO()
    try:
        call_command("migrate_workspaces", stdout=out, stderr=err)
    except CommandError as error:
        return out.getvalue(), err.getvalue(), str(error)
    return out.getvalue(), err.getvalue(), ""


def lacking() -> dict[str, tuple[str, ...] | None]:
    return {one.name: one.lacks for one in schemas.survey()}


def error_of(place: Workspace) -> str:
    return SchemaState.objects.get(workspace=place).error


@pytest.fixture
def somebody(behind: tuple[Later, list[Workspace]]) -> Iterator[Any]:
    """Somebody who works in the first of them and has its tables."""
    other = connection.copy()
    other.set_autocommit(False)
    with other.cursor() as cursor:
        table = f"{behind[1][0].schema_name}.django_migrations"
        cursor.execute(f"LOCK TABLE {table} IN EXCLUSIVE MODE")  # it can still be read
    yield other
    other.close()


def test_a_table_in_use_is_waited_for_until_it_is_free(
    behind: tuple[Later, list[Workspace]], somebody: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    later, places = behind
    pauses: list[float] = []

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        somebody.rollback()

    monkeypatch.setattr(schemas.time, "sleep", pause)

    said, problems, last = run()

    assert (problems, last) == ("", "")
    assert said.count(later.name) == 3
    assert pauses == [0.05], "the second try passed"
    assert error_of(places[0]) == ""


def test_a_table_that_stays_in_use_stops_no_other(
    behind: tuple[Later, list[Workspace]], somebody: Any
) -> None:
    later, places = behind

    said, problems, last = run()

    assert "lock timeout" in problems
    assert last == f"1 of 3 workspaces failed: {places[0].schema_name}"
    assert "2 migrated, 1 failed, 0 up to date." in said
    assert "lock timeout" in error_of(places[0])
    assert_public()
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("0",), "the limit ends with the migration"
    # When they are done, the next run does what is left.
    somebody.rollback()
    assert run()[0].count(later.name) == 1
    assert set(lacking().values()) == {()}


def test_two_runs_at_once_do_each_schema_once(behind: tuple[Later, list[Workspace]]) -> None:
    later, places = behind
    for place in places:
        # Longer than a table would be waited for: the second run waits for the first one's end.
        later.breaks[place.schema_name] = lambda: time.sleep(0.4)

    def in_a_thread() -> tuple[str, str, str]:
        try:
            return run()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=2) as pool:
        answers = [future.result() for future in [pool.submit(in_a_thread) for _run in range(2)]]

    assert [answer[1:] for answer in answers] == [("", "")] * 2
    assert sorted(later.ran) == sorted(place.schema_name for place in places)
    assert set(lacking().values()) == {()}


def test_a_lost_connection_fails_one_schema_and_the_others_go_on(
    behind: tuple[Later, list[Workspace]],
) -> None:
    later, places = behind
    later.breaks[places[1].schema_name] = kill_connection

    said, problems, last = run()

    assert last == f"1 of 3 workspaces failed: {places[1].schema_name}"
    assert "2 migrated, 1 failed" in said
    assert error_of(places[1]) in problems
    assert_public()
    assert lacking()[places[1].schema_name] == (later.name,), "nothing of it is left"
    later.breaks.clear()
    assert run()[0].count(later.name) == 1


def test_people_work_on_in_a_workspace_that_waits_for_its_turn(
    behind: tuple[Later, list[Workspace]],
) -> None:
    """Each has a transaction of its own: what one migration holds is nobody else's."""
    later, places = behind
    done: list[str] = []

    def work_elsewhere() -> None:
        def work() -> None:
            try:
                with tenancy.inside(places[2].schema_name):
                    done.append(Product.objects.create(sku="New", name="New").name)
            finally:
                connections.close_all()

        with ThreadPoolExecutor(max_workers=1) as pool:
            pool.submit(work).result(timeout=5)

    later.breaks[places[0].schema_name] = work_elsewhere

    assert run()[2] == ""
    assert done == ["New"]
