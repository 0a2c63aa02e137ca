"""Files of events: asked for, read again, and where they lie."""

import csv
import io
import threading
from collections.abc import Callable
from typing import Any

from django.db import connection

from assets import storage
from audit import exports, services
from audit.actions import Action
from audit.models import AuditEvent, TrailExport
from audit.search import Filters
from tests.integration.audit.events import PLACE

BY = services.Actor("user", "lena", "Lena")

PREFIX = "exports/audit/"


def ask(form: str = "csv", **narrowed: Any) -> TrailExport:
    filters = Filters(**{"workspace_id": PLACE, **narrowed})
    return exports.ask(filters, format=form, by=BY, name="acme-activity")


def content(export: TrailExport) -> str:
    export.refresh_from_db()
    return storage.read(export.key).decode()


def table(export: TrailExport) -> list[dict[str, str]]:
    text = content(export)
    assert text[0] == "\ufeff"
    return list(csv.DictReader(io.StringIO(text[1:], newline="")))


def written(**values: Any) -> AuditEvent:
    """Write one row as it stands, whatever the services would make of it."""
    row = {
        "workspace_id": PLACE, "actor_type": "user", "actor_id": "lena", "outcome": "ok",
        "action": Action.ASSET_CHANGED, "target_type": "asset", "target_id": "a1", **values,
    }  # fmt: skip
    return AuditEvent.objects.get(pk=AuditEvent.objects.create(**row).pk)


def objects() -> list[str]:
    return [stored.key for stored in storage.listed(PREFIX)]


def elsewhere(act: Callable[[], Any]) -> None:
    """Do something on a connection of its own, and wait until it is done."""

    def run() -> None:
        try:
            act()
        finally:
            connection.close()

    other = threading.Thread(target=run)
    other.start()
    other.join()
