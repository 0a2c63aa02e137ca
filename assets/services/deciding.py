"""A person confirms what documents state of a product, and may take that back at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Now
from django.utils.dateparse import parse_datetime

from accounts.models import User
from assets.models import AssetVersion, Fact, Product, Proposal
from assets.services.facts import FactRepeated, FactValue, finish, label, locked, shown, write_fact
from assets.services.products import Conflict
from assets.services.proposals import SURE, counterpart, of_the_library, same, waiting

_KEPT = (
    "attribute",
    "value",
    "unit",
    "language",
    "source",
    "origin_id",
    "page",
    "sheet",
    "cell",
    "quote",
    "confidence",
    "position",
    "confirmed_by_id",
    "confirmed_at",
)


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What was confirmed. back: what `take_back` needs, as plain values."""

    product: Product
    facts: list[Fact]
    back: dict[str, Any]


def confirm(
    product_id: UUID,
    ids: Sequence[UUID],
    *,
    actor: User,
    edits: Mapping[UUID, FactValue] | None = None,
    version: int | None = None,
    seen: Mapping[UUID, str] | None = None,
) -> Confirmed:
    """Make proposals facts of the product; what it said of the same before is replaced.

    edits: what is confirmed instead of what is proposed. version: the product's, and seen: what
    it said of the same ("350 ml", or nothing), when a concurrent change is to be refused.

    Raises:
        Product.DoesNotExist: no such product.
        NotWaiting: one of them does not wait for a decision.
        Conflict: the product is at another version, or says something else by now.
        FactRepeated: an edit names what another fact of the product is of.
    """
    with transaction.atomic(durable=True):
        product = locked(product_id, version=version, given=list((edits or {}).values()))
        return _confirm(product, waiting(product, ids), actor, edits or {}, seen or {})


def confirm_sure(product_id: UUID, version_id: UUID, *, actor: User) -> Confirmed:
    """Confirm what a document surely states, but for what the product says otherwise.

    Raises:
        Product.DoesNotExist: no such product.
    """
    with transaction.atomic(durable=True):
        product = locked(product_id, version=None)
        facts = list(product.facts.all())
        stated = of_the_library(
            Proposal.objects.filter(
                product=product, version=version_id, state=Proposal.State.PROPOSED
            )
        )
        return _confirm(product, [one for one in stated if is_sure(one, facts)], actor, {}, {})


def is_sure(proposal: Proposal, facts: Sequence[Fact]) -> bool:
    """Return whether it may be confirmed with others, unlooked at: nothing speaks against it."""
    return proposal.confidence >= SURE and conflicting(proposal, facts) is None


def conflicting(proposal: Proposal, facts: Sequence[Fact]) -> Fact | None:
    """Return the fact that says something else of the same."""
    fact = counterpart(facts, proposal.attribute, proposal.language)
    if fact is None or same(fact.value, fact.unit, proposal.value, proposal.unit):
        return None
    return fact


def take_back(product_id: UUID, back: Mapping[str, Any], *, actor: User) -> Product:
    """Undo what was confirmed: the proposals wait again, the facts are as they were before.

    Raises:
        Product.DoesNotExist: no such product.
        NotWaiting: a proposal is in another state by now.
        Conflict: the product was changed since.
    """
    with transaction.atomic(durable=True):
        product = locked(product_id, version=back["version"])
        ids = [UUID(text) for text in back["proposals"]]
        confirmed = waiting(product, ids, state=Proposal.State.CONFIRMED)
        Proposal.objects.filter(pk__in=[one.pk for one in confirmed]).update(
            state=Proposal.State.PROPOSED, decided_by=None, decided_at=None, fact=None
        )
        touched = product.facts.in_bulk([UUID(text) for text in back["facts"]])
        before = {label(fact): shown(fact) for fact in touched.values()}
        after: dict[str, str] = {}
        # What is new goes first: it may stand where an older one returns to.
        for text, was in sorted(back["facts"].items(), key=lambda item: item[1] is not None):
            fact = touched[UUID(text)]
            if was is None:
                fact.delete()
                continue
            _restore(fact, was)
            after[label(fact)] = shown(fact)
        finish(product, before=before, after=after, actor=actor)
    return product


def _confirm(
    product: Product,
    proposals: Sequence[Proposal],
    actor: User,
    edits: Mapping[UUID, FactValue],
    seen: Mapping[UUID, str],
) -> Confirmed:
    facts = list(product.facts.all())
    last = product.facts.aggregate(last=Max("position"))["last"]
    position = 0 if last is None else last + 1
    before: dict[str, str] = {}
    after: dict[str, str] = {}
    kept: dict[str, Any] = {}
    written: list[Fact] = []
    for proposal in proposals:
        value = edits.get(proposal.pk) or _value(proposal)
        old = _old(product, facts, proposal, value, seen)
        if old is None:
            place, position = position, position + 1
        else:
            place = old.position
            before.setdefault(label(old), shown(old))
            kept.setdefault(str(old.pk), _snapshot(old))
        fact = write_fact(product, old, value, position=place, actor=actor, origin=proposal)
        kept.setdefault(str(fact.pk), None)
        after[label(fact)] = shown(fact)
        if old is None:
            facts.append(fact)
        written.append(fact)
        proposal.state, proposal.fact = Proposal.State.CONFIRMED, fact
        proposal.decided_by, proposal.decided_at = actor, Now()
        proposal.save(update_fields=["state", "fact", "decided_by", "decided_at"])
    finish(product, before=before, after=after, actor=actor)
    back = {
        "proposals": [str(proposal.pk) for proposal in proposals],
        "facts": kept,
        "version": product.version,
    }
    return Confirmed(product, written, back)


def _old(
    product: Product,
    facts: Sequence[Fact],
    proposal: Proposal,
    value: FactValue,
    seen: Mapping[UUID, str],
) -> Fact | None:
    """Return the fact that is replaced."""
    old = counterpart(facts, proposal.attribute, proposal.language)
    if proposal.pk in seen and seen[proposal.pk] != (shown(old) if old else ""):
        raise Conflict(
            current=product.version,
            yours=product.version,
            now=shown(old) if old else "",
            given=str(value),
        )
    taken = counterpart(facts, value.attribute, value.language)
    if taken is not None and taken != old:
        raise FactRepeated(value.attribute)
    return old


def _value(proposal: Proposal) -> FactValue:
    return FactValue(proposal.attribute, proposal.value, proposal.unit, proposal.language)


def _snapshot(fact: Fact) -> dict[str, Any]:
    values = {name: getattr(fact, name) for name in _KEPT}
    return {
        name: value if isinstance(value, int | str | None) else str(value)
        for name, value in values.items()
    }


def _restore(fact: Fact, was: Mapping[str, Any]) -> None:
    for name in _KEPT:
        setattr(fact, name, was[name])
    if was["confirmed_at"] is not None:
        fact.confirmed_at = parse_datetime(was["confirmed_at"])
    # The version it stood in may have been deleted meanwhile; held, it is there until the commit.
    if fact.origin_id is not None:
        there = AssetVersion.objects.select_for_update(no_key=True)
        fact.origin = there.filter(pk=fact.origin_id).first()
    fact.save()
