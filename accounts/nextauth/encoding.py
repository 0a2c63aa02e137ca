"""Base64 as tokens have it: for addresses, without padding."""

import base64


def text_of(raw: bytes) -> str:
    """Return bytes as text."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def bytes_of(text: str) -> bytes:
    """Return what a text stands for.

    Raises:
        ValueError: it stands for nothing.
    """
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
