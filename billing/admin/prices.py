"""Price sheets, for staff: what units cost us and are sold for, published anew and never changed."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t
from unfold.widgets import UnfoldAdminSplitDateTimeWidget

from audit.services import Actor
from billing import prices, sql
from billing.admin import columns as show
from billing.admin.desk import Desk, Shown
from billing.admin.fields import Amount, MinorMixin, currency_field, major, meter_field
from billing.admin.rows import Row, Table
from billing.admin.steps import Done, Reasoned, Step, dress
from billing.amounts import shown
from billing.models import PriceLine, PriceSheet
from billing.money import sheets
from billing.money.sheets import NewPrice, SheetMoved

# Empty rows below those there are.
MORE = 3
MOST_ROWS = 60


class PriceForm(MinorMixin, forms.Form):
    """One price. A row without a meter is none."""

    meter = meter_field()
    kind = forms.CharField(label=t("Kind"), max_length=16, required=False)
    provider = forms.CharField(label=t("Provider"), max_length=32, required=False)
    unit_price = Amount(label=t("Sold for"), required=False)
    unit_cost = Amount(label=t("Costs us"), required=False)
    per_units = forms.IntegerField(label=t("For so many units"), min_value=1, required=False)

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        meter: Any = self.fields["meter"]
        meter.required = False
        meter.choices = [("", "–"), *meter.choices]
        dress(self)

    def price(self, currency: str) -> NewPrice | None:
        """Return the price, in minor units of a currency; None of a row that is empty."""
        for name in ("unit_price", "unit_cost"):
            self.to_minor(name, currency)
        values = self.cleaned_data
        if self.errors or not values["meter"]:
            return None
        return NewPrice(
            values["meter"],
            unit_price=values["unit_price"] or 0,
            unit_cost=values["unit_cost"] or 0,
            per_units=values["per_units"] or 1,
            kind=values["kind"],
            provider=values["provider"],
        )


class SheetForm(Reasoned):
    """A whole sheet. seen: the newest one's number when the page was drawn."""

    currency = currency_field()
    effective_at = forms.SplitDateTimeField(
        label=t("Holds from"),
        required=False,
        widget=UnfoldAdminSplitDateTimeWidget,
        help_text=t("Empty: from now on. What is held already keeps the price it has."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)
    count = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=MOST_ROWS)

    def begin(self) -> dict[str, Any]:
        present = prices.present()
        newest = PriceSheet.objects.order_by("-version").values_list("version", flat=True).first()
        self.lines = list(present.lines.order_by("meter", "kind", "provider")) if present else []
        return {
            "currency": present.currency if present else "USD",
            "seen": newest or 0,
            "count": len(self.lines) + MORE,
        }

    def prepare(self) -> None:
        """Make a row of each price there is, and some that are empty."""
        self.rows = [
            PriceForm(self.data if self.is_bound else None, prefix=f"row{number}", initial=one)
            for number, one in enumerate(self._begun())
        ]

    def _begun(self) -> list[dict[str, Any]]:
        if self.is_bound:
            typed = str(self.data.get("count", ""))
            # Digits may be those of other scripts; a number too large is refused by its field.
            known = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else 0
            return [{}] * min(known, MOST_ROWS)
        currency = self.initial["currency"]
        begun = [
            {
                "meter": line.meter,
                "kind": line.kind,
                "provider": line.provider,
                "unit_price": major(line.unit_price, currency),
                "unit_cost": major(line.unit_cost, currency),
                "per_units": line.per_units,
            }
            for line in self.lines
        ]
        return begun + [{}] * MORE

    def clean(self) -> dict[str, Any]:
        """Read the rows, in the currency of the sheet."""
        currency = self.cleaned_data.get("currency")
        valid = [row.is_valid() for row in self.rows]
        if all(valid) and currency:
            read = [row.price(currency) for row in self.rows]
            self.cleaned_data["lines"] = [one for one in read if one is not None]
        if currency is None or any(row.errors for row in self.rows):
            raise ValidationError(_("Nothing was published: look at the fields below."))
        return self.cleaned_data

    @property
    def tables(self) -> Sequence[Table]:
        """The prices."""
        text = _(
            "A row without a meter is left out. An empty kind or provider stands for any; the row that"
            " says more of both holds."
        )
        named = [Row(_("Price %(n)d") % {"n": n}, row) for n, row in enumerate(self.rows, 1)]
        return [Table(_("Prices"), named, text)]


class Publish(Step):
    """Publish a sheet."""

    name = "publish"
    label = t("Publish prices")
    button = t("Publish the prices")
    permission = "billing.change_pricesheet"
    icon = "publish"
    form = SheetForm
    refusals = {
        SheetMoved: (
            "",
            t("Nothing was published: another sheet was published meanwhile. Open this page anew."),
        ),
        IntegrityError: ("", t("Nothing was published: a price is too large.")),
        ValidationError: ("", lambda error: " ".join(error.messages)),
    }

    def says(self, row: None) -> str:
        return _(
            "The sheet holds whole, from its moment on, and is never changed: what is not on it is"
            " free. It begins with the prices that hold now."
        )

    def do(self, row: None, values: dict[str, Any], *, actor: Actor) -> Done:
        made = sheets.publish(
            values["lines"],
            currency=values["currency"],
            effective_at=values["effective_at"],
            note=values["reason"],
            actor=actor,
            seen=values["seen"],
        )
        said = {"version": made.version, "at": show.moment(made.effective_at)}
        return Done([_("Price sheet %(version)d holds from %(at)s on.") % said], made)


class PriceInline(Shown):
    """What stands on a sheet."""

    model = PriceLine
    related = ("sheet",)
    verbose_name_plural = t("prices")
    ordering = ("meter", "kind", "provider")
    fields = (
        show.choice("meter", t("meter")),
        show.column("kind", t("kind"), lambda row: row.kind or _("any")),
        show.column("provider", t("provider"), lambda row: row.provider or _("any")),
        show.column("unit_price", t("sold for"), lambda row: _each(row, row.unit_price)),
        show.column("unit_cost", t("costs us"), lambda row: _each(row, row.unit_cost)),
    )


@admin.register(PriceSheet)
class PriceSheetAdmin(Desk):
    """What units cost us and are sold for, sheet by sheet."""

    is_recorded = False  # what is offered to everybody
    list_display = (
        show.column("version", t("version"), lambda row: f"v{row.version}", order="version"),
        show.yes("holds", t("holds now"), lambda row: row.pk == row.present_id),
        show.column("currency", t("currency")),
        show.column("effective_at", t("holds from"), order="effective_at"),
        show.column("note", t("reason")),
        show.column("created_at", t("published")),
    )
    fields = (*list_display, show.who("created_by", t("who")))
    inlines = (PriceInline,)
    workspace_path = ""
    references = ("version", "note")
    ordering = ("-version",)
    list_steps = (Publish(),)

    def get_queryset(self, request: Any) -> Any:
        """Know with each row which one holds."""
        held = PriceSheet.objects.filter(effective_at__lte=sql.Now())
        present = held.order_by("-effective_at", "-version").values("pk")[:1]
        return super().get_queryset(request).annotate(present_id=Subquery(present))


def _each(row: PriceLine, amount: int) -> str:
    price = shown(amount, row.sheet.currency)
    return price if row.per_units == 1 else f"{price} / {row.per_units:,}"
