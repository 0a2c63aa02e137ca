"""Products as a table: in an order, narrowed and searched, with what each has and lacks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Func, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Lower
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assets import addresses, hooks
from assets.filters import ProductFilter
from assets.models import Asset, Fact, Product
from assets.screens.asked import Choice, Head, Narrowed, grouped, query_with
from assets.screens.lists import Order, moment

PAGE = 50
# So many brands or categories fit into a menu that is not searched.
CHOICES = 60
NARROWING = ("q", "brand", "category", "missing")
CHANGED = "changed"
SORTS: dict[str, Order] = {
    CHANGED: Order("changed_at", moment, down=True),
    "changed-last": Order("changed_at", moment),
    "name": Order(Lower("name"), str),
    "name-last": Order(Lower("name"), str, down=True),
    "sku": Order(Lower("sku"), str),
    "sku-last": Order(Lower("sku"), str, down=True),
}
# The head of a column → by what it sorts, then by what it sorts when it is asked again.
HEADS = {
    "name": ("name", "name-last"),
    "sku": ("sku", "sku-last"),
    "changed": (CHANGED, "changed-last"),
}
ASCENDING = ("changed-last", "name", "sku")


@dataclass(frozen=True, slots=True)
class Row:
    """One product of the table. copy: how many texts tell of it."""

    product: Product
    thumb_url: str
    photos: int
    images: int
    videos: int
    facts: int
    copy: int

    @property
    def missing(self) -> list[str]:
        """What it lacks before anything good can be made of it."""
        lacks = []
        if not self.photos:
            lacks.append(_("Photo"))
        if not self.facts:
            lacks.append(_("Facts"))
        return lacks


@dataclass(frozen=True, slots=True)
class Listing(Narrowed):
    """One page of the table. total: of all pages."""

    by = NARROWING
    rows: list[Row]
    total: int
    next_href: str

    @property
    def search(self) -> str:
        return str(self.asked.get("q", ""))

    @property
    def is_empty(self) -> bool:
        """Whether there is no product at all."""
        return not self.rows and not self.is_narrowed

    @property
    def counted(self) -> str:
        """How many there are."""
        words = ngettext("%(n)s product", "%(n)s products", self.total)
        return words % {"n": grouped(self.total)}

    @property
    def total_shown(self) -> str:
        """How many there are, as a number."""
        return grouped(self.total)

    @property
    def kept(self) -> list[tuple[str, str]]:
        """Return what a new search keeps of the address."""
        names = ("brand", "category", "missing", "sort")
        return [(name, str(self.asked[name])) for name in names if self.asked.get(name)]

    @property
    def missing_name(self) -> str:
        """Return what is filtered by to be missing, as people call it."""
        return self._lacks().get(str(self.asked.get("missing", "")), _("Any"))

    @property
    def lacks(self) -> list[Choice]:
        """Return what one can ask to be missing."""
        asked = str(self.asked.get("missing", ""))
        return [
            Choice(label, query_with(self.asked, missing=name), name == asked)
            for name, label in self._lacks().items()
        ]

    @property
    def query(self) -> str:
        """Return what was asked, from its first page."""
        return query_with(self.asked)

    @property
    def clear_href(self) -> str:
        return query_with(self.asked, **dict.fromkeys(NARROWING, ""))

    @property
    def heads(self) -> dict[str, Head]:
        """Return the heads of the columns that can be sorted by."""
        labels = {"name": _("Product"), "sku": _("SKU"), "changed": _("Updated")}
        found, sort = {}, sort_of(self.asked)
        for name, (first, again) in HEADS.items():
            direction = ""
            if sort in (first, again):
                direction = "ascending" if sort in ASCENDING else "descending"
            by = again if sort == first else first
            href = query_with(self.asked, sort="" if by == CHANGED else by)
            found[name] = Head(labels[name], href, direction)
        return found

    @staticmethod
    def _lacks() -> dict[str, str]:
        return {"": _("Any"), "photo": _("Photo"), "facts": _("Facts")}


def sort_of(asked: QueryDict) -> str:
    """Return by what an address sorts."""
    sort = str(asked.get("sort", ""))
    return sort if sort in SORTS else CHANGED


def products(asked: QueryDict, *, origin: str) -> Listing:
    """Return the page of products that was asked for.

    One question for the products with what each has and how many there are, one for their photos.
    """
    order = SORTS[sort_of(asked)]
    mark = order.mark(asked.get("cursor", ""))
    found = ProductFilter(asked, queryset=Product.objects.all()).qs
    rows: list[Any] = list(order.page(_counted(found), after=mark, size=PAGE + 1))
    shown = rows[:PAGE]
    is_last = len(rows) <= PAGE
    photos = _main_photos(shown)
    return Listing(
        rows=[_row(row, photos, origin=origin) for row in shown],
        total=rows[0].of_all if rows else 0,
        next_href="" if is_last else query_with(asked, cursor=order.cursor(shown[-1])),
        asked=asked,
    )


def choices(asked: QueryDict, *, name: str, search: str) -> list[Choice]:
    """Return the brands or categories (`name`) one can narrow the table by, the commonest first."""
    rows = Product.objects.exclude(**{name: ""})
    if words := search.replace("\0", " ").strip():
        rows = rows.filter(**{f"{name}__icontains": words})
    counted = rows.values_list(name).annotate(n=Count("pk")).order_by("-n", name)[:CHOICES]
    on = str(asked.get(name, "")).lower()
    return [
        Choice(value, query_with(asked, **{name: value, "find": ""}), value.lower() == on, count)
        for value, count in counted
    ]


def _counted(found: QuerySet[Product]) -> QuerySet[Product]:
    """Return products with how much each has, and how many all are.

    Every count of a product reads that product's rows alone.
    """
    files = Asset.objects.filter(product=OuterRef("pk"), deleted_at__isnull=True)
    uploads = files.filter(kind=Asset.Kind.IMAGE, source=Asset.Source.UPLOAD)
    made = Q(source=Asset.Source.GENERATED)
    kinds = {"images": Asset.Kind.IMAGE, "videos": Asset.Kind.VIDEO}
    return found.annotate(
        of_all=_count(found),
        photo_count=_count(uploads),
        main_photo=Subquery(uploads.order_by("position", "created_at").values("pk")[:1]),
        fact_count=_count(Fact.objects.filter(product=OuterRef("pk"))),
        copy_count=hooks.texts_of_product(),
        **{f"{name}_made": _count(files.filter(made, kind=kind)) for name, kind in kinds.items()},
    )


def _count(rows: QuerySet[Any]) -> Subquery:
    count = Func(F("pk"), function="COUNT", output_field=IntegerField())
    return Subquery(rows.order_by().annotate(n=count).values("n"))


def _main_photos(rows: list[Any]) -> Mapping[UUID, Asset]:
    wanted = [row.main_photo for row in rows if row.main_photo]
    return Asset.objects.select_related("current").in_bulk(wanted) if wanted else {}


def _row(row: Any, photos: Mapping[UUID, Asset], *, origin: str) -> Row:
    photo = photos.get(row.main_photo)
    return Row(
        row,
        addresses.thumb_url(photo, origin=origin) if photo else "",
        photos=row.photo_count,
        images=row.images_made,
        videos=row.videos_made,
        facts=row.fact_count,
        copy=row.copy_count,
    )
