"""What tests of files ask the trail."""

from collections.abc import Callable
from typing import Any

import pytest

from audit.models import AuditEvent
from workspaces.models import Workspace


@pytest.fixture
def trail(acme: Workspace) -> Callable[[], list[tuple[str, str, dict[str, Any]]]]:
    """Return a function that reads what acme's trail says: action, target, changes."""
    seen = set(AuditEvent.objects.values_list("pk", flat=True))

    def read() -> list[tuple[str, str, dict[str, Any]]]:
        rows = AuditEvent.objects.filter(workspace_id=acme.pk).exclude(pk__in=seen).order_by("pk")
        return [(row.action, row.target_label, row.changes) for row in rows]

    return read
