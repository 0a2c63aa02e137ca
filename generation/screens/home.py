"""Home: what to start, what runs, what needs a person, what is new."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Now
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from assets.models import Asset, Product, Proposal
from generation import failures, services, wording
from generation.models import OPEN_JOB, CutOut, ItemState, Job, JobItem, Text
from generation.screens.jobs import Row, first_photos, rows, timed
from generation.screens.pictures import Pictures

FRESH = 6
VARIED = 24  # of so many new images the card shows three in different looks
RUNNING = 4
NEEDS_SHOWN = 3
NEEDS_AT_MOST = 20
NEEDS_FOR = timedelta(days=14)  # what nobody cared for in two weeks is no news
PRODUCTS = 4
CARD = 3
REFUSED = "image.cutout_refused."


@dataclass(frozen=True, slots=True)
class Need:
    """Something only a person can settle: a refused photo, failed items, or facts of a sheet.

    version_id: of the product's sheet whose facts wait.
    """

    at: datetime
    title: str
    note: str
    asset_id: UUID | None = None
    job_id: UUID | None = None
    product_id: UUID | None = None
    version_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Board:
    """What runs, and what needs a person."""

    running: list[Row]
    running_count: int
    needs: list[Need]

    @property
    def first_needs(self) -> list[Need]:
        """The needs shown at once."""
        return self.needs[:NEEDS_SHOWN]

    @property
    def more_needs(self) -> list[Need]:
        """The needs behind "12 more"."""
        return self.needs[NEEDS_SHOWN:]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of the workspace with where it leads."""

    asset: Asset
    src: str


@dataclass(frozen=True, slots=True)
class ProductRow:
    """A product with its first photo, and how much was made of it."""

    product: Product
    thumb: str
    images: int
    texts: int
    videos: int


@dataclass(frozen=True, slots=True)
class Home:
    """Everything on home. made: the newest images; card_facts: of the newest product.

    text: the newest one; videos: covers of the newest.
    """

    board: Board
    made: list[Picture]
    photos: list[Picture]
    products: list[ProductRow]
    product_count: int
    card_facts: list[tuple[str, str]]
    text: Text | None
    videos: list[Picture]

    @property
    def video_pictures(self) -> list[Picture]:
        """What the start card of Video shows: covers, else images that could move."""
        return [*self.videos, *reversed(self.card_pictures)][:CARD]

    @property
    def is_first_run(self) -> bool:
        """Whether the workspace holds nothing yet."""
        return not (self.fresh or self.photos or self.products or self.board.running)

    @property
    def card_pictures(self) -> list[Picture]:
        """What the start card of Images shows: new images in different looks, else new photos."""
        varied = list({picture.asset.style: picture for picture in reversed(self.made)}.values())
        return [*reversed(varied), *self.photos][:CARD]

    @property
    def fresh(self) -> list[Picture]:
        """The newest images that were made."""
        return self.made[:FRESH]


def home(pictures: Pictures) -> Home:
    """Return home; fourteen queries at the most."""
    product_rows = _products(pictures)
    newest = product_rows[0].product if product_rows else None
    return Home(
        board=board(pictures),
        made=_newest(Asset.Source.GENERATED, VARIED, pictures),
        photos=_newest(Asset.Source.UPLOAD, CARD, pictures),
        products=product_rows,
        product_count=Product.objects.count()
        if len(product_rows) == PRODUCTS
        else len(product_rows),
        card_facts=_facts(newest) if newest else [],
        text=services.texts().exclude(product=None).first(),
        videos=_newest(Asset.Source.GENERATED, CARD, pictures, kind=Asset.Kind.VIDEO),
    )


def _facts(product: Product) -> list[tuple[str, str]]:
    """Return the first facts, as (what, value), worded in the reader's language or in none."""
    own = Q(language="") | Q(language__istartswith=(get_language() or "en")[:2])
    return [
        (capfirst(fact.attribute.replace("_", " ")), f"{fact.value} {fact.unit}".strip())
        for fact in product.facts.filter(own)[:CARD]
    ]


def fresh(pictures: Pictures) -> list[Picture]:
    """Return the newest images that were made."""
    return _newest(Asset.Source.GENERATED, FRESH, pictures)


def board(pictures: Pictures) -> Board:
    """Return what runs and what needs a person; six queries at the most."""
    unended = timed().filter(state__in=OPEN_JOB)
    jobs = list(unended[: RUNNING + 1])
    count = unended.count() if len(jobs) > RUNNING else len(jobs)
    found = [*_failed(), *_refused(), *_stated()]
    needs = sorted(found, key=lambda need: need.at, reverse=True)
    return Board(rows(jobs[:RUNNING], pictures), count, needs[:NEEDS_AT_MOST])


def _newest(
    source: str, count: int, pictures: Pictures, *, kind: str = Asset.Kind.IMAGE
) -> list[Picture]:
    found = (
        Asset.objects.filter(
            kind=kind, source=source, deleted_at__isnull=True, current__isnull=False
        )
        .select_related("current")
        .order_by("-created_at", "-id")[:count]
    )
    return [Picture(asset, pictures.thumb(asset)) for asset in found]


def _failed() -> list[Need]:
    """Group failed items by job and cause. Refused photos are told of once, not once a look."""
    groups = (
        JobItem.objects.filter(
            state=ItemState.FAILED,
            finished_at__gte=Now() - NEEDS_FOR,
            job__hidden_at__isnull=True,
        )
        .exclude(error_code__startswith=REFUSED)
        .values("job_id", "job__title", "job__total", "job__kind", "error_code")
        .annotate(count=Count("pk"), at=Max("finished_at"))
        .order_by("-at")[:NEEDS_AT_MOST]
    )
    return [
        Need(
            at=group["at"],
            title=wording.not_made(group["job__kind"], group["count"]),
            note=_("%(name)s: %(cause)s")
            % {
                "name": Job(
                    kind=group["job__kind"], title=group["job__title"], total=group["job__total"]
                ).name,
                "cause": failures.explain(group["error_code"]).title,
            },
            job_id=group["job_id"],
        )
        for group in groups
    ]


def _refused() -> list[Need]:
    """Return the photos that could not be cut out, and still are not."""
    solved = CutOut.objects.filter(sha256=OuterRef("sha256"), state=CutOut.State.READY)
    refused = CutOut.objects.filter(
        ~Exists(solved), state=CutOut.State.REFUSED, created_at__gte=Now() - NEEDS_FOR
    )
    photos = Asset.objects.filter(
        deleted_at__isnull=True, current__sha256__in=refused.values("sha256")
    ).order_by("-created_at", "-id")[:NEEDS_AT_MOST]
    return [
        Need(photo.created_at, _("A photo could not be cut out"), photo.name, asset_id=photo.pk)
        for photo in photos
    ]


def _stated() -> list[Need]:
    """Return the products of which a sheet states what nobody has decided about."""
    groups = (
        Proposal.objects.filter(
            state=Proposal.State.PROPOSED,
            version__asset__current=F("version"),
            version__asset__deleted_at__isnull=True,
            version__created_at__gte=Now() - NEEDS_FOR,
        )
        .order_by()
        .values("product_id", "version_id", "product__name")
        .annotate(count=Count("pk"), at=Max("version__created_at"))
        .order_by("-at")[:NEEDS_AT_MOST]
    )
    return [
        Need(
            at=group["at"],
            title=ngettext("%(n)s fact waits for you", "%(n)s facts wait for you", group["count"])
            % {"n": group["count"]},
            note=group["product__name"],
            product_id=group["product_id"],
            version_id=group["version_id"],
        )
        for group in groups
    ]


def _products(pictures: Pictures) -> list[ProductRow]:
    made = Asset.objects.filter(source=Asset.Source.GENERATED, deleted_at__isnull=True)
    found = list(
        Product.objects.annotate(
            images=_count(made.filter(kind=Asset.Kind.IMAGE)),
            videos=_count(made.filter(kind=Asset.Kind.VIDEO)),
            written=_count(Text.objects.filter(current__isnull=False)),
        ).order_by("-changed_at", "-id")[:PRODUCTS]
    )
    first = first_photos([product.pk for product in found])
    return [
        ProductRow(
            product,
            pictures.thumb(first.get(product.pk)),
            images=product.images,
            texts=product.written,
            videos=product.videos,
        )
        for product in found
    ]


def _count(things: QuerySet[Any]) -> Coalesce:
    """Return how many of these belong to the product of the outer query."""
    own = things.filter(product=OuterRef("pk")).order_by().values("product")
    return Coalesce(Subquery(own.annotate(n=Count("pk")).values("n")), 0)
