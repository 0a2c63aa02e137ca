"""What is known of a product: its facts with where each was learnt, and its documents."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from assets import unread
from assets.forms import suggested_attributes
from assets.models import Asset, AssetVersion, Fact, Product, Proposal
from assets.screens.proposals import people_of, place_of, surety_of
from assets.services.proposals import counterpart, same

SHOWN = 8
MISSING = 3
WAITING = Proposal.State.PROPOSED


@dataclass(frozen=True, slots=True)
class Known:
    """One fact. note: a sentence where it differs from the main sheet, or from its own.

    href: where it stands in its document.
    """

    fact: Fact
    by: str
    note: str
    is_against: bool
    file: str
    place: str
    surety: str
    href_at: str
    origin: AssetVersion | None


@dataclass(frozen=True, slots=True)
class Facts:
    """All that is known. main: the file most of it stands in; missing: what is worth adding."""

    rows: list[Known]
    main: str
    missing: list[str]

    @property
    def first(self) -> list[Known]:
        """What is shown at once."""
        return self.rows[:SHOWN]

    @property
    def more(self) -> list[Known]:
        """What is behind "32 more"."""
        return self.rows[SHOWN:]


@dataclass(frozen=True, slots=True)
class Document:
    """A document of a product. state: of its reading; nothing when nobody asked for one."""

    asset: Asset
    state: str
    problem: str
    waiting: int


@dataclass(frozen=True, slots=True)
class Documents:
    """The documents of a product, the newest first."""

    rows: list[Document]

    @property
    def is_reading(self) -> bool:
        """Whether one of them is being read."""
        return any(row.state in ("waiting", "running") for row in self.rows)

    @property
    def waiting(self) -> int:
        """How many facts wait for a person."""
        return sum(row.waiting for row in self.rows)

    @property
    def next(self) -> Document | None:
        """The document to go on with."""
        return next((row for row in self.rows if row.waiting), None)


def facts(product: Product) -> Facts:
    """Return what is known of a product, in three questions at the most."""
    known = list(product.facts.select_related("origin__asset"))
    stated = list(Proposal.objects.filter(product=product))
    names = people_of([fact.confirmed_by_id for fact in known])
    files = Counter(_file(fact) for fact in known if fact.source == Fact.Source.SHEET)
    main = max(files, key=lambda file: files[file], default="")
    against = _against(known, stated)
    return Facts(
        rows=[_known(fact, names, main, against.get(fact.pk), stated) for fact in known],
        main=main,
        missing=_missing(known),
    )


def documents(product: Product) -> Documents:
    """Return the documents of a product, in one question."""
    rows = (
        Asset.objects.filter(
            product=product,
            kind__in=(Asset.Kind.DOCUMENT, Asset.Kind.SHEET),
            deleted_at__isnull=True,
            current__isnull=False,
        )
        .select_related("current", "current__reading")
        .defer("current__reading__text", "current__reading__found")
        .annotate(
            waiting=Count(
                "current__proposals",
                filter=Q(current__proposals__product=product, current__proposals__state=WAITING),
            )
        )
        .order_by("-created_at", "-pk")
    )
    return Documents([_document(asset) for asset in rows])


def _document(asset: Asset) -> Document:
    reading = getattr(asset.current, "reading", None)
    state = reading.state if reading else ""
    problem = unread.sentence(reading.problem) if reading and reading.problem else ""
    waiting: int = getattr(asset, "waiting", 0)
    return Document(asset, state, problem, waiting)


def _known(
    fact: Fact,
    names: Mapping[UUID, str],
    main: str,
    against: Proposal | None,
    stated: Sequence[Proposal],
) -> Known:
    by = names.get(fact.confirmed_by_id, "") if fact.confirmed_by_id else ""
    file, place = _file(fact), place_of(fact)
    note = ""
    if against is not None:
        words = {"who": by, "sheet": f"{against.value} {against.unit}".strip()}
        note = _("%(who)s. The sheet says %(sheet)s") % words
        note = note if by else _("The sheet says %(sheet)s") % words
    elif fact.source == Fact.Source.SHEET and file != main:
        note = f"{file} · {place}" if place else file
    cited = next((one for one in stated if one.fact_id == fact.pk), None)
    return Known(
        fact=fact,
        by=by,
        note=note,
        is_against=against is not None,
        file=file,
        place=place,
        surety=surety_of(fact.confidence) if fact.confidence is not None else "",
        href_at=f"at-{cited.pk.hex}" if cited else "",
        origin=fact.origin,
    )


def _against(known: Sequence[Fact], stated: Sequence[Proposal]) -> dict[UUID, Proposal]:
    """Return by fact what a document says otherwise, the last that does."""
    found = {}
    for proposal in stated:
        fact = counterpart(known, proposal.attribute, proposal.language)
        # Where an edit named it anew, the link tells which fact it became.
        fact = next((one for one in known if one.pk == proposal.fact_id), fact)
        if fact and not same(fact.value, fact.unit, proposal.value, proposal.unit):
            found[fact.pk] = proposal
    return found


def _missing(known: Sequence[Fact]) -> list[str]:
    said = {fact.attribute.casefold() for fact in known}
    return [name for name in suggested_attributes() if name.casefold() not in said][:MISSING]


def _file(fact: Fact) -> str:
    if fact.origin is None:
        return ""
    return fact.origin.filename or fact.origin.asset.name
