"""Small pictures that travel inside events."""

import base64

MAX_BYTES = 40_000


def as_data_uri(webp: bytes) -> str:
    """Return a WebP as a data URI; empty when it is too large for an event."""
    if len(webp) > MAX_BYTES:
        return ""
    return "data:image/webp;base64," + base64.b64encode(webp).decode()
