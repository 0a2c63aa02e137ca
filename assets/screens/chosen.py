"""Which files somebody means who chose all that an address lets through, some at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.http import QueryDict

from assets import services
from assets.filters import AssetFilter
from assets.models import Asset

# What one request does: its rows are locked, told of and answered well within its time.
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Batch:
    """Some of what was chosen. after: the last of them when more follow; None at the end."""

    ids: Sequence[UUID]
    after: UUID | None = None


def of_library(narrowing: str, *, until: datetime, after: UUID | None) -> Batch:
    """Return the next files of the library that a query lets through.

    until: when they were chosen; what was added since is not among them.
    """
    found = AssetFilter(QueryDict(narrowing), queryset=services.assets()).qs
    return _next(found.filter(created_at__lte=until), after=after)


def of_bin(*, until: datetime, after: UUID | None) -> Batch:
    """Return the next files of those that lay in the bin at that moment."""
    return _next(services.binned().filter(deleted_at__lte=until), after=after)


def _next(found: QuerySet[Asset], *, after: UUID | None) -> Batch:
    # By key: what is done to a file may take it out of the list, or give it another place there.
    if after is not None:
        found = found.filter(pk__gt=after)
    ids = list(found.order_by("pk").values_list("pk", flat=True)[: AT_ONCE + 1])
    return Batch(ids[:AT_ONCE], ids[AT_ONCE - 1] if len(ids) > AT_ONCE else None)
