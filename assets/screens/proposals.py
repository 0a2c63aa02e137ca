"""A document beside the facts it states, for a person to decide about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from assets import unread
from assets.models import AssetVersion, Fact, Product, Proposal, Reading
from assets.screens import document
from assets.services.deciding import conflicting, is_sure
from assets.services.proposals import SURE, counterpart
from assets.services.reading import notes_of

LIKELY = 70


@dataclass(frozen=True, slots=True)
class Row:
    """One fact that is stated. seen: what the product says of the same; fact: what became of it.

    conflict: the sentence when the product says otherwise. anchor: where in the document it is.
    """

    proposal: Proposal
    place: str
    surety: str
    anchor: str
    seen: str
    conflict: str
    is_sure: bool
    fact: Fact | None
    by: str

    @property
    def value(self) -> str:
        """What is stated, with its unit."""
        return f"{self.proposal.value} {self.proposal.unit}".strip()

    @property
    def fact_value(self) -> str:
        """What the product says since it was confirmed."""
        return f"{self.fact.value} {self.fact.unit}".strip() if self.fact else self.value


@dataclass(frozen=True, slots=True)
class Desk:
    """A document on the left, its facts on the right. has_text: it is not only scanned pictures."""

    product: Product
    version: AssetVersion
    reading: Reading | None
    problem: str
    notes: list[str]
    has_text: bool
    sheets: list[document.Sheet]
    waiting: list[Row] = field(default_factory=list)
    confirmed: list[Row] = field(default_factory=list)
    rejected: list[Row] = field(default_factory=list)

    @property
    def is_reading(self) -> bool:
        """Whether a worker is at it, or will be."""
        return self.reading is not None and self.reading.state in ("waiting", "running")

    @property
    def sure(self) -> int:
        """How many may be confirmed at once."""
        return sum(row.is_sure for row in self.waiting)

    @property
    def decided(self) -> int:
        """How many of all were decided."""
        return len(self.confirmed) + len(self.rejected)

    @property
    def total(self) -> int:
        """How many there are."""
        return len(self.waiting) + self.decided


def desk(product_id: UUID, version_id: UUID, *, reader: User, origin: str) -> Desk:
    """Return the page of one document of a product.

    Raises:
        Product.DoesNotExist, AssetVersion.DoesNotExist: no such product, or no document of it.
    """
    product = Product.objects.prefetch_related("facts").get(pk=product_id)
    version = AssetVersion.objects.select_related("asset").get(
        pk=version_id, asset__product=product, asset__kind__in=("document", "sheet")
    )
    reading = (
        Reading.objects.prefetch_related("pages").filter(version=version).defer("text").first()
    )
    stated = list(Proposal.objects.filter(product=product, version=version).select_related("fact"))
    places = document.Places(stated)
    shown = document.sheets(list(reading.pages.all()), places, origin=origin) if reading else []
    codes = notes_of(reading) if reading and reading.state == "ready" else []
    desk = Desk(
        product=product,
        version=version,
        reading=reading,
        problem=unread.sentence(reading.problem) if reading and reading.problem else "",
        notes=unread.notes(codes),
        has_text="no-text" not in codes,
        sheets=shown,
    )
    _fill(desk, stated, places.anchors, reader)
    return desk


def place_of(source: Any) -> str:
    """Return where in a document something stands. source: a fact or a proposal."""
    if source.sheet and source.cell:
        return _("%(sheet)s, cell %(cell)s") % {"sheet": source.sheet, "cell": source.cell}
    if source.cell:
        return _("Cell %(cell)s") % {"cell": source.cell}
    if source.page:
        return _("Page %(page)s") % {"page": source.page}
    return str(source.sheet)


def surety_of(confidence: int) -> str:
    """Return how sure a reading is, in words and in per cent."""
    if confidence >= SURE:
        return _("Sure, %(percent)s %%") % {"percent": confidence}
    if confidence >= LIKELY:
        return _("Likely, %(percent)s %%") % {"percent": confidence}
    return _("Unsure, %(percent)s %%") % {"percent": confidence}


def people_of(ids: Sequence[UUID | None]) -> Mapping[UUID, str]:
    """Return what people are called."""
    wanted = {one for one in ids if one}
    return {pk: user.label for pk, user in User.objects.in_bulk(wanted).items()} if wanted else {}


def _fill(
    desk: Desk, stated: Sequence[Proposal], anchors: Mapping[UUID, str], reader: User
) -> None:
    facts = list(desk.product.facts.all())
    names = people_of(
        [one.decided_by_id for one in stated] + [fact.confirmed_by_id for fact in facts]
    )
    groups = {"proposed": desk.waiting, "confirmed": desk.confirmed, "rejected": desk.rejected}
    for proposal in stated:
        fact = counterpart(facts, proposal.attribute, proposal.language)
        against = conflicting(proposal, facts) if proposal.state == "proposed" else None
        row = Row(
            proposal=proposal,
            place=place_of(proposal),
            surety=surety_of(proposal.confidence),
            anchor=anchors.get(proposal.pk, ""),
            seen=f"{fact.value} {fact.unit}".strip() if fact else "",
            conflict=_against(proposal, against, names, reader) if against else "",
            is_sure=proposal.state == "proposed" and is_sure(proposal, facts),
            fact=proposal.fact,
            by=names.get(proposal.decided_by_id, "") if proposal.decided_by_id else "",
        )
        groups[proposal.state].append(row)


def _against(proposal: Proposal, fact: Fact, names: Mapping[UUID, str], reader: User) -> str:
    words = {
        "sheet": f"{proposal.value} {proposal.unit}".strip(),
        "fact": f"{fact.value} {fact.unit}".strip(),
        "who": names.get(fact.confirmed_by_id, "") if fact.confirmed_by_id else "",
    }
    if fact.source != Fact.Source.TYPED or not words["who"]:
        return _("The sheet says %(sheet)s, the product says %(fact)s.") % words
    if fact.confirmed_by_id == reader.pk:
        return _("The sheet says %(sheet)s, you said %(fact)s.") % words
    return _("The sheet says %(sheet)s, %(who)s said %(fact)s.") % words
