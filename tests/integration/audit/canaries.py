"""Secrets that are told apart from everything else, and the places they must not be found in."""

import io
import logging
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from psycopg import sql

from config.logs import logging_config

# Table → why a secret may stand there.
BY_DESIGN = {
    "public.django_session": "it is where sessions are kept; nobody is shown them",
    "public.usersessions_usersession": "which sessions a person has; nobody is shown their keys",
    "public.accounts_idempotencyrecord": "kept by the key that its sender chose, for that sender",
}
READS = "SELECT schemaname, tablename FROM pg_tables WHERE schemaname = ANY(%s) ORDER BY 1, 2"


@dataclass
class Canaries:
    """What is secret here: name → words. Names say what a fault is about."""

    words: dict[str, str] = field(default_factory=dict)

    def new(self, name: str) -> str:
        """Return a new secret; the same one for the same name."""
        return self.words.setdefault(name, f"Kanari{secrets.token_hex(9)}")

    def add(self, name: str, word: str) -> str:
        """Take a secret that the product has made."""
        assert len(word) >= 8, f"{name}: too short to be told from other words"
        self.words[name] = word
        return word

    def heard(self, text: str) -> set[str]:
        """Return the names of the secrets in a text, however it was written there."""
        return {name for name, word in self.words.items() if word in text}


@contextmanager
def listening() -> Iterator[io.StringIO]:
    """Write every line of the log as in service, at its most talkative; yield what is written."""
    told = io.StringIO()
    setting = logging_config(level="DEBUG", form="json")
    line = setting["formatters"]["line"]
    formatter = line.pop("()")(**line)
    handler = logging.StreamHandler(told)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    kept = {name: logging.getLogger(name).level for name in ("", *setting["loggers"])}
    handlers = root.handlers[:]
    root.handlers[:] = [handler]
    root.setLevel(logging.DEBUG)
    for name, said in setting["loggers"].items():
        logging.getLogger(name).setLevel(said["level"])
    try:
        yield told
    finally:
        root.handlers[:] = handlers
        for name, level in kept.items():
            logging.getLogger(name).setLevel(level)


def rows_with(canaries: Canaries, *, schemas: Iterable[str] = ()) -> dict[str, set[str]]:
    """Return table → the secrets that stand in it, readable or as bytes."""
    words = list(canaries.words.values())
    patterns = [f"%{word}%" for one in words for word in (one, one.encode().hex())]
    found: dict[str, set[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_everywhere(["public", *schemas]), [patterns])
        for table, text in cursor.fetchall():
            plain = text + _unhexed(text, words)
            found.setdefault(table, set()).update(canaries.heard(plain))
    return found


def leaks(canaries: Canaries, *, schemas: Iterable[str] = ()) -> dict[str, set[str]]:
    """Return what `rows_with` finds where no reason is given."""
    found = rows_with(canaries, schemas=schemas)
    return {table: names for table, names in found.items() if table not in BY_DESIGN}


def _everywhere(schemas: list[str]) -> sql.Composed:
    """Return the question of every table that there is."""
    with connection.cursor() as cursor:
        cursor.execute(READS, [schemas])
        tables = cursor.fetchall()
    parts: list[Any] = [
        sql.SQL("SELECT {name}, t::text FROM {table} t WHERE t::text LIKE ANY (p.patterns)").format(
            name=f"{schema}.{table}", table=sql.Identifier(schema, table)
        )
        for schema, table in tables
        # A partition's rows are its parent's.
        if not table.startswith("audit_event_")
    ]
    union = sql.SQL(" UNION ALL ").join(parts)
    return sql.SQL(
        "SELECT found.* FROM (SELECT %s::text[] AS patterns) p, LATERAL ({}) found"
    ).format(union)


def _unhexed(text: str, words: list[str]) -> str:
    return " ".join(word for word in words if word.encode().hex() in text)
