"""The library: files in the order and narrowed by what the address asks for."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, Func, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Lower, TruncDate
from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assets import services
from assets.filters import AssetFilter
from assets.models import Asset, Product, Tag
from assets.screens import tiles
from assets.screens.asked import Asked, grouped, query_with
from assets.screens.lists import Order, moment, number
from assets.screens.tiles import Tile

PAGE = 40
NEWEST = "newest"
SORTS: dict[str, Order] = {
    NEWEST: Order("created_at", moment, down=True),
    "oldest": Order("created_at", moment),
    "name": Order(Lower("name"), str),
    "name-last": Order(Lower("name"), str, down=True),
    "largest": Order("size_bytes", number, down=True),
    "smallest": Order("size_bytes", number),
}
BY_DAY = (NEWEST, "oldest")


@dataclass(frozen=True, slots=True)
class Day:
    """The files of one day, or those of it that are on this page; of no day in other orders.

    count: of the whole day. title: empty when the page before began this day.
    """

    title: str
    count: int
    tiles: list[Tile]

    @property
    def counted(self) -> str:
        """How many files the whole day has, as a number."""
        return grouped(self.count)


@dataclass(frozen=True, slots=True)
class Library(Asked):
    """One page of the library.

    total: of everything the filters let through; 0 on a later page that is not the last, which
    does not show it. product_name: of the product that is filtered by, when it is. until: when
    this was asked; what has arrived since is not among "all".
    """

    days: list[Day]
    total: int
    next_href: str
    product_name: str
    until: datetime

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing yet at all, whatever is asked for."""
        return not self.days and not self.is_narrowed

    @property
    def counted_total(self) -> str:
        """How much there is: "24 images"."""
        return self.counted(self.total)

    @property
    def total_shown(self) -> str:
        """How much there is, as a number."""
        return grouped(self.total)


def library(asked: QueryDict, *, origin: str) -> Library:
    """Return the page of the library that was asked for.

    One question for the files with how many there are, one for how many the days have.
    """
    until = timezone.now()
    by = Asked(asked).sort
    order = SORTS[by]
    mark = order.mark(asked.get("cursor", ""))
    found = AssetFilter(asked, queryset=services.assets()).qs
    # Every file of the library has a version: not asking for it, indexes alone can count.
    counting = AssetFilter(asked, queryset=Asset.objects.filter(deleted_at__isnull=True)).qs
    rows: list[Any] = list(
        order.page(_with_tags(_with_total(found, counting)), after=mark, size=PAGE + 1)
    )
    shown = rows[:PAGE]
    is_last = len(rows) <= PAGE
    begun = mark.value if mark is not None and by in BY_DAY else None
    return Library(
        asked=asked,
        days=_by_day(shown, counting, begun=begun, origin=origin)
        if by in BY_DAY
        else _undivided(shown, origin=origin),
        total=rows[0].of_all if rows else 0,
        next_href="" if is_last else query_with(asked, cursor=order.cursor(shown[-1])),
        product_name=_product_name(asked, shown),
        until=until,
    )


def _with_total(found: QuerySet[Asset], counting: QuerySet[Asset]) -> QuerySet[Asset]:
    """Return the files with how many there are: counted once, in the same question."""
    count = Func(F("pk"), function="COUNT", output_field=IntegerField())
    return found.annotate(of_all=Subquery(counting.order_by().annotate(n=count).values("n")))


def _with_tags(found: QuerySet[Asset]) -> QuerySet[Asset]:
    tags = Tag.objects.filter(assets=OuterRef("pk")).order_by(Lower("name")).values("name")
    return found.annotate(tag_names=ArraySubquery(tags))


def _undivided(rows: list[Any], *, origin: str) -> list[Day]:
    return [Day("", 0, [tiles.of(row, origin=origin) for row in rows])] if rows else []


def _by_day(
    rows: list[Any], counting: QuerySet[Asset], *, begun: datetime | None, origin: str
) -> list[Day]:
    last = timezone.localdate(begun) if begun else None
    dated = [(timezone.localdate(row.created_at), row) for row in rows]
    counts = _counts(counting, [day for day, _row in dated if day != last])
    today = timezone.localdate()
    days: list[Day] = []
    for day, row in dated:
        if not days or day != last:
            title = "" if day == last else day_title(day, today=today)
            days.append(Day(title, counts.get(day, 0), []))
            last = day
        days[-1].tiles.append(tiles.of(row, origin=origin))
    return days


def _counts(counting: QuerySet[Asset], days: list[date]) -> dict[date, int]:
    """Return how many files these days have, reading no others than theirs and between."""
    if not days:
        return {}
    first, after = min(days), max(days) + timedelta(days=1)
    begin, end = (
        timezone.make_aware(datetime.combine(day, datetime.min.time())) for day in (first, after)
    )
    rows = counting.filter(created_at__gte=begin, created_at__lt=end)
    counted = rows.order_by().annotate(day=TruncDate("created_at")).values_list("day")
    return dict(counted.annotate(Count("pk")))


def day_title(day: date, *, today: date) -> str:
    """Return what people call a day."""
    if day == today:
        return _("Today")
    if day == today - timedelta(days=1):
        return _("Yesterday")
    return date_format(day, "MONTH_DAY_FORMAT" if day.year == today.year else "DATE_FORMAT")


def _product_name(asked: QueryDict, rows: list[Any]) -> str:
    if not asked.get("product"):
        return ""
    if rows and rows[0].product:
        return str(rows[0].product.name)
    try:
        return Product.objects.values_list("name", flat=True).get(pk=UUID(str(asked["product"])))
    except (ValueError, Product.DoesNotExist):
        return ""
