"""Rows that are sealed, and what a proof says of them first."""

from audit import sealing
from audit.models import AuditEvent
from audit.sealing.proving import Finding
from tests.integration.audit.events import write

COLUMNS = [
    str(column.column) for column in AuditEvent._meta.concrete_fields if column.column != "id"
]


def sealed_rows(*batches: int) -> list[int]:
    found = []
    for count in batches:
        found += write(count)
        sealing.seal()
    return found


def first() -> Finding | None:
    return sealing.verify().first
