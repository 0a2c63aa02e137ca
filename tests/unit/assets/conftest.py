"""What tests of files ask the trail."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from audit.models import AuditEvent
from workspaces.models import Workspace


@pytest.fixture
def page(client_for: Callable[[Any], Client], alice: User) -> Client:
    """A browser in which alice is signed in."""
    return client_for(alice)


@pytest.fixture
def trail(acme: Workspace) -> Callable[[], list[tuple[str, str, dict[str, Any]]]]:
    """Return a function that reads what acme's trail says: action, target, changes."""
    seen = set(AuditEvent.objects.values_list("pk", flat=True))

    def read() -> list[tuple[str, str, dict[str, Any]]]:
        rows = AuditEvent.objects.filter(workspace_id=acme.pk).exclude(pk__in=seen).order_by("pk")
        return [(row.action, row.target_label, row.changes) for row in rows]

    return read


@pytest.fixture
def asked(public: None) -> Callable[[Callable[[], Any]], list[str]]:
    """Return a function that makes a call and returns the questions it put to the database.

    Choosing the schema is none: it is said before the first question after each change.
    """

    def count(call: Callable[[], Any]) -> list[str]:
        with CaptureQueriesContext(connection) as queries:
            call()
        said = [query["sql"] for query in queries]
        return [sql[:200] for sql in said if not sql.startswith("SET search_path")]

    return count
