"""What is read from Redis streams."""

from typing import Any

from redis.exceptions import RedisError


def order(entry: str) -> tuple[int, int]:
    """Return an entry's id as something that can be compared."""
    milliseconds, number = entry.split("-")
    return int(milliseconds), int(number)


def pairs(found: Any) -> list[tuple[str, Any]]:
    """Return (stream, entries), whichever protocol version the client speaks."""
    if isinstance(found, dict):
        return [
            (name.decode(), [entry for batch in batches for entry in batch])
            for name, batches in found.items()
        ]
    return [(name.decode(), entries) for name, entries in found or []]


async def has_lost(client: Any, stream: str, *, since: str) -> bool:
    """Return whether what followed an entry may be gone: trimmed, too old, or Redis emptied."""
    try:
        held = await client.xrange(stream, count=1)
    except RedisError:
        return False
    return not held or order(held[0][0].decode()) > order(since)
