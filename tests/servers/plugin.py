"""The pytest plugin: `uv run pytest <anything>` finds its servers running.

It is loaded before Django reads its settings (`-p tests.servers.plugin`), names free ports in the
environment, and before the first test starts what the collected tests need. A server the
environment already names (DATABASE_URL, REDIS_URL, S3_ENDPOINT_URL) is used and not started.
"""

import os
from collections.abc import Iterable

import pytest

from config.stack.bootstrap import compile_catalogues
from tests.servers.stage import Stage

ALL = ("postgres", "redis", "seaweedfs")
# Whoever touches the database may touch the cache, which is Redis.
WITH_DATABASE = ("postgres", "redis")
WHOLE_SUITES = ("integration", "performance", "journeys", "faults")
# Its tests kill servers: what is written has to outlive them.
FAULTS = "faults"
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup"}
SERVER_FIXTURES = {
    "redis_server": ("redis",),
    "s3_server": ("seaweedfs",),
    "product": ALL,
}
STAGE = pytest.StashKey[Stage]()


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Name the servers in the environment; pytest-django reads the settings right after.

    Sentences are compiled before Django reads them: they may have changed since `make`.
    """
    compile_catalogues()
    stage = Stage()
    early_config.stash[STAGE] = stage
    os.environ.update(stage.changed)


def pytest_configure(config: pytest.Config) -> None:
    """Bring in the fixtures after pytest-django's, so that ours take the place of one of those."""
    config.pluginmanager.import_plugin("tests.servers.fixtures")


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> None:
    """Start what the collected tests need, outside any test's time limit."""
    if session.config.option.collectonly:
        return
    stage = session.config.stash[STAGE]
    stage.is_durable = any(_suite(item) == FAULTS for item in session.items)
    stage.start(needed(session.items))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the tests that kill servers come last: they end the product the others share."""
    items.sort(key=lambda item: _suite(item) == FAULTS)


def _suite(item: pytest.Item) -> str:
    return item.path.relative_to(item.config.rootpath).parts[1]


def needed(items: Iterable[pytest.Item]) -> set[str]:
    """Return the servers these tests need."""
    found: set[str] = set()
    for item in items:
        _tests, suite, *room = item.path.relative_to(item.config.rootpath).parts
        fixtures = set(getattr(item, "fixturenames", ()))
        if suite in WHOLE_SUITES and room[:1] != ["stack"]:  # those start stacks of their own
            found.update(ALL)
        if fixtures & DATABASE_FIXTURES or item.get_closest_marker("django_db"):
            found.update(WITH_DATABASE)
        for name in fixtures & SERVER_FIXTURES.keys():
            found.update(SERVER_FIXTURES[name])
    return found


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, exitstatus: int, config: pytest.Config
) -> None:
    """End the servers; after a failure their logs stay, and it is said where."""
    stage = config.stash[STAGE]
    logs = stage.end(keep_logs=exitstatus not in {0, pytest.ExitCode.NO_TESTS_COLLECTED})
    if logs is not None:
        terminalreporter.write_line(f"The servers' logs: {logs}")


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """End the servers where no summary came to it."""
    stage = config.stash.get(STAGE, None)
    if stage is not None and stage.folder.root.exists() and not stage.has_ended:
        stage.end(keep_logs=False)
