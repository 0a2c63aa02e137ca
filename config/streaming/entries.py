"""What is read from Redis streams."""

from typing import Any


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
