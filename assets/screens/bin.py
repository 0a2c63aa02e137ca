"""The bin: what was deleted, and how long it can still be taken out."""

from dataclasses import dataclass
from datetime import datetime

from django.http import QueryDict
from django.utils import timezone

from assets import services
from assets.models import Asset
from assets.screens import tiles
from assets.screens.asked import query_with
from assets.screens.lists import Cursor, cursor_of
from assets.screens.tiles import Tile
from assets.services.library import BIN_DAYS

PAGE = 50


@dataclass(frozen=True, slots=True)
class Binned:
    """One deleted file."""

    tile: Tile
    deleted_at: datetime

    @property
    def asset(self) -> Asset:
        return self.tile.asset


@dataclass(frozen=True, slots=True)
class Bin:
    """One page of the bin."""

    rows: list[Binned]
    days: int
    total: int
    next_href: str
    until: datetime


def contents(asked: QueryDict, *, origin: str) -> Bin:
    """Return the page of the bin that was asked for, what was deleted last first."""
    cursor = cursor_of(asked.get("cursor", ""))
    found = services.binned()
    until = timezone.now()
    total = found.count() if cursor is None else 0
    if cursor is not None:
        found = found.filter(cursor.after("deleted_at"))
    rows = list(found.order_by("-deleted_at", "-pk")[: PAGE + 1])
    shown = [
        Binned(tiles.of(asset, origin=origin), asset.deleted_at)
        for asset in rows[:PAGE]
        if asset.deleted_at is not None
    ]
    next_href = ""
    if len(rows) > PAGE:
        after = Cursor(shown[-1].deleted_at, shown[-1].asset.pk)
        next_href = query_with(asked, cursor=str(after))
    return Bin(shown, BIN_DAYS, total, next_href, until)
