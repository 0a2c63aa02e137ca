"""What units cost us and are sold for: the sheet that holds now, frozen with each hold.

Sums are counted in millionths of a minor unit, so that prices of a thousand units add up, and
rounded once, when they are told: charges down, costs up.
"""

from collections.abc import Sequence

from django.db.models import QuerySet

from billing import sql
from billing.models import PriceLine, PriceSheet
from billing.shapes import Price

MICROS = 1_000_000


def present() -> PriceSheet | None:
    """Return the sheet that holds now; None while there is none."""
    return _held().first()


def freeze(meter: str, *, kind: str = "", provider: str = "", own_key: bool = False) -> Price:
    """Return what units of a meter cost and are sold for at this moment; free when nothing says.

    kind: of the work; provider: whose units they are. own_key: the workspace pays the provider
    itself, so that the units cost us nothing; they are counted and sold all the same.
    """
    lines = PriceLine.objects.filter(meter=meter, sheet__in=_held()[:1]).select_related("sheet")
    line = _best(list(lines), kind=kind, provider=provider)
    if line is None:
        return Price(provider=provider, own_key=own_key)
    return Price(
        unit_price=line.unit_price,
        unit_cost=0 if own_key else line.unit_cost,
        currency=line.sheet.currency,
        version=line.sheet.version,
        per_units=line.per_units,
        provider=provider,
        own_key=own_key,
    )


def _held() -> QuerySet[PriceSheet]:
    """Return the sheets that hold or held, the present one first."""
    return PriceSheet.objects.filter(effective_at__lte=sql.Now()).order_by(
        "-effective_at", "-version"
    )


def micros(units: int, *, unit_price: int, per_units: int) -> int:
    """Return what units come to, in millionths of a minor unit."""
    return units * unit_price * MICROS // per_units


def quoted(price: Price, units: int) -> int:
    """Return what units would be charged at a price, in minor units."""
    total = micros(units, unit_price=price.unit_price, per_units=price.per_units)
    return charged(total)


def charged(total: int) -> int:
    """Return what is charged, in minor units: what is begun is given to the customer."""
    return total // MICROS


def spent(total: int) -> int:
    """Return what it cost us, in minor units: what is begun counts whole."""
    return -(-total // MICROS)


def _best(lines: Sequence[PriceLine], *, kind: str, provider: str) -> PriceLine | None:
    """Return the line that says most of what is asked for; of equals the one that says the kind."""
    fitting = [
        line for line in lines if line.kind in ("", kind) and line.provider in ("", provider)
    ]
    ranked = sorted(
        fitting,
        key=lambda line: (bool(line.kind) + bool(line.provider), bool(line.kind)),
        reverse=True,
    )
    return ranked[0] if ranked else None
