"""When the sweeper asks again for what nobody is at: seldom enough not to fill the queue."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, Model, Q
from django.db.models.functions import Now

# Who is silent for so long has lost the work.
LOST_AFTER = timedelta(seconds=60)
# A message that was sent again waits in the queue for a while, too.
ASK_EVERY = timedelta(minutes=10)
SWEEP_AT_ONCE = 200


def due(since: str) -> Q:
    """Return what has been silent too long and was not asked for lately (as `assets.sql` says it).

    since: the field of its last sign of life; one later than the last question asks for another.
    """
    silent = Q(**{f"{since}__lt": Now() - LOST_AFTER})
    unasked = Q(asked_at=None) | Q(asked_at__lt=F(since)) | Q(asked_at__lt=Now() - ASK_EVERY)
    return silent & unasked


def later(held: int) -> Any:
    """Return the sign of life of what waits for the store: after a minute, then twice as long.

    held: how often it has waited in a row.
    """
    wait = min(LOST_AFTER * 2 ** min(held, 10), ASK_EVERY)
    return Now() + (wait - LOST_AFTER)


@contextmanager
def noted(model: type[Model], keys: Collection[UUID]) -> Iterator[set[UUID]]:
    """Note that these rows are asked for; those that could not be are taken back.

    Yields what the caller adds each one to that was sent. It is noted first, so that a worker's
    sign of life is always later.
    """
    rows = model._default_manager.filter(pk__in=keys)
    asked: set[UUID] = set()
    if keys:
        rows.update(asked_at=Now())
    try:
        yield asked
    finally:
        if missed := set(keys) - asked:
            rows.filter(pk__in=missed).update(asked_at=None)
