"""A new video: of which product, with which pictures, how it sounds, and what it would take."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from assets import services as library
from assets.filters import ProductFilter
from assets.models import Asset, Product
from generation import registry, subjects, wording
from generation.kinds.script import PICTURES_AT_MOST
from generation.models import JobKind
from generation.pipelines import copy as writing
from generation.pipelines.video import LENGTHS, RATIOS, SUBTITLES, TUNES
from generation.providers.base import CopyProvider, CopyRequest, Subject, Voice
from generation.screens.allowance import Allowance, Estimate, added, allowance_of
from generation.screens.copy_samples import writer, written
from generation.screens.jobs import first_photos
from generation.screens.pictures import Pictures
from generation.video_forms import MAX_BRIEF, Choice
from workspaces.access import Access

PRODUCTS = 40


@dataclass(frozen=True, slots=True)
class ProductRow:
    """A product to choose."""

    product: Product
    thumb: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture the video can show."""

    asset: Asset
    thumb: str
    is_chosen: bool

    @property
    def dom_id(self) -> str:
        """What the page knows it by."""
        return self.asset.pk.hex

    @property
    def is_contained(self) -> bool:
        """Whether it is shown whole: an original is never cropped."""
        return self.asset.source == Asset.Source.UPLOAD


@dataclass(frozen=True, slots=True)
class Opening:
    """A tone to pick, told by the first line of a script in it, else by what it is like."""

    key: str
    name: str
    line: str
    is_sample: bool


@dataclass(frozen=True, slots=True)
class NewVideo:
    """The whole page. texts, video: what the plan has left of either."""

    choice: Choice
    products: list[ProductRow]
    product: Product | None
    pictures: list[Shown]
    openings: list[Opening]
    voices: list[Voice]
    texts: Allowance
    video: Allowance
    search: str = ""

    @property
    def chosen(self) -> int:
        """How many pictures are shown."""
        return sum(picture.is_chosen for picture in self.pictures)

    @property
    def are_samples(self) -> bool:
        """Whether the starts are lines about this product."""
        return any(opening.is_sample for opening in self.openings)

    @property
    def is_over(self) -> bool:
        """Whether rendering would take more than is left."""
        return not self.render.fits

    @property
    def script(self) -> Estimate:
        """What writing the script uses."""
        return self.texts.of(1)

    @property
    def cost(self) -> str:
        """What both come to by the price sheet; empty without a price."""
        return added(self.script, self.render)

    @property
    def render(self) -> Estimate:
        """What rendering it uses, about."""
        return self.video.of(self.choice.seconds)

    @property
    def languages(self) -> list[tuple[str, str]]:
        """The languages there are."""
        return [(key, wording.language_name(key)) for key in writing.LANGUAGES]

    @property
    def tunes(self) -> list[tuple[str, str]]:
        """The music there is."""
        names = wording.tunes()
        return [(key, names.get(key, key)) for key in ("none", *TUNES)]

    @property
    def subtitles(self) -> list[tuple[str, str]]:
        """The sizes of subtitles."""
        names = wording.subtitle_sizes()
        return [(key, names.get(key, key)) for key in SUBTITLES]

    @property
    def ratios(self) -> tuple[str, ...]:
        """The shapes of a frame."""
        return RATIOS

    @property
    def lengths(self) -> tuple[int, ...]:
        """The lengths that are offered, in seconds."""
        return LENGTHS

    @property
    def longest_brief(self) -> int:
        """How much may be said besides."""
        return MAX_BRIEF

    @property
    def most_pictures(self) -> int:
        """How many pictures a script is written for at most."""
        return PICTURES_AT_MOST


def new_video(access: Access, choice: Choice, *, pictures: Pictures) -> NewVideo:
    """Return the page for a choice; eleven queries at the most."""
    product = Product.objects.filter(pk=choice.product).first() if choice.product else None
    return NewVideo(
        choice=choice,
        products=products(choice.product, pictures=pictures, first=product),
        product=product,
        pictures=_pictures(product, choice, pictures) if product else [],
        openings=_openings(product, choice),
        voices=_voices(choice.language),
        texts=allowance_of(access, JobKind.COPY),
        video=allowance_of(access, JobKind.VIDEO),
    )


def products(
    chosen: UUID | None, *, pictures: Pictures, search: str = "", first: Product | None = None
) -> list[ProductRow]:
    """Return products to choose from, the last changed first; two queries.

    first: stands before the others.
    """
    found = ProductFilter({"q": search}, queryset=Product.objects.all()).qs
    if first is not None:
        found = found.exclude(pk=first.pk)
    rows = list(found.order_by("-changed_at", "-id")[:PRODUCTS])
    shown = [first, *rows] if first else rows
    photos = first_photos([product.pk for product in shown])
    return [
        ProductRow(product, pictures.thumb(photos.get(product.pk)), product.pk == chosen)
        for product in shown
    ]


def _pictures(product: Product, choice: Choice, pictures: Pictures) -> list[Shown]:
    own = library.assets().filter(product=product, kind=Asset.Kind.IMAGE)
    # "generated" stands before "upload": looks make better scenes than bare photos.
    found = list(own.order_by("source", "position", "created_at")[: 2 * PICTURES_AT_MOST])
    asked = choice.assets
    return [
        Shown(
            asset,
            pictures.thumb(asset),
            place < PICTURES_AT_MOST if asked is None else asset.pk in asked,
        )
        for place, asset in enumerate(found)
    ]


def _openings(product: Product | None, choice: Choice) -> list[Opening]:
    provider = writer() if product else None
    subject = subjects.of_product(product) if product and provider else None
    names, like = wording.tones(), _likenesses()
    found = []
    for tone in writing.TONES:
        line = _first_line(provider, subject, choice, tone) if provider and subject else ""
        found.append(Opening(tone, names[tone], line or like[tone], bool(line)))
    return found


def _first_line(provider: CopyProvider, subject: Subject, choice: Choice, tone: str) -> str:
    request = CopyRequest(
        kind=writing.SCRIPT,
        language=choice.language,
        subject=subject,
        tone=tone,
        brief=choice.brief,
        seconds=choice.seconds,
        pictures=4,
    )
    scenes: Sequence[dict[str, Any]] = written(provider, request).get("scenes", [])
    return str(scenes[0].get("narration", "")) if scenes else ""


def _likenesses() -> dict[str, str]:
    return {
        "plain": _("Says what it is, and shows it."),
        "warm": _("Speaks to one person, calmly."),
        "lively": _("Short lines and a quick pace."),
    }


def _voices(language: str) -> list[Voice]:
    known = {voice.key: voice for voice in registry.voices() if voice.language == language}
    return list(known.values())
