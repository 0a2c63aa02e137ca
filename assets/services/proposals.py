"""What documents state of products: proposed, then confirmed, edited or rejected by a person."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts.models import User
from assets import places
from assets.models import Asset, AssetVersion, Fact, Product, Proposal, Reading
from assets.services import work
from assets.services.products import record
from audit import services as audit
from audit.actions import Action
from workspaces import tenancy

# From here on a reading is called sure.
SURE = 90
MAX_PROPOSALS = 200
# What the reader notes of a table of many products.
MANY = "many-products"
Key = tuple[str, str]
# What a reading tells of a fact, under the names of `Proposal`.
STATED = (
    "attribute",
    "value",
    "unit",
    "language",
    "page",
    "sheet",
    "cell",
    "quote",
    "box",
    "confidence",
)


class NotWaiting(Exception):
    """A proposal was decided meanwhile, or is not there any more: nothing is written."""

    code = "proposal-decided"

    def __str__(self) -> str:
        return _(
            "Somebody has decided about this already, or the sheet does not say it any more. Look"
            " at what is there now. Nothing was overwritten."
        )


def propose(product_id: UUID, version_id: UUID, *, actor: audit.Actor) -> int:
    """Propose to a product what a document states; return how many facts wait that did not.

    Raises:
        Product.DoesNotExist: no such product.
        Reading.DoesNotExist: the document was not read (yet).
    """
    with transaction.atomic(durable=True):
        return write(product_id, version_id, actor=actor)


def write_of(files: Iterable[Asset], *, actor: audit.Actor) -> None:
    """Propose to the products of these files what they state; joins the transaction.

    What is not read yet is proposed when it was.
    """
    read = {
        file.current_id: file.product_id
        for file in files
        if file.product_id and file.kind in (Asset.Kind.DOCUMENT, Asset.Kind.SHEET)
    }
    ready = Reading.objects.filter(version__in=read, state=Reading.State.READY)
    for version_id in list(ready.values_list("version_id", flat=True)):
        write(read[version_id], version_id, actor=actor)


def write(product_id: UUID, version_id: UUID, *, actor: audit.Actor) -> int:
    """Propose to a product what a document states; joins the transaction that is open.

    Quiet is what the product says already and what was rejected before. What waited and is not
    stated any more, by this edition of the file, is taken back.
    """
    product = Product.objects.select_for_update().get(pk=product_id)
    reading = Reading.objects.select_related("version").get(
        version=version_id, state=Reading.State.READY
    )
    if _is_of_another(reading, product):
        # Its row of a table of many was not read: that is done anew, and proposed then.
        work.again(reading)
        work.send(reading, schema_name=tenancy.current())
        return 0
    stated = best(reading.found)
    _take_back(product, reading.version, stated)
    news = _news(product, reading.version, stated)
    Proposal.objects.bulk_create(news, ignore_conflicts=True)
    if news:
        audit.record(
            Action.FACTS_PROPOSED,
            actor=actor,
            workspace_id=places.workspace_id(),
            target=audit.Target("product", str(product.pk), product.name),
            details=audit.Details(
                data={"facts": len(news), "asset": str(reading.version.asset_id)}
            ),
        )
    return len(news)


def best(found: Sequence[Mapping[str, Any]]) -> dict[Key, Mapping[str, Any]]:
    """Return one statement an attribute and language, the surest, in the document's order."""
    stated: dict[Key, Mapping[str, Any]] = {}
    for fact in found:
        key = (fact["attribute"].lower(), fact["language"])
        if key not in stated or fact["confidence"] > stated[key]["confidence"]:
            stated[key] = fact
    return dict(list(stated.items())[:MAX_PROPOSALS])


def same(value: str, unit: str, other: str, other_unit: str) -> bool:
    """Return whether two say the same: case, spaces and where the unit is written do not matter."""
    return _plain(value, unit) == _plain(other, other_unit)


def counterpart(facts: Iterable[Fact], attribute: str, language: str) -> Fact | None:
    """Return the fact a statement would replace: of its language, else of none."""
    known = {(fact.attribute.lower(), fact.language): fact for fact in facts}
    return known.get((attribute.lower(), language)) or known.get((attribute.lower(), ""))


def reject(product_id: UUID, ids: Sequence[UUID], *, actor: User) -> list[UUID]:
    """Say of proposals that they are not so; return them.

    Raises:
        Product.DoesNotExist: no such product.
        NotWaiting: one of them does not wait for a decision.
    """
    return _move(
        product_id,
        ids,
        before=Proposal.State.PROPOSED,
        after=Proposal.State.REJECTED,
        action=Action.FACTS_REJECTED,
        actor=actor,
    )


def put_back(product_id: UUID, ids: Sequence[UUID], *, actor: User) -> list[UUID]:
    """Let rejected proposals wait again; return them.

    Raises:
        Product.DoesNotExist: no such product.
        NotWaiting: one of them was not rejected.
    """
    return _move(
        product_id,
        ids,
        before=Proposal.State.REJECTED,
        after=Proposal.State.PROPOSED,
        action=Action.FACTS_PROPOSED,
        actor=actor,
    )


def _move(
    product_id: UUID,
    ids: Sequence[UUID],
    *,
    before: Proposal.State,
    after: Proposal.State,
    action: Action,
    actor: User,
) -> list[UUID]:
    is_open = after == Proposal.State.PROPOSED
    with transaction.atomic(durable=True):
        product = Product.objects.select_for_update().get(pk=product_id)
        found = waiting(product, ids, state=before)
        Proposal.objects.filter(pk__in=[row.pk for row in found]).update(
            state=after,
            decided_by=None if is_open else actor,
            decided_at=None if is_open else Now(),
        )
        if found:
            record(action, product, actor=actor, data={"facts": len(found)})
    return [row.pk for row in found]


def waiting(
    product: Product, ids: Sequence[UUID], *, state: str = Proposal.State.PROPOSED
) -> list[Proposal]:
    """Return these proposals of a locked product, in their order.

    Raises:
        NotWaiting: one of them is not there, or in another state.
    """
    found = list(of_the_library(Proposal.objects.filter(product=product, pk__in=ids, state=state)))
    if len(found) != len(set(ids)):
        raise NotWaiting
    return found


def of_the_library(proposals: QuerySet[Proposal]) -> QuerySet[Proposal]:
    """Leave out what waits and is of a document in the bin: nobody can look at it."""
    waits = Q(state=Proposal.State.PROPOSED, version__asset__deleted_at__isnull=False)
    return proposals.exclude(waits)


def _is_of_another(reading: Reading, product: Product) -> bool:
    known = reading.problem_data
    return MANY in known.get("notes", []) and known.get("subject") != str(product.pk)


def _take_back(product: Product, version: AssetVersion, stated: Mapping[Key, Any]) -> None:
    waiting = Proposal.objects.filter(
        product=product, version__asset=version.asset_id, state=Proposal.State.PROPOSED
    )
    gone = [
        proposal.pk
        for proposal in waiting
        if proposal.version_id != version.pk or not _is_still_stated(proposal, stated)
    ]
    Proposal.objects.filter(pk__in=gone).delete()


def _news(
    product: Product, version: AssetVersion, stated: Mapping[Key, Mapping[str, Any]]
) -> list[Proposal]:
    facts = list(product.facts.all())
    earlier = list(Proposal.objects.filter(product=product))
    mine = {_key(proposal) for proposal in earlier if proposal.version_id == version.pk}
    # What was confirmed and edited since is asked anew; what waits or was rejected, is not.
    quiet = {
        (*_key(proposal), _plain(proposal.value, proposal.unit))
        for proposal in earlier
        if proposal.state != Proposal.State.CONFIRMED
    }
    return [
        Proposal(
            product=product,
            version=version,
            position=position,
            **{name: fact[name] for name in STATED},
        )
        for position, (key, fact) in enumerate(stated.items())
        if key not in mine
        and (*key, _plain(fact["value"], fact["unit"])) not in quiet
        and not _is_said(facts, fact)
    ]


def _is_still_stated(proposal: Proposal, stated: Mapping[Key, Mapping[str, Any]]) -> bool:
    now = stated.get(_key(proposal))
    return now is not None and all(getattr(proposal, name) == now[name] for name in STATED)


def _is_said(facts: Sequence[Fact], stated: Mapping[str, Any]) -> bool:
    fact = counterpart(facts, stated["attribute"], stated["language"])
    return fact is not None and same(fact.value, fact.unit, stated["value"], stated["unit"])


def _key(proposal: Proposal) -> Key:
    return proposal.attribute.lower(), proposal.language


def _plain(value: str, unit: str) -> str:
    return "".join(f"{value}{unit}".casefold().split())
