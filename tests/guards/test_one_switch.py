"""One module changes schema, and raw SQL stands in few places: read from the code itself."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPS = ("accounts", "assets", "audit", "billing", "config", "generation", "workspaces")
SWITCH = "workspaces/tenancy.py"
# Who may enter a workspace, and why it is not the gate.
ENTERS: dict[str, str] = {
    "workspaces/access.py": "the gate's own door",
    "workspaces/task.py": "tasks name their workspace",
    "assets/services/orphans.py": "asks workspaces which of the bytes that pass through are theirs",
    "assets/services/sweeping.py": "clears every workspace's abandoned uploads",
    "assets/services/leaving.py": "workspaces' hooks: its logo, and what must not stay behind",
    "generation/closing.py": "workspaces' hook: stops the work of one that is closed",
    "generation/staff_dead.py": "staff try again what was given up, with a record",
    "generation/recovery/__init__.py": "beat's round: enters one workspace after another",
    "generation/checks.py": "the events process asks for many workspaces at once",
    "generation/screens/notices.py": "a person's notices are of all their workspaces: asked first",
    "generation/admin.py": "staff look at one workspace's jobs, with a record",
    "config/demo/seed.py": "the demo's own workspace",
}
# What a connection of ours is called in code.
CONNECTIONS = {"connection", "connections", "django_connection"}
# What is only counted or read of statements, not executed → why.
READS_STATEMENTS = {
    "bench/library_rounds.py": "counts queries; leaves these out",
    "bench/dashboard_rounds.py": "counts queries; leaves these out",
}
# What runs in the database with its owner's rights says where it looks things up.
CARRY_THEIRS = {"audit/migrations/0003_seals.py"}
PATH_SETTING = ("search_path", "set_config(")
SWITCHING = {
    "set_schema", "set_tenant", "set_schema_to_public", "schema_context", "tenant_context",
    "schema_name_context",
}  # fmt: skip
RAW = {"cursor", "raw", "RawSQL", "extra", "execute_wrapper", "execute"}


def modules() -> Iterator[tuple[str, ast.Module]]:
    for name, tree in everything(APPS):
        if "/migrations/" not in name:
            yield name, tree


def everything(folders: tuple[str, ...] = (*APPS, "bench")) -> Iterator[tuple[str, ast.Module]]:
    """Yield every module that may meet a database, migrations and benchmarks as well."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), parsed(path)


@cache
def parsed(path: Path) -> ast.Module:
    """Return a module's tree: every test here reads all of them."""
    return ast.parse(path.read_text(encoding="utf-8"), path.name)


def names_in(tree: ast.Module) -> set[str]:
    """Return every name and attribute a module uses."""
    return {
        node.attr if isinstance(node, ast.Attribute) else node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute | ast.Name)
    }


def texts_in(tree: ast.Module) -> str:
    return "\n".join(
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def calls_of(tree: ast.Module, module: str) -> set[str]:
    """Return which functions of `module` are called by its name."""
    return {
        node.func.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == module
    }


def test_one_module_switches_schema() -> None:
    switching = {name for name, tree in everything() if names_in(tree) & SWITCHING}

    assert switching == {SWITCH}


def test_no_statement_sets_the_search_path_elsewhere() -> None:
    setting = {
        name
        for name, tree in everything()
        if any(word in texts_in(tree).lower() for word in PATH_SETTING)
    }

    assert setting - set(READS_STATEMENTS) - CARRY_THEIRS == {SWITCH}


@pytest.mark.parametrize("name", list(READS_STATEMENTS))
def test_who_only_reads_statements_executes_none(name: str) -> None:
    tree = ast.parse((ROOT / name).read_text(encoding="utf-8"))

    assert any(word in texts_in(tree).lower() for word in PATH_SETTING), "take it off the list"
    assert not names_in(tree) & {"cursor", "execute", "raw"}


def below_django(tree: ast.Module) -> set[str]:
    """Return what a module does below Django's connection, where nobody knows the schema.

    The driver's own connection, the pool, another connection, another thread.
    """
    return {said for node in ast.walk(tree) if (said := _below(node))}


def _below(node: ast.AST) -> str:
    match node:
        case ast.Attribute(attr="connection" | "pool" | "close_pool" | "copy" as name):
            return f"connection.{name}" if _is_connection(node.value) else ""
        case ast.Attribute(attr="connect", value=ast.Name(id="psycopg")):
            return "psycopg.connect"
        case ast.keyword(arg="thread_sensitive"):
            return "thread_sensitive"
        case ast.ImportFrom(module="psycopg_pool"):
            return "psycopg_pool"
        case ast.Import(names=[ast.alias(name="psycopg_pool"), *_]):
            return "psycopg_pool"
        case _:
            return ""


def _is_connection(node: ast.expr) -> bool:
    """Whether this is Django's connection: by its name, or as it is handed to a wrapper."""
    if isinstance(node, ast.Name):
        return node.id in CONNECTIONS
    if isinstance(node, ast.Attribute):
        return node.attr in CONNECTIONS
    if isinstance(node, ast.Subscript):
        key = node.slice
        is_named = isinstance(key, ast.Constant) and key.value == "connection"
        return is_named or (isinstance(node.value, ast.Name) and node.value.id == "connections")
    return False


def test_nobody_goes_below_djangos_connection() -> None:
    below = {name: what for name, tree in everything() if (what := below_django(tree))}

    # One mogrifies the statements of the migrations it rehearses, one fills as the owner.
    assert below == {
        SWITCH: {"connection.connection"},
        "bench/trail_filling.py": {"psycopg.connect"},
    }


@pytest.mark.parametrize(
    "code",
    [
        "connection.connection.execute('SELECT 1')",
        "connections['default'].connection",
        "self.connection.pool.getconn()",
        "connection.close_pool()",
        "connection.copy()",
        "context['connection'].connection",
        "psycopg.connect('dbname=x')",
        "from psycopg_pool import ConnectionPool",
        "sync_to_async(read, thread_sensitive=False)",
    ],
)
def test_what_goes_below_is_seen(code: str) -> None:
    assert below_django(ast.parse(code))


@cache
def entering() -> set[str]:
    return {
        name
        for name, tree in modules()
        if name != SWITCH and calls_of(tree, "tenancy") & {"enter", "inside"}
    }


def test_who_enters_a_workspace_is_on_the_list() -> None:
    assert entering() - set(ENTERS) == set(), "go through the gate, or give the reason"


@pytest.mark.parametrize("name", list(ENTERS))
def test_the_list_is_still_needed(name: str) -> None:
    assert name in entering(), "take it off the list"


def database_names(tree: ast.Module) -> set[str]:
    """Return what a module imports as Django's connections."""
    return {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.db"
        for alias in node.names
        if alias.name in {"connection", "connections"}
    }


def test_raw_sql_stands_in_tenancy_and_in_one_sql_module_an_app() -> None:
    using = {name for name, tree in modules() if database_names(tree)}

    assert {name for name in using if not is_sql(name)} <= {SWITCH}


def is_sql(name: str) -> bool:
    """Whether a module is the `sql` of an app or of a part of it, or lies in there."""
    return name.endswith("/sql.py") or "sql" in name.split("/")[1:-1]


def test_querysets_hold_no_raw_sql_elsewhere() -> None:
    raw = {
        name
        for name, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute | ast.Name)
        and (node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id)
        in {"raw", "RawSQL", "extra"}
    }

    assert {name for name in raw if not is_sql(name)} == set()


def test_nothing_runs_the_orm_off_the_requests_thread() -> None:
    for name, tree in everything():
        assert "sync_to_async" not in names_in(tree), f"{name}: it would run in public"
