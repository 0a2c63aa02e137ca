"""What filters ask for, as conditions on columns and as a question to the keys of rows."""

import re
from collections.abc import Sequence
from typing import Any

from audit.filters import MOST_WORDS, Filters
from audit.sql.asking import rows

# People of one name: more of them than this are not looked for.
MOST_NAMES = 50
_MOST_NAMED, _MOST_ACTORS = 200, 2000
KEYS = (
    "audit_keys(workspace_id, actor_id, on_behalf_of, actor_type, action, outcome, target_type,"
    " target_id, target_label, address, request_id, session_id)"
)
_EQUAL = (
    "actor_type", "target_type", "target_id", "outcome", "address", "request_id", "session_id"
)  # fmt: skip
# What parts words, and the scripts whose words nothing parts: as `audit_words` has them.
_PARTS = "\u3000!-/:-@\\[-`{-~"
_IDEOGRAPHS = (
    "\u2e80-\u2fff\u3001-\u303f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\uff00-\uffef\U00020000-\U00030000"
)
_WORD = re.compile(f"[{_IDEOGRAPHS}]+|[^\\s{_PARTS}{_IDEOGRAPHS}]+")
_IDEOGRAPH = re.compile(f"[{_IDEOGRAPHS}]")
# Where a word begins: at the very beginning, after what parts words, after an ideograph.
_BEGINS = f"(^|[\\s{_PARTS}{_IDEOGRAPHS}])"
Values = dict[str, Any]


def words_of(text: str) -> list[str]:
    """Return the words of a text: runs of letters, and runs of ideographs."""
    return _WORD.findall(text.lower())[:MOST_WORDS]


def within(filters: Filters) -> tuple[list[str], Values]:
    """Return what bounds all of it: a workspace and a span."""
    found = ["true"]
    if filters.workspace_id:
        found.append("workspace_id = %(place)s")
    if filters.since:
        found.append("at >= %(since)s")
    if filters.until:
        found.append("at < %(until)s")
    return found, {
        "place": filters.workspace_id,
        "since": filters.since,
        "until": filters.until,
    }


def numbers_of(filters: Filters) -> list[str]:
    """Return where a span begins and ends among the rows, which are read by number."""
    found = []
    if filters.since:
        found.append("id >= (SELECT min(id) FROM audit_event WHERE at >= %(since)s)")
    if filters.until:
        found.append("id <= (SELECT max(id) FROM audit_event WHERE at < %(until)s)")
    return found


def wanted(filters: Filters, names: Sequence[str]) -> tuple[str, Values]:
    """Return what narrows it further, asked of the columns. names: whom the text names."""
    values: Values = {"names": list(names)}
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
        by_name = " OR ".join(
            f"{column} = ANY(%(names)s)" for column in ("actor_id", "on_behalf_of", "target_id")
        )
        found.append(f"({said} OR {by_name})" if names else said)
    return " AND ".join(found) or "true", values


def question(filters: Filters, names: Sequence[str]) -> str:
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
        said = (_all_of(words_of(filters.text)), *of_names)
        parts.append(" | ".join(f"({one})" for one in said if one))
    asked = [f"({part})" for part in parts if part]
    if asked and filters.workspace_id:
        asked.append(_lexeme("p", str(filters.workspace_id)))
    return " & ".join(asked)


def named(filters: Filters) -> list[str]:
    """Return the ids of whom the text names, as far as they are in the workspace's rows."""
    words = words_of(filters.text)
    if not words:
        return []
    said, values = _says("label", words)
    values |= {"keys": _all_of(words), "place": filters.workspace_id}
    labels = (
        "SELECT actor_id FROM audit_actorlabel"
        f" WHERE array_to_tsvector(audit_words(label)) @@ %(keys)s::tsquery AND {said} LIMIT"
    )
    if filters.workspace_id is None:
        return [str(key) for (key,) in rows(f"{labels} {MOST_NAMES}", values)]
    # Who acted here are few, however many are called so elsewhere: from one to the next.
    following = (
        "SELECT min(actor_id) FROM audit_event WHERE workspace_id = %(place)s AND actor_id >"
    )
    found = rows(
        f"WITH RECURSIVE here (id) AS (({following} '') UNION ALL"
        f" SELECT ({following} here.id) FROM here WHERE here.id IS NOT NULL),"
        f" actors AS MATERIALIZED (SELECT id FROM here LIMIT {_MOST_ACTORS}),"
        f" named AS MATERIALIZED ({labels} {_MOST_NAMED})"
        # By what each of them is called, never by everybody's names.
        " SELECT id FROM actors CROSS JOIN LATERAL (SELECT label FROM audit_actorlabel"
        f" WHERE actor_type = 'user' AND actor_id = actors.id OFFSET 0) AS called WHERE {said}"
        " UNION SELECT actor_id FROM named WHERE EXISTS (SELECT FROM audit_event AS e"
        f" WHERE e.target_id = named.actor_id AND workspace_id = %(place)s) LIMIT {MOST_NAMES}",
        values,
    )
    return [str(key) for (key,) in found]


def acted_on(actor_id: str, kinds: Sequence[str]) -> list[str]:
    """Return the ids of what of these kinds somebody has acted on."""
    of_kinds = " | ".join(_lexeme("k", kind) for kind in kinds)
    found = rows(
        f"SELECT DISTINCT target_id FROM audit_event WHERE {KEYS} @@ %s::tsquery"
        " AND actor_id = %s AND target_type = ANY(%s)",
        [f"{_lexeme('a', actor_id)} & ({of_kinds})", actor_id, list(kinds)],
    )
    return [str(key) for (key,) in found]


def _says(column: str, words: Sequence[str]) -> tuple[str, Values]:
    """Return the condition that a column has all these words."""
    found, values = [], {}
    for number, word in enumerate(words):
        name, is_run = f"w{number}", _IDEOGRAPH.match(word)
        values[name] = word if is_run else _BEGINS + word
        found.append(
            f"strpos(lower({column}), %({name})s) > 0"
            if is_run
            else f"lower({column}) ~ %({name})s"
        )
    return f"({' AND '.join(found)})" if found else "false", values


def _all_of(words: Sequence[str]) -> str:
    return " & ".join(key for word in words for key in _keys_of(word))


def _keys_of(word: str) -> list[str]:
    if not _IDEOGRAPH.match(word) or len(word) == 1:
        return [_lexeme("w", word) + ":*"]
    return [_lexeme("w", word[at : at + 2]) for at in range(len(word) - 1)]


def _lexeme(kind: str, value: str) -> str:
    """Return a key as a question's text; empty of what is not asked for."""
    escaped = (kind + value).replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'" if value else ""
