"""Facts: single values known of a product, each with where it was learnt."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts.models import User
from assets import texts
from assets.models import Fact, Product, Proposal
from assets.services.products import Conflict, record, step
from audit.actions import Action

MAX_FACTS = 200


@dataclass(frozen=True, slots=True)
class FactValue:
    """One fact as a person writes it. language: empty when the value is the same in all.

    Tags of languages are the same in upper and lower case (BCP 47), so one of the two is kept.
    """

    attribute: str
    value: str
    unit: str = ""
    language: str = ""

    def __post_init__(self) -> None:
        for name in self.__slots__:
            object.__setattr__(self, name, texts.clean(getattr(self, name)))
        object.__setattr__(self, "language", self.language.lower())

    @property
    def key(self) -> tuple[str, str]:
        """What makes it the same fact: upper and lower case do not."""
        return self.attribute.lower(), self.language

    def __str__(self) -> str:
        return f"{self.value} {self.unit}".strip()


class FactRepeated(Exception):
    """The product says this already: one attribute has one value a language."""

    code = "fact-repeated"

    def __init__(self, attribute: str) -> None:
        super().__init__(attribute)
        self.attribute = attribute

    def __str__(self) -> str:
        return _(
            "%(attribute)s is already there. Change that one, or name this one differently."
        ) % {"attribute": self.attribute}


def writer(facts: Sequence[FactValue], *, actor: User) -> Callable[[Product], None]:
    """Return what writes these facts of a new product, in the transaction that adds it.

    Raises:
        FactRepeated: an attribute stands twice in one language.
    """
    _refuse_repeated(facts)

    def write(product: Product) -> None:
        for position, value in enumerate(facts):
            write_fact(product, None, value, position=position, actor=actor)
        if facts:
            known = {label(value): (None, str(value)) for value in facts}
            record(Action.FACT_CHANGED, product, actor=actor, changes=known)

    return write


def set_facts(
    product_id: UUID, facts: Sequence[FactValue], *, actor: User, version: int | None = None
) -> Product:
    """Make `facts`, in this order, all that is known of the product.

    What stays the same keeps its source and who confirmed it.
    version: the product's, when the caller wants a concurrent change to be refused.

    Raises:
        Product.DoesNotExist: no such product.
        FactRepeated: an attribute stands twice in one language.
        Conflict: the product is at another version by now.
    """
    _refuse_repeated(facts)
    with transaction.atomic(durable=True):
        product = locked(product_id, version=version, given=facts)
        known = {(fact.attribute.lower(), fact.language): fact for fact in product.facts.all()}
        before = {label(fact): shown(fact) for fact in known.values()}
        kept = [known[value.key].pk for value in facts if value.key in known]
        product.facts.exclude(pk__in=kept).delete()
        for position, value in enumerate(facts):
            write_fact(product, known.get(value.key), value, position=position, actor=actor)
        after = {label(value): str(value) for value in facts}
        finish(product, before=before, after=after, actor=actor)
    return product


def save_fact(
    product_id: UUID, value: FactValue, *, actor: User, fact_id: UUID | None = None
) -> Fact:
    """Add a fact at the end, or change the one named.

    Raises:
        Product.DoesNotExist, Fact.DoesNotExist: no such product or fact.
        FactRepeated: another fact of the product has this attribute.
    """
    with transaction.atomic(durable=True):
        product = locked(product_id, version=None)
        old = product.facts.get(pk=fact_id) if fact_id else None
        before = {label(old): shown(old)} if old else {}
        last = product.facts.aggregate(last=Max("position"))["last"]
        position = old.position if old else (0 if last is None else last + 1)
        try:
            with transaction.atomic():
                fact = write_fact(product, old, value, position=position, actor=actor)
        except IntegrityError as error:
            raise FactRepeated(value.attribute) from error
        finish(product, before=before, after={label(value): str(value)}, actor=actor)
    return fact


def remove_fact(product_id: UUID, fact_id: UUID, *, actor: User) -> None:
    """Forget a fact.

    Raises:
        Product.DoesNotExist, Fact.DoesNotExist: no such product or fact.
    """
    with transaction.atomic(durable=True):
        product = locked(product_id, version=None)
        fact = product.facts.get(pk=fact_id)
        before = {label(fact): shown(fact)}
        fact.delete()
        finish(product, before=before, after={}, actor=actor)


def locked(product_id: UUID, *, version: int | None, given: Sequence[FactValue] = ()) -> Product:
    """Return the product, held until the transaction ends.

    given: what its facts were to be, for who reads of the conflict.

    Raises:
        Product.DoesNotExist: no such product.
        Conflict: it is at another version than `version`.
    """
    product = Product.objects.select_for_update().get(pk=product_id)
    if version is not None and product.version != version:
        raise Conflict(
            current=product.version,
            yours=version,
            now=[told(fact) for fact in product.facts.all()],
            given=[told(value) for value in given],
        )
    return product


def write_fact(
    product: Product,
    old: Fact | None,
    value: FactValue,
    *,
    position: int,
    actor: User,
    origin: Proposal | None = None,
) -> Fact:
    """Write a fact, new or over `old`; joins the transaction that is open.

    origin: the proposal it is confirmed by. A value that is another than what is proposed was
    typed: it keeps where the document says otherwise.
    """
    fact = old or Fact(product=product)
    is_new_value = old is None or (old.value, old.unit) != (value.value, value.unit)
    is_renamed = old is not None and old.attribute.lower() != value.attribute.lower()
    fact.attribute, fact.value = value.attribute, value.value
    fact.unit, fact.language = value.unit, value.language
    fact.position = position
    if origin is not None:
        _cite(fact, origin)
    elif is_renamed:
        # What a sheet says of one thing is no source of another.
        fact.origin, fact.page, fact.sheet, fact.cell, fact.quote = None, None, "", "", ""
    if origin is not None or is_new_value:
        is_typed = origin is None or (origin.value, origin.unit) != (value.value, value.unit)
        # What a person types, they vouch for.
        fact.source = Fact.Source.TYPED if is_typed else Fact.Source.SHEET
        fact.confidence = None if origin is None or is_typed else origin.confidence
        fact.confirmed_by = actor
        fact.confirmed_at = Now()
    fact.save()
    return fact


def _cite(fact: Fact, origin: Proposal) -> None:
    fact.origin_id = origin.version_id
    fact.page, fact.sheet, fact.cell = origin.page, origin.sheet, origin.cell
    fact.quote = origin.quote


def finish(product: Product, *, before: dict[str, str], after: dict[str, str], actor: User) -> None:
    """Raise the product's version and record what differs, unless nothing does."""
    names = [*before, *(name for name in after if name not in before)]
    changes = {
        name: (before.get(name), after.get(name))
        for name in names
        if before.get(name) != after.get(name)
    }
    if not changes:
        return
    step(product.pk, version=product.version)
    product.refresh_from_db()
    record(Action.FACT_CHANGED, product, actor=actor, changes=changes)


def _refuse_repeated(facts: Sequence[FactValue]) -> None:
    seen: set[tuple[str, str]] = set()
    for value in facts:
        if value.key in seen:
            raise FactRepeated(value.attribute)
        seen.add(value.key)


def told(fact: Fact | FactValue | Proposal) -> dict[str, str]:
    """Return a fact as plain values."""
    return {name: getattr(fact, name) for name in ("attribute", "value", "unit", "language")}


def label(fact: Fact | FactValue) -> str:
    """Return what the trail calls a fact."""
    return f"{fact.attribute} ({fact.language})" if fact.language else fact.attribute


def shown(fact: Fact) -> str:
    """Return the value with its unit."""
    return f"{fact.value} {fact.unit}".strip()
