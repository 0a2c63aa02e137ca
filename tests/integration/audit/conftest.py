"""A trail of one's own: the database's owner does here what rights and triggers refuse."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
import pytest
from botocore.exceptions import ClientError
from django.db import connection
from psycopg.conninfo import make_conninfo

from assets import storage
from audit import bucket, exports, queue
from audit.models import ActorLabel, TrailExport
from audit.services import labels

TABLES = "audit_event, audit_seal, audit_seal_rows, audit_seal_kept, audit_dropped"
MONTHS = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname ~ '^audit_(event|seal_rows)_[0-9]+$'"
Owner = psycopg.Connection[Any]
Tamper = Callable[..., None]


@contextmanager
def without_triggers(owner: Owner) -> Iterator[Owner]:
    """Let no trigger watch, as a superuser can."""
    owner.execute("SET session_replication_role = replica")
    try:
        yield owner
    finally:
        owner.execute("SET session_replication_role = DEFAULT")


def clear(owner: Owner) -> None:
    with without_triggers(owner):
        owner.execute(f"TRUNCATE {TABLES}")
        for (name,) in owner.execute(MONTHS).fetchall():
            owner.execute(f"DROP TABLE {name}")
        owner.execute("DELETE FROM audit_hold")
        owner.execute("DELETE FROM audit_repeat")
        owner.execute("UPDATE audit_clock SET shift = 0")
        owner.execute("ALTER TABLE audit_event ALTER COLUMN xid SET DEFAULT pg_current_xact_id()")


def forget_copies() -> None:
    """Leave no copy of a seal that is gone: a proof of the product's would find it."""
    with suppress(ClientError):  # no bucket yet, so nothing in it
        storage.delete_prefix(bucket.SEALS)


@pytest.fixture(autouse=True)
def _empty_trail(owner: Owner, django_db_blocker: Any) -> Iterator[None]:
    """Begin and end with a trail that holds nothing; what happens in between is committed."""
    with django_db_blocker.unblock():
        clear(owner)
        yield
        # What a broken test left open would lock the tables.
        connection.close()
        clear(owner)
        forget_copies()


@pytest.fixture
def tamper(owner: Owner) -> Tamper:
    """Run a statement as somebody who may do anything to the database."""

    def run(statement: str, *values: Any) -> None:
        with without_triggers(owner):
            done = owner.execute(statement, values or None)
            assert done.rowcount > 0, "nothing was tampered with"

    return run


def address() -> str:
    """Return where the application signs in."""
    said = connection.settings_dict
    names = {
        "host": "HOST",
        "port": "PORT",
        "dbname": "NAME",
        "user": "USER",
        "password": "PASSWORD",
    }
    return make_conninfo(**{name: said[key] for name, key in names.items()})


@pytest.fixture
def reader() -> Iterator[Owner]:
    """Somebody who reads, and whose transaction stays open."""
    with psycopg.connect(address()) as reading:
        yield reading
        reading.rollback()


@pytest.fixture
def told(
    _empty_trail: None, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[list[TrailExport]]:
    """Whom a file was told to; nothing that was asked for is left behind."""
    storage.setup_bucket()
    storage.delete_prefix("exports/audit/")
    storage.drop_begun("exports/audit/")
    TrailExport.objects.all().delete()
    ActorLabel.objects.all().delete()
    labels.forget_all()
    found: list[TrailExport] = []
    settings.AUDIT_EXPORT_HOOKS = ["note"]
    monkeypatch.setattr(exports, "import_string", lambda _path: found.append)
    monkeypatch.setattr(queue, "send_export", lambda _id: None)
    yield found
    TrailExport.objects.all().delete()
    ActorLabel.objects.all().delete()
