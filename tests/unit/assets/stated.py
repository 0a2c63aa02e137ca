"""What is known and stated of a product, for tests of proposals."""

from uuid import UUID

from assets.models import Fact, Product, Proposal


def known(product: Product) -> list[str]:
    return [str(fact) for fact in Fact.objects.filter(product=product)]


def ids(rows: list[Proposal], *names: str) -> list[UUID]:
    return [row.pk for row in rows if row.attribute in names]


def states(product: Product) -> dict[str, str]:
    return dict(Proposal.objects.filter(product=product).values_list("attribute", "state"))
