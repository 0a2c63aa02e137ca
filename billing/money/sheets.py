"""Price sheets: published as new versions, never changed; what is held keeps the price it has."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from audit import services as audit
from audit.actions import Action
from billing import sql
from billing.models import Meter, PriceLine, PriceSheet
from workspaces.currencies import CURRENCIES


class SheetMoved(Exception):
    """The newest sheet is no longer the one that was seen; `version` says which it is."""

    def __init__(self, version: int) -> None:
        super().__init__(f"the newest sheet is {version}")
        self.version = version


@dataclass(frozen=True, slots=True)
class NewPrice:
    """What `per_units` of a meter cost and are sold for; an empty kind or provider is any."""

    meter: str
    unit_price: int = 0
    unit_cost: int = 0
    per_units: int = 1
    kind: str = ""
    provider: str = ""


def publish(
    lines: Sequence[NewPrice],
    *,
    currency: str,
    actor: audit.Actor,
    effective_at: datetime | None = None,
    note: str = "",
    seen: int | None = None,
) -> PriceSheet:
    """Publish a sheet that holds from a moment on, now or later, for what is reserved from then.

    seen: the number of the newest sheet as who publishes knows it (0 for none), so that what is
    sent twice is published once.

    Raises:
        SheetMoved: the newest sheet is not the one that was seen.
        ValidationError: a line is repeated, negative or for no meter; the moment is past, or there
            is no such currency.
    """
    with transaction.atomic(durable=True):
        _refuse_odd(lines, currency=currency, effective_at=effective_at)
        last = _newest()
        if seen is not None and seen != last:
            raise SheetMoved(last)
        sheet = PriceSheet.objects.create(
            version=last + 1,
            currency=currency,
            effective_at=effective_at or sql.now(),
            note=note[:200],
            created_by=actor.id,
        )
        PriceLine.objects.bulk_create(PriceLine(sheet=sheet, **asdict(line)) for line in lines)
        audit.record(
            Action.PRICES_PUBLISHED,
            actor=actor,
            target=audit.Target("price_sheet", str(sheet.pk), str(sheet)),
            details=audit.Details(
                reason=note,
                changes={"version": (last, sheet.version)},
                data={"lines": [asdict(line) for line in lines], "currency": currency},
            ),
        )
    return sheet


def _newest() -> int:
    """Return the number of the newest sheet, 0 for none; nobody else publishes to the commit."""
    # The first sheet stands for all of them: it is there whatever is published meanwhile.
    list(PriceSheet.objects.select_for_update().order_by("version")[:1])
    return PriceSheet.objects.aggregate(last=Max("version"))["last"] or 0


def _refuse_odd(lines: Sequence[NewPrice], *, currency: str, effective_at: datetime | None) -> None:
    if currency not in CURRENCIES:
        raise ValidationError({"currency": _("There is no such currency here.")})
    if effective_at is not None and effective_at < sql.now():
        raise ValidationError(
            {"effective_at": _("A sheet cannot hold from a moment that is past.")}
        )
    known = set()
    for line in lines:
        key = (line.meter, line.kind, line.provider)
        is_odd = min(line.unit_price, line.unit_cost) < 0 or line.per_units < 1
        if line.meter not in Meter or is_odd:
            raise ValidationError({"lines": _("A price is for a meter and never below zero.")})
        if key in known:
            raise ValidationError({"lines": _("A price stands there twice.")})
        known.add(key)
