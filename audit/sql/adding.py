"""Writing events: the one statement every change of the product waits for."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from audit.sql.asking import do

_COLUMNS = (
    "workspace_id", "actor_type", "actor_id", "on_behalf_of", "address", "user_agent", "request_id",
    "session_id", "action", "target_type", "target_id", "target_label", "outcome", "reason",
    "changes", "data", "repeats", "schema_version",
)  # fmt: skip
_INSERT = f"INSERT INTO audit_event ({', '.join(_COLUMNS)}) VALUES "
_ONE = f"({', '.join('%s' for _ in _COLUMNS)})"
SCHEMA_VERSION = 1


def add_events(rows: Sequence[Mapping[str, Any]]) -> None:
    """Write events in one statement. Each is a row's columns, as `audit.services.rows` makes them."""
    if not rows:
        return
    values: list[Any] = []
    for row in rows:
        given = {"repeats": 1, "schema_version": SCHEMA_VERSION, **row}
        given["changes"], given["data"] = json.dumps(row["changes"]), json.dumps(row["data"])
        values.extend(given[name] for name in _COLUMNS)
    do(_INSERT + ", ".join([_ONE] * len(rows)), values)
