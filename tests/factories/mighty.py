"""What the application may not do and tests have to: as the owner, in the test's own transaction."""

from datetime import datetime
from typing import Any

import psycopg
from django.db import connection

from audit.models import AuditEvent


def do(statement: str, *values: Any) -> None:
    """Run a statement with every right; no trigger watches."""
    with connection.cursor() as cursor:
        text = psycopg.ClientCursor(cursor.cursor.connection).mogrify(statement, values or None)
        cursor.execute("SELECT for_tests.do(%s)", [text])


def event(*, at: datetime, **values: Any) -> AuditEvent:
    """Write a row of the trail as it would have been written then."""
    made = AuditEvent.objects.create(**values)
    do("UPDATE audit_event SET at = %s WHERE id = %s", at, made.pk)
    made.at = at
    return made
