"""What is chosen in the copy studio, read from its address or its form."""

from dataclasses import dataclass
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import get_language

from generation.given import whole, words
from generation.kinds.copy import MAX_BRIEF, CopyOrder
from generation.pipelines.copy import KINDS, LANGUAGES, LENGTHS, NETWORKS, TONES

PRODUCTS_AT_MOST = 100
FIRST_KINDS = ("title", "description", "selling_points")
TELLING = "description"


@dataclass(frozen=True, slots=True)
class Choice:
    """What is to be written of what. show, show_language, show_network: the sample looked at."""

    products: tuple[UUID, ...] = ()
    kinds: tuple[str, ...] = FIRST_KINDS
    languages: tuple[str, ...] = ("en",)
    networks: tuple[str, ...] = ("instagram",)
    tone: str = "plain"
    length: str = "medium"
    brief: str = ""
    show: str = ""
    show_language: str = ""
    show_network: str = ""

    @property
    def shown_kind(self) -> str:
        """The kind the sample is of: the one looked at, else one that has something to read."""
        if self.show in self.kinds:
            return self.show
        return TELLING if TELLING in self.kinds else next(iter(self.kinds), "")

    @property
    def shown_language(self) -> str:
        """The sample's language."""
        if self.show_language in self.languages:
            return self.show_language
        return next(iter(self.languages), "")

    @property
    def shown_network(self) -> str:
        """Where the sample goes when it is a post."""
        if self.show_network in self.networks:
            return self.show_network
        return next(iter(self.networks), "")

    @property
    def texts_each(self) -> int:
        """How many texts are written of one product in one language."""
        posts = len(self.networks) if "post" in self.kinds else 0
        return posts + sum(kind != "post" for kind in self.kinds)

    @property
    def count(self) -> int:
        """How many texts the choice makes."""
        return len(self.products) * self.texts_each * len(self.languages)

    def order(self, *, first: int | None = None) -> CopyOrder:
        """Return what the choice orders. first: only so many of them."""
        return CopyOrder(
            product_ids=self.products,
            kinds=self.kinds,
            languages=self.languages,
            networks=self.networks,
            tone=self.tone,
            length=self.length,
            brief=self.brief,
            first=first,
        )


def choice_of(query: QueryDict) -> Choice:
    """Return the choice an address or a form tells; what is none of ours is left out.

    What is not named at all has its first value; what is named and empty is empty.
    """
    reader = "zh-hans" if (get_language() or "").startswith("zh") else "en"
    network = "xiaohongshu" if reader == "zh-hans" else "instagram"
    return Choice(
        products=products_in(query),
        kinds=_several(query, "kind", KINDS, FIRST_KINDS),
        languages=_several(query, "language", LANGUAGES, (reader,)),
        networks=_several(query, "network", NETWORKS, (network,)),
        tone=_one(query, "tone", TONES, "plain"),
        length=_one(query, "length", LENGTHS, "medium"),
        brief=words(query.get("brief", "")).replace("\r\n", "\n").strip()[: MAX_BRIEF + 1],
        show=_one(query, "show", KINDS, ""),
        show_language=_one(query, "show_language", LANGUAGES, ""),
        show_network=_one(query, "show_network", NETWORKS, ""),
    )


def products_in(query: QueryDict) -> tuple[UUID, ...]:
    """Return the products chosen, each once."""
    found = []
    for word in _words(query, "product"):
        try:
            found.append(UUID(word))
        except ValueError:
            continue
    return tuple(dict.fromkeys(found))[:PRODUCTS_AT_MOST]


def first_of(query: QueryDict) -> int | None:
    """Return how many of the texts are wanted at most; None for all."""
    return whole(query.get("first", "")) or None


def _several(
    query: QueryDict, name: str, known: tuple[str, ...], first: tuple[str, ...]
) -> tuple[str, ...]:
    if name not in query:
        return first
    given = set(_words(query, name))
    return tuple(word for word in known if word in given)


def _one(query: QueryDict, name: str, known: tuple[str, ...], first: str) -> str:
    given = query.get(name, "")
    return given if given in known else first


def _words(query: QueryDict, name: str) -> list[str]:
    found = (word.strip() for value in query.getlist(name) for word in value.split(","))
    return list(dict.fromkeys(word for word in found if word))
