"""What is looked at after a request: rows, what an answer says, whether two answers are alike."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from django.db import connection, transaction
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from psycopg import sql

from accounts import sessions
from tests.integration.sweep import canaries
from workspaces import access, tenancy
from workspaces.models import Workspace

# What differs between two answers to the same question.
NOISE = (
    (re.compile(r'(name="csrfmiddlewaretoken" value=")[^"]*'), r"\1"),
    (re.compile(r'(name="csrf-token" content=")[^"]*'), r"\1"),
    (re.compile(r"(X-CSRFToken[^A-Za-z0-9]+)[A-Za-z0-9]{32,64}"), r"\1"),
    (re.compile(r"X-Amz-[A-Za-z]+=[^&\"\\]*"), ""),
    (re.compile(r"/events/[\w.-]+"), "/events/ticket"),
    (re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.\d]*(Z|[+-]\d\d:?\d\d)?"), "moment"),
)
# Of a member's visit, not of the workspace's contents.
LEFT_OUT = {"workspaces_membership": "last_active_at"}


def state_of(workspace: Workspace) -> dict[str, str]:
    """Return table → hash of every row of a workspace's, in its schema and in public."""
    parts = [
        _hash_of(f"{workspace.schema_name}.{table}", sql.Identifier(workspace.schema_name, table))
        for table in _tables(workspace.schema_name)
    ]
    for model, column in canaries.models_about():
        table = model._meta.db_table
        where = sql.SQL(" WHERE {} = {}").format(sql.Identifier(column), workspace.pk)
        parts.append(_hash_of(table, sql.Identifier("public", table), where=where))
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(" UNION ALL ").join(parts))
        return dict(cursor.fetchall())


@lru_cache
def _tables(schema_name: str) -> tuple[str, ...]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY 1", [schema_name]
        )
        return tuple(row[0] for row in cursor.fetchall())


def _hash_of(name: str, table: Any, *, where: Any = sql.SQL("")) -> sql.Composed:  # noqa: B008  a constant
    text: Any = sql.SQL("md5(t::text)")
    if column := LEFT_OUT.get(name):
        text = sql.SQL("md5((to_jsonb(t) - {})::text)").format(column)
    return sql.SQL(
        "SELECT {name}, md5(coalesce(string_agg({text}, '' ORDER BY {text}), '')) FROM {table} t{where}"
    ).format(name=name, text=text, table=table, where=where)


@contextmanager
def undone(*, forget: bool = True) -> Iterator[None]:
    """Take back what is done in the block: rows, and what this process has kept of them.

    forget: False leaves what is kept as it is: in service nobody forgets it for us, either.
    """
    block = transaction.atomic()
    # As a test's own transaction: services that open the one transaction may open it inside.
    block._from_testcase = True
    try:
        with block:
            yield
            transaction.set_rollback(True)
    finally:
        tenancy.leave()
        if forget:
            access.forget_all()
            sessions.forget_all()


def text_of(answer: Any) -> str:
    """Return all that somebody reads of an answer: status line, headers, body."""
    head = f"{answer.status_code} {answer.reason_phrase}\n"
    head += "".join(f"{name}: {value}\n" for name, value in answer.items())
    head += "".join(f"{cookie}\n" for cookie in answer.cookies.values())
    return head + body_of(answer)


def body_of(answer: Any) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return bytes(content).decode(errors="replace")


def shape_of(answer: Any, *, sent: frozenset[str]) -> tuple[int, str, str]:
    """Return what must be the same for what is another's and for what is not there."""
    return (
        answer.status_code,
        plain(answer.headers.get("Location", ""), sent=sent),
        plain(body_of(answer), sent=sent),
    )


def plain(text: str, *, sent: frozenset[str]) -> str:
    """Return a text without what differs from request to request, and without what was sent."""
    for word in sent:
        # What is short stands everywhere.
        text = text.replace(word, "SENT") if len(word) > 8 else text
    text = canaries.UUID.sub("ID", text)
    for noise, instead in NOISE:
        text = noise.sub(instead, text)
    return text


def differing(first: str, second: str) -> str:
    """Return where two texts part, shortened."""
    at = next(
        (i for i, pair in enumerate(zip(first, second, strict=False)) if pair[0] != pair[1]),
        min(len(first), len(second)),
    )
    return f"…{first[max(0, at - 60) : at + 60]!r} / …{second[max(0, at - 60) : at + 60]!r}"


@contextmanager
def reading() -> Iterator[set[str]]:
    """Note the names a page reads from its query and its form."""
    names: set[str] = set()
    kept = {name: getattr(MultiValueDict, name) for name in ("__getitem__", "getlist")}

    def noting(method: Any) -> Any:
        def read(self: Any, key: Any, *args: Any, **options: Any) -> Any:
            if isinstance(self, QueryDict) and isinstance(key, str):
                names.add(key)
            return method(self, key, *args, **options)

        return read

    for name, method in kept.items():
        setattr(MultiValueDict, name, noting(method))
    try:
        yield names
    finally:
        for name, method in kept.items():
            setattr(MultiValueDict, name, method)
