"""What somebody asks for by an address alone, as the trail is to call it.

The mails of several requests are the same; what was asked for is not.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from audit.actions import Action

_asked: ContextVar[Action | None] = ContextVar("accounts_asked", default=None)


@contextmanager
def asking(action: Action) -> Iterator[None]:
    """Have what is mailed in the block recorded as this."""
    token = _asked.set(action)
    try:
        yield
    finally:
        _asked.reset(token)


def asked() -> Action | None:
    """Return what is asked for just now, if somebody said so."""
    return _asked.get()
