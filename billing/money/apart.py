"""Things that are done one by one, so that one in trouble keeps no other waiting."""

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

from billiard.exceptions import SoftTimeLimitExceeded

log = logging.getLogger(__name__)
Thing = TypeVar("Thing")


def each(things: Iterable[Thing], do: Callable[[Thing], int], *, what: str) -> int:
    """Do something with each thing, each in transactions of its own; return what it comes to.

    what: names the things in the log. This function will note whatever goes wrong with one and go
    on with the next; only a worker whose time is over stops.
    """
    done = 0
    for one in things:
        try:
            done += do(one)
        except SoftTimeLimitExceeded:
            raise
        except Exception:
            log.exception("money waits", extra={"what": what, "which": str(one)})
    return done
