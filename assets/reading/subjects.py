"""Says whose a table is: of one product, of its variants, or of several products."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from assets.reading import shapes


@dataclass(frozen=True, slots=True)
class Subject:
    """The product somebody reads the document for: it tells its row from others' rows."""

    sku: str = ""
    names: tuple[str, ...] = ()

    def is_in(self, texts: Sequence[str]) -> bool:
        """Return whether one of the texts is this product's number or name."""
        folded = [" ".join(text.casefold().split()) for text in texts if text]
        if self.sku and self.sku.casefold() in folded:
            return True
        names = [" ".join(name.casefold().split()) for name in self.names if len(name) > 1]
        return any(name == text for name in names for text in folded)


class Several(IntEnum):
    """How many a table speaks of: one product, one in several variants, or several products."""

    NO = 0
    VARIANTS = 1
    PRODUCTS = 2


def several_of(names: Sequence[str], values: Sequence[str] = ()) -> Several:
    """Return whether names that stand once for several rows or columns tell products apart."""
    if shapes.orders_variants(names):
        return Several.VARIANTS
    return Several.PRODUCTS if shapes.names_products([*names, *values]) else Several.NO
