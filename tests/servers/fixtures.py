"""What tests can ask of the servers."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test.utils import setup_databases, teardown_databases
from pytest_django import DjangoDbBlocker

from audit import ownership
from config.stack import bootstrap
from tests.servers.plugin import ALL, STAGE
from tests.servers.stage import RunningProduct, Stage

# What tests do as the owner in their own transaction (see `tests.factories.mighty`).
WITH_ALL_RIGHTS = """
CREATE SCHEMA for_tests;
CREATE FUNCTION for_tests.do(statement text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET session_replication_role = replica AS $$ BEGIN EXECUTE statement; END $$;
GRANT USAGE ON SCHEMA for_tests TO PUBLIC;
"""


@pytest.fixture(scope="session")
def servers(pytestconfig: pytest.Config) -> Stage:
    """The servers of this run: ports, environment, and `start(names)`."""
    return pytestconfig.stash[STAGE]


@pytest.fixture(scope="session")
def redis_server(servers: Stage) -> str:
    """Redis; its URL."""
    servers.start(["redis"])
    return servers.environment["REDIS_URL"]


@pytest.fixture(scope="session")
def s3_server(servers: Stage) -> str:
    """The S3 server; its endpoint. Keys and bucket are in the settings."""
    servers.start(["seaweedfs"])
    return servers.environment["S3_ENDPOINT_URL"]


@pytest.fixture(scope="session")
def django_db_setup(
    servers: Stage, django_test_environment: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Make the test database, migrated, whatever the collected tests say of databases.

    Takes the place of pytest-django's, which makes none where no test is marked `django_db`;
    tests of committed rows and of the whole product are not.
    """
    servers.start(["postgres"])
    with django_db_blocker.unblock():
        # What follows runs as the application, as the product does.
        with ownership.as_owner():
            made = setup_databases(
                0, interactive=False, aliases={"default": None}, serialized_aliases=set()
            )
        with open_owner(servers) as owner:
            owner.execute(WITH_ALL_RIGHTS)
    yield
    with django_db_blocker.unblock():
        if servers.owns_database:
            connection.close()  # the whole cluster is thrown away
        else:
            with ownership.as_owner():
                teardown_databases(made, verbosity=0)


def open_owner(servers: Stage) -> "psycopg.Connection[Any]":
    """Return a connection of whoever may do anything to the test database."""
    name = str(connection.settings_dict["NAME"])
    return psycopg.connect(servers.owner_url(name), autocommit=True)


@pytest.fixture(scope="module")
def owner(servers: Stage, django_db_setup: None) -> Iterator["psycopg.Connection[Any]"]:
    """A connection of whoever may do anything to the test database, beside the tests' own."""
    with open_owner(servers) as opened:
        yield opened


@pytest.fixture(scope="session")
def product(servers: Stage, django_db_setup: None) -> Iterator[RunningProduct]:
    """The whole product on the test database: Caddy, web, events, beat and both workers.

    Rows must be committed to be seen by it. It is started once a run.
    """
    servers.start(ALL)
    bootstrap.prepare_pages()
    yield servers.start_product(database=str(connection.settings_dict["NAME"]))
    servers.stop_product()
