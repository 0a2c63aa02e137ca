"""Fields of steps: amounts as people write them, units of a meter, and a workspace by its address."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.models import Meter
from workspaces.currencies import CURRENCIES, digits
from workspaces.models import Workspace

# What a number of a meter is typed in.
MEGABYTE = 1024 * 1024
PER_UNIT = {Meter.STORAGE_BYTES: MEGABYTE}
# Far beyond what is sold, and still a number of the database's when it is multiplied.
MOST = 10**12
TYPED_IN = {
    Meter.IMAGES: gettext_lazy("images"),
    Meter.COPIES: gettext_lazy("texts"),
    Meter.VIDEO_SECONDS: gettext_lazy("seconds of video"),
    Meter.STORAGE_BYTES: gettext_lazy("MB of storage"),
    Meter.MEMBERS: gettext_lazy("members"),
}
IN_MEGABYTES = gettext_lazy("Storage is counted in MB, video in seconds.")


class Amount(forms.DecimalField):
    """An amount as people write it; `minor` makes minor units of it once its currency is known."""

    def __init__(self, **named: Any) -> None:
        super().__init__(**{"min_value": Decimal(0), "max_value": Decimal(MOST), **named})


def minor(amount: Decimal, currency: str) -> int:
    """Return an amount in minor units.

    Raises:
        ValidationError: it has more decimals than its currency.
    """
    decimals = digits(currency)
    whole = amount.scaleb(decimals)
    if whole != whole.to_integral_value():
        text = _("%(currency)s has %(count)d decimals at most.")
        raise ValidationError(text % {"currency": currency, "count": decimals})
    return int(whole)


def major(amount: int, currency: str) -> Decimal:
    """Return minor units as people write them."""
    return Decimal(amount).scaleb(-digits(currency))


class MinorMixin:
    """A form that knows the currency of its amounts."""

    cleaned_data: dict[str, Any]

    def to_minor(self, name: str, currency: str) -> None:
        """Make minor units of a field, or say by it why not."""
        amount = self.cleaned_data.get(name)
        if amount is None:
            return
        try:
            self.cleaned_data[name] = minor(amount, currency)
        except ValidationError as error:
            self.add_error(name, error)  # type: ignore[attr-defined]  # of the form


def units_of(meter: str, typed: int) -> int:
    """Return what was typed of a meter, in its own unit."""
    return typed * PER_UNIT.get(Meter(meter), 1)


def typed_of(meter: str, units: int) -> int:
    """Return units of a meter as they are typed; a part of one counts whole."""
    return -(-units // PER_UNIT.get(Meter(meter), 1))


def meter_field() -> forms.ChoiceField:
    """Return a field that asks for a meter."""
    return forms.ChoiceField(
        label=gettext_lazy("Meter"), choices=lambda: [(key, TYPED_IN[key]) for key in Meter]
    )


def currency_field() -> forms.ChoiceField:
    """Return a field that asks for a currency."""
    return forms.ChoiceField(
        label=gettext_lazy("Currency"), choices=[(code, code) for code in CURRENCIES]
    )


def place_field() -> forms.CharField:
    """Return a field that asks for a workspace by its address."""
    return forms.CharField(
        label=gettext_lazy("Workspace"),
        max_length=120,
        help_text=gettext_lazy("Its address, as in /w/address/."),
    )


def place_of(slug: str) -> Workspace:
    """Return the workspace of an address, for which something can still be done.

    Raises:
        ValidationError: there is none, or it has been deleted.
    """
    found = Workspace.objects.filter(slug=slug.strip().strip("/").rpartition("/")[2]).first()
    if found is None:
        raise ValidationError(_("There is no workspace with this address."))
    if found.status == Workspace.Status.DELETED:
        raise ValidationError(_("This workspace has been deleted."))
    return found
