"""The copy studio: products at the left, one sample, and what an order would take."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from django.db.models import Count, QuerySet

from assets.filters import ProductFilter
from assets.models import Product
from generation import subjects, wording
from generation.copy_forms import Choice
from generation.kinds.copy import MAX_BRIEF
from generation.models import JobKind
from generation.orders import MAX_ITEMS
from generation.pipelines.copy import KINDS, LANGUAGES, LENGTHS, NETWORKS
from generation.screens.allowance import Allowance, allowance_of
from generation.screens.copy_samples import Sample, Tone, sample_of, tones_of, writer
from generation.screens.jobs import first_photos
from generation.screens.pictures import Pictures
from workspaces.access import Access

PAGE = 40


@dataclass(frozen=True, slots=True)
class ProductRow:
    """A product to choose. facts: how many are known."""

    product: Product
    thumb: str
    facts: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class ProductList:
    """Products to choose from, those chosen first. following: offset of the next ones."""

    rows: list[ProductRow]
    search: str = ""
    following: int | None = None

    @property
    def is_unmatched(self) -> bool:
        """Whether the search found nothing."""
        return bool(self.search) and all(row.is_chosen for row in self.rows)

    @property
    def pinned(self) -> str:
        """The ids of those chosen, which stand first whatever is searched."""
        return ",".join(row.product.pk.hex for row in self.rows if row.is_chosen)


@dataclass(frozen=True, slots=True)
class Option:
    """A word to choose."""

    key: str
    name: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class Look:
    """What is looked at: the first chosen product, a sample of its copy, the tones.

    is_free: whether samples are written at once, since they cost nothing.
    """

    choice: Choice
    product: Product | None
    facts: int
    sample: Sample | None
    tones: list[Tone]
    is_free: bool

    @property
    def kinds(self) -> list[Option]:
        """The kinds a sample can be of."""
        return _options(self.choice.kinds, wording.text_kind, [self.choice.shown_kind])

    @property
    def languages(self) -> list[Option]:
        """The languages a sample can be in."""
        return _options(self.choice.languages, wording.language_name, [self.choice.shown_language])

    @property
    def networks(self) -> list[Option]:
        """Where the sample of a post can go."""
        return _options(self.choice.networks, wording.channel_name, [self.choice.shown_network])


@dataclass(frozen=True, slots=True)
class Studio:
    """The whole page."""

    look: Look
    products: ProductList
    allowance: Allowance
    most: int = MAX_ITEMS
    longest_brief: int = MAX_BRIEF
    lengths: list[Option] = field(default_factory=list)

    @property
    def choice(self) -> Choice:
        """What is chosen."""
        return self.look.choice

    @property
    def is_empty(self) -> bool:
        """Whether there is no product to write of."""
        return not self.products.rows and not self.products.search

    @property
    def kinds(self) -> list[Option]:
        """The kinds of texts."""
        return _options(KINDS, wording.text_kind, self.choice.kinds)

    @property
    def networks(self) -> list[Option]:
        """Where posts go."""
        return _options(NETWORKS, wording.channel_name, self.choice.networks)

    @property
    def languages(self) -> list[Option]:
        """The languages."""
        return _options(LANGUAGES, wording.language_name, self.choice.languages)


def studio(access: Access, choice: Choice, *, pictures: Pictures) -> Studio:
    """Return the studio for a choice; eight queries at the most."""
    products = listed(choice.products, pictures=pictures)
    chosen = tuple(row.product.pk for row in products.rows if row.is_chosen)
    current = next((row.product for row in products.rows if row.is_chosen), None)
    names = wording.lengths()
    return Studio(
        look=_look(replace(choice, products=chosen), current),
        products=products,
        allowance=allowance_of(access, JobKind.COPY, timed=True),
        lengths=_options(LENGTHS, names.__getitem__, [choice.length]),
    )


def look(choice: Choice) -> Look:
    """Return only what is looked at; two queries."""
    found = Product.objects.in_bulk(choice.products[:1])
    return _look(choice, next(iter(found.values()), None))


def listed(chosen: Sequence[UUID], *, pictures: Pictures, search: str = "") -> ProductList:
    """Return products to choose from: those chosen, then what the search finds; three queries."""
    first = _counted().in_bulk(chosen) if chosen else {}
    pinned = [first[pk] for pk in chosen if pk in first]
    others, following = _found(search, offset=0, without=list(first))
    rows = _rows([*pinned, *others], set(first), pictures)
    return ProductList(rows, search, following)


def more(
    pinned: Sequence[UUID], *, pictures: Pictures, search: str = "", offset: int = 0
) -> ProductList:
    """Return the next products the search finds, without those that stand first; two queries."""
    others, following = _found(search, offset=offset, without=pinned)
    return ProductList(_rows(others, set(), pictures), search, following)


def _look(choice: Choice, product: Product | None) -> Look:
    provider = writer()
    subject = subjects.of_product(product) if product else None
    sample = sample_of(choice, subject, provider) if subject and provider else None
    return Look(
        choice=choice,
        product=product,
        facts=len(subject.facts) if subject else 0,
        sample=sample,
        tones=tones_of(choice, subject, provider),
        is_free=provider is not None,
    )


def _counted() -> QuerySet[Product]:
    return Product.objects.annotate(fact_count=Count("facts"))


def _found(
    search: str, *, offset: int, without: Sequence[UUID]
) -> tuple[list[Product], int | None]:
    found = ProductFilter({"q": search}, queryset=_counted().exclude(pk__in=without)).qs
    page = list(found.order_by("-changed_at", "-id")[offset : offset + PAGE + 1])
    return page[:PAGE], offset + PAGE if len(page) > PAGE else None


def _rows(products: Sequence[Product], chosen: set[UUID], pictures: Pictures) -> list[ProductRow]:
    photos = first_photos([product.pk for product in products])
    return [
        ProductRow(
            product=product,
            thumb=pictures.thumb(photos.get(product.pk)),
            facts=getattr(product, "fact_count", 0),
            is_chosen=product.pk in chosen,
        )
        for product in products
    ]


def _options(
    keys: Iterable[str], name: Callable[[str], str], chosen: Sequence[str]
) -> list[Option]:
    return [Option(key, name(key), key in chosen) for key in keys]
