"""What lies beside the trail: labels, and refusals that are being counted."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from audit.sql.asking import do, read, rows


def keep_labels(labels: Sequence[tuple[str, str, str]]) -> None:
    """Note (kind, id, label) of each. One that is called so already is not locked; erased stays so."""
    kinds, ids, names = ([one[at] for one in labels] for at in range(3))
    do(
        "INSERT INTO audit_actorlabel AS l (actor_type, actor_id, label)"
        " SELECT n.kind, n.id, n.name FROM unnest(%s::text[], %s::text[], %s::text[]) AS n (kind, id, name)"
        " WHERE NOT EXISTS (SELECT FROM audit_actorlabel"
        " WHERE actor_type = n.kind AND actor_id = n.id AND label IN (n.name, ''))"
        " ORDER BY 1, 2 ON CONFLICT (actor_type, actor_id)"
        " DO UPDATE SET label = excluded.label, changed_at = now() WHERE l.label <> ''",
        [kinds, ids, names],
    )


def erase_labels(person: str, hashes: Sequence[str], texts: Sequence[str]) -> None:
    """Drop the labels of a person's addresses, by hash and by text, and blank their own for good.

    In the order in which labels are written: "user" is the last kind.
    """
    do(
        "DELETE FROM audit_actorlabel WHERE id IN (SELECT id FROM audit_actorlabel"
        " WHERE actor_type IN ('email', 'subject') AND actor_id = ANY(%s)"
        " OR actor_type NOT IN ('user', 'subject') AND lower(label) = ANY(%s)"
        " OR actor_type IN ('staff', 'api_key') AND actor_id = %s"
        " ORDER BY actor_type, actor_id FOR UPDATE)",
        [list(hashes), list(texts), person],
    )
    do(
        "INSERT INTO audit_actorlabel (actor_type, actor_id, label) VALUES ('user', %s, '')"
        " ON CONFLICT (actor_type, actor_id) DO UPDATE SET label = '', changed_at = now()",
        [person],
    )


def drop_labels(kinds: Sequence[str], *, before: date) -> int:
    """Drop labels of these kinds that are older and that no row needs; return how many."""
    return do(
        "DELETE FROM audit_actorlabel AS l WHERE actor_type = ANY(%s) AND changed_at < %s"
        " AND NOT EXISTS (SELECT FROM audit_event AS e WHERE e.target_id = l.actor_id)",
        [list(kinds), before],
    )


def count_refusal(key: str, event: str) -> int | None:
    """Count a refusal; return how many this minute has had before, None when its minute is over.

    event: as JSON. The count is held until the open transaction ends.
    """
    found = rows(
        "INSERT INTO audit_repeat AS r (key, since, count, event)"
        " VALUES (%s, clock_timestamp(), 0, %s::jsonb) ON CONFLICT (key) DO UPDATE"
        " SET count = r.count + 1, event = CASE WHEN r.count = 0 THEN excluded.event"
        " ELSE r.event || jsonb_build_object('last', excluded.event -> 'last') END"
        " WHERE r.since > clock_timestamp() - interval '1 minute' RETURNING count",
        [key, event],
    )
    return found[0][0] if found else None


def begin_anew(key: str) -> tuple[int, Any]:
    """Begin another minute of a refusal that is held; return what the last one counted."""
    count, event = rows(
        "UPDATE audit_repeat AS r SET since = clock_timestamp(), count = 0"
        " FROM (SELECT key, count, event FROM audit_repeat WHERE key = %s FOR UPDATE) AS was"
        " WHERE r.key = was.key RETURNING was.count, was.event",
        [key],
    )[0]
    return count, read(event)


def take_repeats(*, most: int) -> list[tuple[int, Any]]:
    """Take what was counted and whose minute is over, but for what somebody writes just now."""
    found = rows(
        "DELETE FROM audit_repeat WHERE key IN (SELECT key FROM audit_repeat"
        " WHERE since < clock_timestamp() - interval '1 minute' ORDER BY since LIMIT %s"
        " FOR UPDATE SKIP LOCKED) RETURNING count, event",
        [most],
    )
    return [(count, read(event)) for count, event in found]
