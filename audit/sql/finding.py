"""Finding rows of the trail: a short walk from the newest on, then the index of what rows say.

Two ways, since neither is good at everything. What is frequent is met within the first rows of a
walk by number. What is rare, or lies far back, is not: it is looked up by its keys, of which one
index holds all, so that any of them together cost no more than the rarest.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from audit.filters import MOST_WORDS, Filters
from audit.sql.asking import rows

# So many rows are looked at one by one before the keys are asked.
WALK = 4000
# People of one name: more of them than this are not looked for.
MOST_NAMES = 200
_MOST_NAMED = 1000
_KEYS = (
    "audit_keys(workspace_id, actor_id, on_behalf_of, actor_type, action, outcome, target_type,"
    " target_id, target_label, address, request_id, session_id)"
)
_EQUAL = (
    "actor_type", "target_type", "target_id", "outcome", "address", "request_id", "session_id"
)  # fmt: skip
# What parts words, and the scripts in which every character is one: as `audit_words` has them.
PARTS = r"!-/:-@\[-`{-~"
IDEOGRAPHS = (
    "\u2e80-\u303f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\uff00-\uffef\U00020000-\U00030000"
)
_WORD = re.compile(f"[{IDEOGRAPHS}]+|[^\\s{PARTS}{IDEOGRAPHS}]+")
_IDEOGRAPH = re.compile(f"[{IDEOGRAPHS}]")
# Where a word begins: at the very beginning, after what parts words, after an ideograph.
_BEGINS = f"(^|[\\s{PARTS}{IDEOGRAPHS}])"
_NEWEST = "ORDER BY id DESC LIMIT"
_Values = dict[str, Any]


def find(filters: Filters, *, before: int | None, limit: int) -> list[tuple[int, datetime]]:
    """Return (id, at) of the newest rows older than `before`, the newest first."""
    within, values = _within(filters)
    if before is not None:
        within.append("id < %(before)s")
    values |= {"before": before, "limit": limit, "walk": WALK}
    place = " AND ".join(within) or "true"
    if not filters.narrows:
        found = f"SELECT id, at FROM audit_event WHERE {place} {_NEWEST} %(limit)s"
        return [(key, at) for key, at in rows(found, values)]
    names = _named(filters)
    wanted, more = _wanted(filters, names)
    values |= {**more, "keys": _query(filters, names)}
    by_keys = f"AND {_KEYS} @@ %(keys)s::tsquery" if values["keys"] else ""
    # A wide answer is not to be looked at twice for want of memory.
    needed = (
        "(SELECT set_config('work_mem', '64MB', true)) IS NOT NULL"
        " AND (SELECT count(*) FROM near) < %(limit)s"
    )
    found = (
        "WITH near AS MATERIALIZED (SELECT id, at FROM ("
        f"SELECT * FROM audit_event WHERE {place} {_NEWEST} %(walk)s) AS newest"
        f" WHERE {wanted} {_NEWEST} %(limit)s),"
        " far AS MATERIALIZED (SELECT id, at FROM audit_event"
        f" WHERE {needed} AND {place} AND {wanted} {by_keys})"
        f" SELECT id, at FROM near UNION SELECT id, at FROM far {_NEWEST} %(limit)s"
    )
    return [(key, at) for key, at in rows(found, values)]


def matching(filters: Filters) -> tuple[str, _Values]:
    """Return the condition all rows asked for keep, and its values."""
    within, values = _within(filters)
    wanted, more = _wanted(filters, _named(filters))
    return " AND ".join([*within, wanted]), {**values, **more}


def words_of(text: str) -> list[str]:
    """Return the words of a text: runs of letters, and runs of ideographs."""
    return _WORD.findall(text.lower())[:MOST_WORDS]


def _within(filters: Filters) -> tuple[list[str], _Values]:
    """Return what bounds all of it: a workspace and a span."""
    found = []
    if filters.workspace_id:
        found.append("workspace_id = %(place)s")
    # Rows are read by number: where a span begins and ends among them is asked of the key first.
    if filters.since:
        found += [
            "at >= %(since)s",
            "id >= (SELECT min(id) FROM audit_event WHERE at >= %(since)s)",
        ]
    if filters.until:
        found += ["at < %(until)s", "id <= (SELECT max(id) FROM audit_event WHERE at < %(until)s)"]
    values = {"place": filters.workspace_id, "since": filters.since, "until": filters.until}
    return found, values


def _wanted(filters: Filters, names: list[str]) -> tuple[str, _Values]:
    """Return what narrows it further, asked of the columns."""
    values: _Values = {"names": names}
    found = []
    for name in _EQUAL:
        if value := getattr(filters, name):
            found.append(f"{name} = %({name})s")
            values[name] = value
    if filters.actor_id:
        found.append("(actor_id = %(actor)s OR on_behalf_of = %(actor)s)")
        values["actor"] = filters.actor_id
    if filters.actions:
        found.append("action = ANY(%(actions)s)")
        values["actions"] = list(filters.actions)
    if filters.text:
        said, more = _says("target_label", words_of(filters.text))
        values |= more
        by_name = "actor_id = ANY(%(names)s) OR on_behalf_of = ANY(%(names)s) OR target_id = ANY(%(names)s)"
        found.append(f"({said} OR {by_name})" if names else said)
    return " AND ".join(found) or "true", values


def _says(column: str, words: Sequence[str]) -> tuple[str, _Values]:
    """Return the condition that a column has all these words."""
    found, values = [], {}
    for number, word in enumerate(words):
        values[f"w{number}"] = word if _IDEOGRAPH.match(word) else _BEGINS + word
        is_run = _IDEOGRAPH.match(word)
        found.append(
            f"strpos(lower({column}), %(w{number})s) > 0"
            if is_run
            else f"lower({column}) ~ %(w{number})s"
        )
    return f"({' AND '.join(found)})" if found else "false", values


def _named(filters: Filters) -> list[str]:
    """Return the ids of whom the text names, as far as the workspace's rows name them."""
    words = words_of(filters.text)
    if not words:
        return []
    said, values = _says("label", words)
    ask = "EXISTS (SELECT FROM audit_event WHERE {} = l.actor_id AND workspace_id = %(place)s)"
    here = (
        f"({ask.format('actor_id')} OR {ask.format('target_id')})"
        if filters.workspace_id
        else "true"
    )
    found = rows(
        "SELECT DISTINCT actor_id FROM (SELECT actor_id FROM audit_actorlabel"
        f" WHERE array_to_tsvector(audit_words(label)) @@ %(keys)s::tsquery AND {said}"
        f" ORDER BY changed_at DESC LIMIT {_MOST_NAMED}) AS l WHERE {here} LIMIT {MOST_NAMES}",
        {**values, "keys": _all_of(words), "place": filters.workspace_id},
    )
    return [str(key) for (key,) in found]


def _query(filters: Filters, names: Sequence[str]) -> str:
    """Return the same as a question to the keys; empty where they know nothing of it."""
    parts = [
        _lexeme("t", filters.target_id),
        _lexeme("r", filters.request_id),
        _lexeme("s", filters.session_id),
        _lexeme("a", filters.actor_id),
        _lexeme("i", filters.address),
        " | ".join(_lexeme("x", one) for one in filters.actions),
        _lexeme("k", filters.target_type),
        _lexeme("u", filters.actor_type) if filters.actor_type != "user" else "",
        _lexeme("o", filters.outcome) if filters.outcome != "ok" else "",
    ]
    if filters.text:
        of_names = [_lexeme(kind, one) for one in names for kind in "at"]
        parts.append(
            " | ".join(f"({one})" for one in (_all_of(words_of(filters.text)), *of_names) if one)
        )
    asked = [f"({part})" for part in parts if part]
    if asked and filters.workspace_id:
        asked.append(_lexeme("p", str(filters.workspace_id)))
    return " & ".join(asked)


def _all_of(words: Sequence[str]) -> str:
    keys = (
        _lexeme("w", one) + ("" if _IDEOGRAPH.match(word) else ":*")
        for word in words
        for one in (word if _IDEOGRAPH.match(word) else [word])
    )
    return " & ".join(keys)


def _lexeme(kind: str, value: str) -> str:
    """Return a key as a question's text; empty of what is not asked for."""
    escaped = (kind + value).replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'" if value else ""
