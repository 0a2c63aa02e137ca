"""The statements about what people are told and sent. Time is the database's alone."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

_LOCK_STAFF = 0x45425346


@dataclass(frozen=True, slots=True)
class Told:
    """A notice that was just written, and whom it is for. by_mail: None when never chosen."""

    notice_id: UUID
    user_id: UUID
    email: str
    language: str
    time_zone: str
    by_mail: bool | None


@dataclass(frozen=True, slots=True)
class New:
    """A notice that is to be written."""

    kind: str
    data: dict[str, Any]
    workspace_id: UUID | None
    subject: str
    path: str
    once: str


def tell(user_ids: Sequence[UUID], new: New) -> list[Told]:
    """Write a notice for each of these people who may sign in and was not told it before.

    One statement, whatever is to be known of them: it stands in transactions that must be short.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """WITH told AS (
                 INSERT INTO accounts_notification
                   (id, user_id, kind, workspace_id, subject, data, path, once)
                 SELECT gen_random_uuid(), person.id, %(kind)s, %(workspace)s, %(subject)s, %(data)s::jsonb,
                        %(path)s, %(once)s
                 FROM accounts_user AS person
                 WHERE person.id = ANY(%(people)s) AND person.is_active
                 ON CONFLICT DO NOTHING
                 RETURNING id, user_id)
               SELECT told.id, person.id, person.email, person.language, person.time_zone,
                      choice.by_mail
               FROM told JOIN accounts_user AS person ON person.id = told.user_id
               LEFT JOIN accounts_noticechoice AS choice
                 ON choice.user_id = told.user_id AND choice.kind = %(kind)s""",
            {
                "kind": new.kind,
                "workspace": new.workspace_id,
                "subject": new.subject,
                "data": json.dumps(new.data),
                "path": new.path,
                "once": new.once,
                "people": list(user_ids),
            },
        )
        return [Told(*row) for row in cursor.fetchall()]


def lease_mail(*, lease_seconds: int, mail_id: UUID | None = None) -> UUID | None:
    """Take a mail that is due (this one) for as long as it is being sent; None when none is.

    Its due time is the lease: whoever dies at it lets it come due again.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE accounts_mailout
               SET attempts = attempts + 1,
                   due_at = statement_timestamp() + make_interval(secs => %(lease)s)
               WHERE id = (
                 SELECT id FROM accounts_mailout
                 WHERE state = 'waiting' AND due_at <= statement_timestamp()
                   AND (%(id)s::uuid IS NULL OR id = %(id)s::uuid)
                 ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
               RETURNING id""",
            {"lease": lease_seconds, "id": mail_id},
        )
        row = cursor.fetchone()
    return row[0] if row else None


def one_of_staff_at_a_time() -> None:
    """Let only one of those with every right go at a time (to the commit)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK_STAFF])
