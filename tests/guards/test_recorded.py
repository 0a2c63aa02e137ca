"""Every operation stands in the tables of `recorded`: with what it writes to the trail, or why nothing."""

import ast
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

import pytest
from django.core.management import get_commands

from tests.guards.recorded import api, machines, pages, people, reads, staff
from tests.guards.recorded.rows import Row
from tests.guards.staff_rows import CLASSES
from tests.guards.test_tasks import ours as tasks
from tests.guards.urlconf import addresses
from tests.integration.sweep.operations import PLACE, everything

ROOT = Path(__file__).resolve().parents[2]
OURS = ("accounts", "assets", "audit", "billing", "config", "generation", "workspaces")
OPERATIONS = api.OPERATIONS | pages.OPERATIONS | reads.OPERATIONS
# Beside the tables: operations are walked, and need no test where the walk succeeds.
NAMED = {
    "addresses": people.ADDRESSES,
    "tasks": machines.TASKS,
    "commands": machines.COMMANDS,
    "looking": staff.LOOKING,
    "desk": staff.DESK,
}


def operations() -> set[str]:
    """Return the API's operations and the workspaces' pages, by each method they take."""
    return {str(operation) for operation in everything()}


def others() -> set[str]:
    """Return the addresses that the sweep reads neither from the document nor as a workspace's."""
    documented = {_bare(operation.address) for operation in everything() if operation.is_api}
    found = set()
    for path, _view in addresses():
        if path.startswith(("staff/", "w/<slug:slug>/", "w/<slug:slug>", "workspaces/<uuid:")):
            continue
        if path.startswith("api/") and _bare(path) in documented:
            continue
        found.add(path)
    return found


def desk() -> set[str]:
    """Return the admin's addresses of no class."""
    of_classes = tuple(f"staff/{name.replace('.', '/')}/" for name in CLASSES)
    found = {
        path for path, _view in addresses()
        if path.startswith("staff/") and not path.startswith(of_classes)
    }  # fmt: skip
    return {path.partition(">")[0] + ">" if "(?P" in path else path for path in found}


def commands() -> set[str]:
    return {name for name, app in get_commands().items() if str(app) in OURS}


def is_whole(there: set[str], table: Mapping[str, Row]) -> None:
    assert there - set(table) == set(), "say what these write to the trail, or why nothing"
    assert set(table) - there == set(), "there is no such thing: take it off the table"


def test_every_operation_of_the_api_and_every_page_of_workspaces_is_in_the_tables() -> None:
    is_whole(operations(), OPERATIONS)


def test_no_operation_is_told_of_twice() -> None:
    tables = [api.OPERATIONS, pages.OPERATIONS, reads.OPERATIONS]
    assert sum(map(len, tables)) == len(OPERATIONS)


def test_every_address_of_accounts_and_of_machines_is_in_the_tables() -> None:
    is_whole(others(), people.ADDRESSES)


def test_every_task_is_in_the_tables() -> None:
    is_whole(set(tasks()), machines.TASKS)


def test_every_command_of_ours_is_in_the_tables() -> None:
    is_whole(commands(), machines.COMMANDS)


def test_every_class_of_the_staffs_pages_is_in_the_tables() -> None:
    is_whole(set(CLASSES), staff.LOOKING)


def test_every_other_page_of_staff_is_in_the_tables() -> None:
    is_whole(desk(), staff.DESK)


def test_what_changes_something_by_a_look_alone_is_told_of_as_such() -> None:
    """A page that is only looked at stands among the reads; what writes has an action or a test."""
    assert all(row.why and not row.writes for row in reads.OPERATIONS.values())
    assert {name for name in reads.OPERATIONS if not name.startswith("GET ")} == set()


@lru_cache
def names_of_tests(path: str) -> frozenset[str]:
    """Return the tests a file holds; none when there is no such file."""
    file = ROOT / path
    if not file.is_file():
        return frozenset()
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def rows() -> Iterator[tuple[str, Row]]:
    yield from OPERATIONS.items()
    for table in NAMED.values():
        yield from table.items()


@pytest.mark.parametrize("row", dict.fromkeys(row for _name, row in rows()), ids=str)
def test_a_row_says_what_is_written_or_why_not_and_its_test_is_there(row: Row) -> None:
    assert bool(row.writes) != bool(row.why), "one or the other"
    assert not row.why or len(row.why) > 10, "say why the trail holds nothing"
    if not row.test:
        return
    path, _, shown = row.test.partition("::")
    assert shown in names_of_tests(path), f"{row.test} is gone: name the test that shows it now"
    source = (ROOT / path).read_text(encoding="utf-8")
    for action in row.writes:
        said = action.value.partition(".")[2]
        assert said in source or action.name in source, f"{row.test} does not look for {action}"


@pytest.mark.parametrize("table", list(NAMED))
def test_what_the_walk_does_not_call_names_a_test(table: str) -> None:
    unproven = [name for name, row in NAMED[table].items() if not row.test]
    assert unproven == [], "name the test that shows it"


def _bare(address: str) -> str:
    """Return an address without the names of its places: the document and the URLconf differ."""
    return PLACE.sub("*", address).strip("/$")
