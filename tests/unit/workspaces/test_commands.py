"""Migrating many workspaces: each on its own, and one failure stops no other."""

import re
from contextlib import nullcontext
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from psycopg import errors

from accounts.models import User
from audit import months, ownership
from tests.factories import people
from tests.factories.migrations import Later
from workspaces import schemas, sql, tenancy
from workspaces.models import SchemaScript, SchemaState, Workspace

PAST = "0" * 64


def run(name: str, *arguments: str, **options: Any) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command(name, *arguments, stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def run_and_fail() -> tuple[str, str, str]:
    """Return what a failing run says, to whom: output, errors, and the last word."""
    out, err = StringIO(), StringIO()
    with pytest.raises(CommandError) as caught:
        call_command("migrate_workspaces", stdout=out, stderr=err)
    return out.getvalue(), err.getvalue(), str(caught.value)


def state(place: Workspace) -> tuple[str, str]:
    row = SchemaState.objects.get(workspace=place)
    return row.fingerprint, row.error


def note(place: Workspace, *, fingerprint: str, error: str = "") -> None:
    SchemaState.objects.update_or_create(
        workspace=place, defaults={"fingerprint": fingerprint, "error": error}
    )


def has_table(place: Workspace, table: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [f"{place.schema_name}.{table}"])
        return bool(cursor.fetchone()[0])


def test_the_stock_command_refuses_and_names_ours() -> None:
    with pytest.raises(CommandError, match="migrate_workspaces"):
        run("migrate_schemas")


def test_nothing_is_said_where_nothing_is_due(acme: Workspace, beta: Workspace) -> None:
    assert run("migrate_workspaces") == ("", "")
    assert run("migrate_workspaces", "--plan") == ("", "")


def test_what_is_behind_is_migrated_named_and_noted(
    acme: Workspace, beta: Workspace, later: Later
) -> None:
    total = len(tenancy.all_schemas())

    said, problems = run("migrate_workspaces")

    for place in (acme, beta):
        assert re.search(rf"\[\d+/{total}\] {place.schema_name}: applied {later.name}\n", said)
        assert has_table(place, later.table)
        assert state(place) == (tenancy.fingerprint(), "")
    assert said.endswith(f"{total} migrated, 0 failed, 0 up to date.\n")
    assert problems == ""
    assert tenancy.current() == tenancy.PUBLIC
    # A second run finds nothing left to do.
    later.ran.clear()
    assert run("migrate_workspaces") == ("", "")
    assert later.ran == []


def test_a_quiet_run_says_nothing(acme: Workspace, later: Later) -> None:
    assert run("migrate_workspaces", verbosity=0) == ("", "")
    assert has_table(acme, later.table)


def test_a_plan_changes_nothing(acme: Workspace, later: Later) -> None:
    note(acme, fingerprint=PAST)
    total = len(tenancy.all_schemas())

    said, _problems = run("migrate_workspaces", "--plan")

    assert f"{acme.schema_name}: would apply {later.name}" in said
    assert said.endswith(f"{total} to migrate, 0 failed, 0 up to date.\n")
    assert later.ran == []
    assert not has_table(acme, later.table)
    assert state(acme) == (PAST, "")


def test_one_failure_stops_no_other_and_is_named_and_kept(
    acme: Workspace, beta: Workspace, later: Later
) -> None:
    note(acme, fingerprint=PAST)
    later.breaks[acme.schema_name] = ValueError("a row that does not fit")
    total = len(tenancy.all_schemas())

    said, problems, last = run_and_fail()

    assert f"{acme.schema_name}: ValueError: a row that does not fit" in problems
    assert last == f"1 of {total} workspaces failed: {acme.schema_name}"
    assert f"{total - 1} migrated, 1 failed, 0 up to date." in said
    assert state(acme) == (PAST, "ValueError: a row that does not fit")
    assert state(beta) == (tenancy.fingerprint(), "")
    assert (has_table(acme, later.table), has_table(beta, later.table)) == (False, True)
    assert tenancy.current() == tenancy.PUBLIC


def test_a_second_run_does_only_what_is_left(
    acme: Workspace, beta: Workspace, later: Later
) -> None:
    later.breaks[acme.schema_name] = ValueError("not yet")
    run_and_fail()
    later.breaks.clear()
    later.ran.clear()

    said, _problems = run("migrate_workspaces")

    assert later.ran == [acme.schema_name]
    assert f"[1/1] {acme.schema_name}: applied {later.name}" in said
    assert state(acme) == (tenancy.fingerprint(), "")


def test_an_interrupted_run_is_taken_up_again(
    acme: Workspace, beta: Workspace, later: Later
) -> None:
    later.breaks[beta.schema_name] = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        run("migrate_workspaces")
    assert (has_table(acme, later.table), has_table(beta, later.table)) == (True, False)
    later.breaks.clear()
    later.ran.clear()

    run("migrate_workspaces")

    assert beta.schema_name in later.ran
    assert acme.schema_name not in later.ran


@pytest.mark.parametrize("arguments", [(), ("--plan",)])
def test_a_missing_schema_is_a_failure_with_a_name(
    acme: Workspace, beta: Workspace, arguments: tuple[str, ...]
) -> None:
    tenancy.drop_schema(acme.schema_name)

    with pytest.raises(CommandError, match=f"1 of .*{acme.schema_name}"):
        run("migrate_workspaces", *arguments)

    kept = SchemaState.objects.filter(workspace=acme).exclude(error="").values_list("error")
    assert ["is missing" in error for (error,) in kept] == ([] if arguments else [True])


def test_a_schema_without_its_record_is_a_failure_and_nothing_lands_in_public(
    acme: Workspace, later: Later
) -> None:
    with tenancy.inside(acme.schema_name), connection.cursor() as cursor:
        cursor.execute("DROP TABLE django_migrations")

    _said, problems, _last = run_and_fail()

    assert "holds no record of migrations" in problems
    assert later.table not in connection.introspection.table_names()


def test_a_schema_that_goes_in_the_middle_of_a_run_is_a_failure(
    acme: Workspace, later: Later
) -> None:
    found = next(one for one in schemas.survey() if one.name == acme.schema_name)
    tenancy.drop_schema(acme.schema_name)

    with pytest.raises(schemas.MigrationFailed, match="UnknownSchema"):
        schemas.migrate(found)

    assert later.ran == []


@pytest.mark.slow
def test_what_is_deleted_has_no_schema_and_is_left_alone(alice: User, later: Later) -> None:
    place = people.workspace("Gone", alice)
    tenancy.drop_schema(place.schema_name)
    SchemaState.objects.filter(workspace=place).delete()
    Workspace.objects.filter(pk=place.pk).update(status="deleted", deleted_at=timezone.now())

    said, _problems = run("migrate_workspaces")

    assert place.schema_name not in said
    assert place.schema_name not in tenancy.all_schemas()
    assert not SchemaState.objects.filter(workspace=place).exists()


def test_what_is_current_is_noted_at_one_go(acme: Workspace, beta: Workspace) -> None:
    SchemaState.objects.all().delete()
    note(acme, fingerprint=PAST, error="An old story")

    with CaptureQueriesContext(connection) as queries:
        assert run("migrate_workspaces") == ("", "")

    assert state(acme) == state(beta) == (tenancy.fingerprint(), "")
    assert len([one for one in queries if "INSERT" in one["sql"]]) == 1
    # And what is noted is not written again.
    with CaptureQueriesContext(connection) as queries:
        run("migrate_workspaces")
    assert not [one for one in queries if "INSERT" in one["sql"]]


def test_who_is_behind_is_asked_in_one_query_for_many(
    acme: Workspace, beta: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            schemas.survey()
        return len([one for one in queries if '"django_migrations" WHERE' in one["sql"]])

    assert asked() == 1
    monkeypatch.setattr(sql, "SCHEMAS_AT_ONCE", 1)
    assert asked() == len(tenancy.all_schemas())


def test_a_squashed_migration_counts_as_had_where_its_parts_were(
    acme: Workspace, later: Later, monkeypatch: pytest.MonkeyPatch
) -> None:
    squashed = next(one for one in schemas._wanted() if one.name == "9999_later")
    parts = [("assets", "0001_initial"), ("generation", "0001_initial")]

    assert schemas.pending(acme.schema_name) == (later.name,)
    monkeypatch.setattr(schemas, "_wanted", lambda: iter([squashed]))
    squashed.replaces = parts
    assert schemas.pending(acme.schema_name) == ()


# --- tables in use ------------------------------------------------------------------------------
def in_use(kind: type[Exception] = errors.LockNotAvailable) -> OperationalError:
    error = OperationalError("somebody has it")
    error.__cause__ = kind("somebody has it")
    return error


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long was waited between tries, without waiting."""
    waited: list[float] = []
    monkeypatch.setattr(schemas.time, "sleep", waited.append)
    return waited


@pytest.mark.parametrize(
    "kind", [errors.LockNotAvailable, errors.DeadlockDetected, errors.SerializationFailure]
)
def test_a_table_in_use_is_tried_again_after_growing_pauses(
    acme: Workspace, monkeypatch: Any, pauses: list[float], kind: type[Exception]
) -> None:
    answers: list[Any] = [in_use(kind), in_use(kind), ["assets.9999_later"]]

    def migrate_one(_name: str) -> list[str]:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(tenancy, "migrate_one", migrate_one)
    behind = schemas.Schema(acme.pk, acme.schema_name, ("assets.9999_later",), is_noted=False)

    assert schemas.migrate(behind) == ["assets.9999_later"]
    assert pauses == [0.5, 1.0]


def test_a_table_that_stays_in_use_fails_in_the_end(
    acme: Workspace, later: Later, monkeypatch: Any, pauses: list[float]
) -> None:
    later.breaks[acme.schema_name] = in_use()

    _said, problems, _last = run_and_fail()

    assert later.ran.count(acme.schema_name) == len(schemas.PAUSES) + 1
    assert pauses == list(schemas.PAUSES)
    assert "OperationalError: somebody has it" in problems


@pytest.mark.slow
def test_another_error_of_the_database_is_not_tried_again(
    acme: Workspace, later: Later, pauses: list[float]
) -> None:
    later.breaks[acme.schema_name] = in_use(errors.DiskFull)

    run_and_fail()

    assert pauses == []
    assert later.ran.count(acme.schema_name) == 1


# --- migrate ------------------------------------------------------------------------------------
@pytest.fixture
def one_account(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody else can sign in within a test's transaction: whoever migrates is who works."""
    monkeypatch.setattr(ownership, "as_owner", nullcontext)
    for module, name in ((ownership, "check"), (ownership, "hand_over"), (months, "prepare")):
        monkeypatch.setattr(module, name, lambda **_what: None)


@pytest.mark.usefixtures("one_account")
def test_migrate_brings_shared_schema_script_and_workspaces_up_to_date(
    acme: Workspace, later: Later
) -> None:
    run("migrate", verbosity=0)

    assert SchemaScript.objects.filter(fingerprint=tenancy.fingerprint()).exists()
    assert has_table(acme, later.table)
    assert later.table not in connection.introspection.table_names()


@pytest.mark.usefixtures("one_account")
def test_the_shared_schema_can_be_migrated_alone(acme: Workspace, monkeypatch: Any) -> None:
    monkeypatch.setattr(tenancy, "build_script", None)

    run("migrate", shared_only=True, verbosity=0)

    assert tenancy.current() == tenancy.PUBLIC
