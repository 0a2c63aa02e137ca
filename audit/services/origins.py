"""Where a request, or a task that somebody's request caused, comes from."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a request came from; set by the edge, read by every record of that request.

    find_session: tells the session where a request may begin or end one; asked at each record.
    """

    address: str | None = None
    user_agent: str = ""
    request_id: str = ""
    session_id: str = ""
    find_session: Callable[[], str] | None = None


_UNKNOWN = Origin()
_has_refused: ContextVar[bool] = ContextVar("audit_has_refused", default=False)
_origin: ContextVar[Origin] = ContextVar("audit_origin", default=_UNKNOWN)


def set_origin(**values: Any) -> None:
    """Note where the present request (or task) came from; unnamed fields keep their value."""
    _origin.set(replace(_origin.get(), **values))


def origin() -> Origin:
    """Return where the present request (or task) came from."""
    here = _origin.get()
    if here.session_id or here.find_session is None:
        return here
    return replace(here, session_id=here.find_session())


def clear_origin() -> None:
    """Forget the request: the next one on this thread starts unknown."""
    _origin.set(_UNKNOWN)
    _has_refused.set(False)


def note_refused() -> None:
    """Note that a refusal of the present request is in the trail."""
    _has_refused.set(True)


def has_refused() -> bool:
    """Return whether a refusal of the present request is in the trail."""
    return _has_refused.get()


@contextmanager
def within(**values: Any) -> Iterator[None]:
    """Record as caused by this request, and afterwards as before.

    For work that waited: address and browser are those of nobody, the request is who asked.
    """
    before = _origin.set(Origin(**values))
    try:
        yield
    finally:
        _origin.reset(before)
