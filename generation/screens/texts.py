"""The list of texts, and what was made of one product."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from assets.models import Product
from assets.screens.lists import Cursor, cursor_of
from generation import services, wording
from generation.models import Text
from generation.screens import videos
from generation.screens.jobs import first_photos
from generation.screens.pictures import Pictures
from generation.screens.text import about

PAGE = 30
OF_PRODUCT = 8
_HEAD = 160


@dataclass(frozen=True, slots=True)
class Row:
    """A text on one line."""

    text: Text
    thumb: str = ""

    @property
    def kind(self) -> str:
        """What kind of text, in words."""
        return wording.text_kind(self.text.kind)

    @property
    def about(self) -> str:
        """Where it goes and in which language."""
        return about(self.text)

    @property
    def channel(self) -> str:
        """Where it goes; empty for anywhere."""
        return wording.channel_name(self.text.channel)

    @property
    def language(self) -> str:
        """Its language's own name."""
        return wording.language_name(self.text.language)

    @property
    def plain(self) -> str:
        """The words as they are copied."""
        return self.text.current.plain if self.text.current else ""

    @property
    def first_line(self) -> str:
        """What it begins with."""
        return self.plain.partition("\n")[0][:_HEAD]


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Which texts are shown; empty for all. search: words of the product."""

    kind: str = ""
    language: str = ""
    channel: str = ""
    search: str = ""
    product_id: UUID | None = None

    @property
    def is_any(self) -> bool:
        """Whether anything narrows the list."""
        return bool(self.kind or self.language or self.channel or self.search or self.product_id)


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of texts. cursor: asks for the next ones; empty at the end."""

    rows: list[Row]
    cursor: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """What was made of a product besides images."""

    product: Product
    texts: list[Row]
    text_count: int
    videos: list[videos.Card]


def listing(only: Narrowed, *, pictures: Pictures, cursor: str = "") -> Listing:
    """Return the newest texts, with a cursor the next ones; two queries."""
    found = _of(only)
    after = cursor_of(cursor)
    if after is not None:
        found = found.filter(after.after("created_at"))
    page = list(found[: PAGE + 1])
    shown = page[:PAGE]
    following = str(Cursor(shown[-1].created_at, shown[-1].pk)) if len(page) > PAGE else ""
    return Listing(_rows(shown, pictures), following)


def made_of(product_id: UUID, *, pictures: Pictures) -> Made:
    """Return a product's texts and video projects; nine queries at the most.

    Raises:
        Product.DoesNotExist: there is no such product here.
    """
    product = Product.objects.get(pk=product_id)
    texts = services.texts().filter(product=product)
    found = list(texts[: OF_PRODUCT + 1])
    projects = list(services.projects().filter(product=product)[:OF_PRODUCT])
    return Made(
        product=product,
        texts=[Row(text) for text in found[:OF_PRODUCT]],
        text_count=texts.count() if len(found) > OF_PRODUCT else len(found),
        videos=videos.cards_of(projects, pictures),
    )


def _of(only: Narrowed) -> QuerySet[Text]:
    found = services.texts()
    for name in ("kind", "language", "channel", "product_id"):
        value = getattr(only, name)
        found = found.filter(**{name: value}) if value else found
    for word in only.search.split():
        found = found.filter(
            Q(product__name__icontains=word)
            | Q(product__name_zh__icontains=word)
            | Q(product__sku__icontains=word)
        )
    return found


def _rows(texts: Sequence[Text], pictures: Pictures) -> list[Row]:
    products = list({text.product_id for text in texts if text.product_id})
    photos = first_photos(products) if products else {}
    return [
        Row(text, pictures.thumb(photos.get(text.product_id)) if text.product_id else "")
        for text in texts
    ]
