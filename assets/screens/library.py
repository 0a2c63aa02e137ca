"""The library: pictures by day, narrowed by what the address asks for."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, Window
from django.db.models.functions import TruncDate
from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assets import addresses, services
from assets.clock import clock
from assets.filters import AssetFilter
from assets.models import Asset, Product
from assets.screens.lists import Cursor, cursor_of

PAGE = 40
NARROWING = ("q", "kind", "source", "product", "style")
KEPT = ("kind", "source", "product", "style", "view")
# What the menu of kinds offers: its name → what it narrows by.
KINDS: dict[str, dict[str, str]] = {
    "": {"kind": "", "source": ""},
    "photos": {"kind": "", "source": "upload"},
    "made": {"kind": "image", "source": "generated"},
    "videos": {"kind": "video", "source": ""},
}


@dataclass(frozen=True, slots=True)
class Tile:
    """One picture or video of the grid."""

    asset: Asset
    thumb_url: str

    @property
    def dom_id(self) -> str:
        """What the page knows it by."""
        return f"asset-{self.asset.pk}"

    @property
    def caption(self) -> str:
        """What stands under it: what is sold, else what the file is called."""
        return self.asset.product.name if self.asset.product else self.asset.name

    @property
    def is_upload(self) -> bool:
        """Whether a person brought it."""
        return self.asset.source == Asset.Source.UPLOAD

    @property
    def length(self) -> str:
        """How long a video lasts, as clocks say it; empty for a picture."""
        if self.asset.kind != Asset.Kind.VIDEO:
            return ""
        return clock((self.asset.file.duration_ms or 0) / 1000)

    @property
    def is_contained(self) -> bool:
        """Whether it is shown whole: an original is never cropped."""
        return self.is_upload and self.asset.file.width_px != self.asset.file.height_px


@dataclass(frozen=True, slots=True)
class Day:
    """The pictures of one day, or those of it that are on this page.

    count: of the whole day. title: empty when the page before began this day.
    """

    title: str
    count: int
    tiles: list[Tile]


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a filter's menu."""

    label: str
    href: str
    on: bool


@dataclass(frozen=True, slots=True)
class Library:
    """One page of the library.

    total, videos: of everything the filters let through, and how many of it are videos; 0 on a
    later page, which does not show it.
    product_name: of the product that is filtered by, when it is.
    """

    days: list[Day]
    total: int
    next_href: str
    asked: QueryDict
    product_name: str
    videos: int = 0

    @property
    def counted(self) -> str:
        """How much there is: "24 images", "3 videos", or both as files."""
        if not self.videos:
            words = ngettext("%(n)s image", "%(n)s images", self.total)
        elif self.videos == self.total:
            words = ngettext("%(n)s video", "%(n)s videos", self.total)
        else:
            words = ngettext("%(n)s file", "%(n)s files", self.total)
        return words % {"n": number_format(self.total, force_grouping=True)}

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is left out by what was asked."""
        return any(self.asked.get(name) for name in NARROWING)

    @property
    def is_filtered(self) -> bool:
        """Whether more than words narrows it."""
        return any(self.asked.get(name) for name in NARROWING if name != "q")

    @property
    def kept(self) -> list[tuple[str, str]]:
        """Return what a new search keeps of the address."""
        return [(name, self.asked[name]) for name in KEPT if self.asked.get(name)]  # type: ignore[misc]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing yet at all, whatever is asked for."""
        return not self.days and not self.is_narrowed

    @property
    def is_list(self) -> bool:
        """Whether rows are shown instead of tiles."""
        return self.asked.get("view") == "list"

    @property
    def chosen(self) -> str:
        """Return the entry of the menu of kinds that is chosen."""
        asked = {"kind": self.asked.get("kind", ""), "source": self.asked.get("source", "")}
        if asked == {"kind": "", "source": "generated"}:
            return "made"  # an address from before there were videos
        return next((name for name, narrowed in KINDS.items() if narrowed == asked), "")

    @property
    def kind_name(self) -> str:
        """Return the chosen kind as people call it."""
        return self._names()[self.chosen]

    @property
    def kinds(self) -> list[Choice]:
        """Return the kinds one can choose from."""
        return [
            Choice(label, self.href(**KINDS[name]), name == self.chosen)
            for name, label in self._names().items()
        ]

    def _names(self) -> dict[str, str]:
        return {
            "": _("Any"),
            "photos": _("Photos"),
            "made": _("Made here"),
            "videos": _("Videos"),
        }

    def href(self, **changes: str) -> str:
        """Return the query that differs from what was asked by `changes`, on its first page."""
        return query_with(self.asked, **changes)

    @property
    def grid_href(self) -> str:
        return self.href(view="")

    @property
    def list_href(self) -> str:
        return self.href(view="list")

    @property
    def clear_href(self) -> str:
        return self.href(**dict.fromkeys(NARROWING, ""))


def query_with(asked: QueryDict, **changes: str) -> str:
    """Return an address's query with some parameters changed (empty: left out), from the start."""
    query = asked.copy()
    for name in ("cursor", "upload"):
        query.pop(name, None)
    for name, value in changes.items():
        query.pop(name, None)
        if value:
            query[name] = value
    return f"?{query.urlencode()}"


def library(asked: QueryDict, *, origin: str) -> Library:
    """Return the page of the library that was asked for, in one query."""
    cursor = cursor_of(asked.get("cursor", ""))
    found = AssetFilter(asked, queryset=services.assets()).qs
    if cursor is not None:
        found = found.filter(cursor.after("created_at"))
    day = TruncDate("created_at")
    # Counted in the same statement: on a later page the days begin after the cursor, and only
    # the first of them, whose head stands on the page before, is counted short.
    rows = list(
        found.annotate(
            day=day,
            of_day=Window(Count("pk"), partition_by=[F("day")]),
            of_all=Window(Count("pk")),
            of_videos=Window(Count("pk", filter=Q(kind=Asset.Kind.VIDEO))),
        ).order_by("-created_at", "-pk")[: PAGE + 1]
    )
    shown = rows[:PAGE]
    return Library(
        days=_by_day(shown, begun=cursor, origin=origin),
        total=rows[0].of_all if rows and cursor is None else 0,
        next_href=_next(asked, shown[-1]) if len(rows) > PAGE else "",
        asked=asked,
        product_name=_product_name(asked, shown),
        videos=rows[0].of_videos if rows and cursor is None else 0,
    )


def _by_day(rows: list[Any], *, begun: Cursor | None, origin: str) -> list[Day]:
    today = timezone.localdate()
    last = timezone.localdate(begun.at) if begun else None
    days: list[Day] = []
    for row in rows:
        if not days or row.day != last:
            title = "" if row.day == last else day_title(row.day, today=today)
            days.append(Day(title, row.of_day, []))
            last = row.day
        days[-1].tiles.append(Tile(row, addresses.thumb_url(row, origin=origin)))
    return days


def day_title(day: date, *, today: date) -> str:
    """Return what people call a day."""
    if day == today:
        return _("Today")
    if day == today - timedelta(days=1):
        return _("Yesterday")
    return date_format(day, "MONTH_DAY_FORMAT" if day.year == today.year else "DATE_FORMAT")


def _next(asked: QueryDict, last: Asset) -> str:
    return query_with(asked, cursor=str(Cursor(last.created_at, last.pk)))


def _product_name(asked: QueryDict, rows: list[Any]) -> str:
    if not asked.get("product"):
        return ""
    if rows and rows[0].product:
        return str(rows[0].product.name)
    try:
        return Product.objects.values_list("name", flat=True).get(pk=UUID(str(asked["product"])))
    except (ValueError, Product.DoesNotExist):
        return ""


def tile(asset_id: UUID, *, origin: str) -> Tile:
    """Return one picture with a fresh address.

    Raises:
        Asset.DoesNotExist: it is not in the library.
    """
    asset = services.assets().get(pk=asset_id)
    return Tile(asset, addresses.thumb_url(asset, origin=origin))
