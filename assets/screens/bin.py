"""The bin: what was deleted, and how long it can still be taken out."""

from dataclasses import dataclass
from datetime import datetime

from django.http import QueryDict

from assets import addresses, services
from assets.models import Asset
from assets.screens.library import query_with
from assets.screens.lists import Cursor, cursor_of
from assets.services.library import BIN_DAYS

PAGE = 50


@dataclass(frozen=True, slots=True)
class Binned:
    """One deleted picture."""

    asset: Asset
    thumb_url: str
    deleted_at: datetime


@dataclass(frozen=True, slots=True)
class Bin:
    """One page of the bin."""

    rows: list[Binned]
    days: int
    next_href: str


def contents(asked: QueryDict, *, origin: str) -> Bin:
    """Return the page of the bin that was asked for, what was deleted last first."""
    cursor = cursor_of(asked.get("cursor", ""))
    found = services.binned()
    if cursor is not None:
        found = found.filter(cursor.after("deleted_at"))
    rows = list(found.order_by("-deleted_at", "-pk")[: PAGE + 1])
    shown = [
        Binned(asset, addresses.thumb_url(asset, origin=origin), asset.deleted_at)
        for asset in rows[:PAGE]
        if asset.deleted_at is not None
    ]
    next_href = ""
    if len(rows) > PAGE:
        after = Cursor(shown[-1].deleted_at, shown[-1].asset.pk)
        next_href = query_with(asked, cursor=str(after))
    return Bin(shown, BIN_DAYS, next_href)
