"""Products as writers see them."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import F, Func, IntegerField, OuterRef, Subquery
from django.utils.translation import gettext as _

from assets import money
from assets.models import Product
from generation.models import Text
from generation.orders import BadRequest
from generation.providers.base import KnownFact, Subject

NAMES_IN_TITLE = 3


def of_product(product: Product) -> Subject:
    """Return what is known of a product, its facts in their order.

    Only what a person vouches for may be claimed.
    """
    return Subject(
        name=product.name,
        name_zh=product.name_zh,
        brand=product.brand,
        category=product.category,
        price=money.shown(product.price_minor, product.currency),
        facts=tuple(
            KnownFact(fact.attribute, fact.value, fact.unit, fact.language.lower())
            for fact in product.facts.all()
            if fact.confirmed_at is not None
        ),
    )


def products_of(product_ids: Sequence[UUID]) -> list[Product]:
    """Return these products, each once, in this order.

    Raises:
        BadRequest: none is named, or one of them is not there.
    """
    wanted = list(dict.fromkeys(product_ids))
    if not wanted:
        raise BadRequest("nothing-chosen", _("Choose at least one product."))
    found = Product.objects.in_bulk(wanted)
    missing = [product_id for product_id in wanted if product_id not in found]
    if missing:
        raise BadRequest(
            "product-unknown",
            _("There is no product %(id)s in this workspace.") % {"id": missing[0]},
        )
    return [found[product_id] for product_id in wanted]


def title_of(products: Iterable[Product]) -> str:
    """Return what a job is called: its few products; nothing when there are many."""
    names = list(dict.fromkeys(product.name for product in products))
    return ", ".join(names)[:160] if len(names) <= NAMES_IN_TITLE else ""


def texts_of_product() -> Subquery:
    """Return how many texts tell of the product of the question around it (a hook of assets)."""
    written = Text.objects.filter(product=OuterRef("pk"), current__isnull=False).order_by()
    count = Func(F("pk"), function="COUNT", output_field=IntegerField())
    return Subquery(written.annotate(n=count).values("n"))
