"""What a new edition of a plan is asked for: its price, and a limit for each meter."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from billing.admin.fields import (
    IN_MEGABYTES,
    MOST,
    TYPED_IN,
    Amount,
    MinorMixin,
    currency_field,
    major,
    typed_of,
    units_of,
)
from billing.admin.rows import Row, Table
from billing.admin.steps import Reasoned, dress
from billing.features import NAMES
from billing.models import Meter, Plan, PlanLimit, PlanVersion
from billing.models.plans import WARN_AT
from billing.services import NewEdition, NewLimit

LEVELS = 5
HIGHEST = 1000


class LimitForm(MinorMixin, forms.Form):
    """How much of one meter an edition allows."""

    units = forms.IntegerField(label=t("Limit"), min_value=0, max_value=MOST)
    overdraft_units = forms.IntegerField(
        label=t("May be passed by"), min_value=0, max_value=MOST, help_text=t("0: not at all.")
    )
    overage_price = Amount(label=t("Price of a block beyond it"))
    overage_block = forms.IntegerField(
        label=t("Units of a block"), min_value=1, max_value=2_000_000_000
    )
    warn_at = forms.CharField(
        label=t("Warnings at, in percent"), max_length=40, help_text=t("For example 80, 95, 100.")
    )
    rollover_units = forms.IntegerField(
        label=t("Unused units carried over"), min_value=0, max_value=MOST
    )

    def __init__(self, *args: Any, meter: Meter, **named: Any) -> None:
        self.meter = meter
        super().__init__(*args, **named)
        dress(self)

    def clean_warn_at(self) -> tuple[int, ...]:
        """Read the levels, each once and in order."""
        parts = self.cleaned_data["warn_at"].replace("，", ",").split(",")
        try:
            levels = sorted({int(part) for part in parts if part.strip()})
        except ValueError as error:
            raise ValidationError(_("Write whole numbers with commas between them.")) from error
        if len(levels) > LEVELS or not all(0 < level <= HIGHEST for level in levels):
            text = _("At most %(count)d numbers between 1 and %(highest)d.")
            raise ValidationError(text % {"count": LEVELS, "highest": HIGHEST})
        return tuple(levels)

    def clean(self) -> dict[str, Any]:
        """Refuse a price for what cannot be passed, and a block larger than what can be."""
        values = self.cleaned_data
        if values.get("overage_price") and values.get("overdraft_units") == 0:
            self.add_error("overdraft_units", _("A price beyond the limit needs units beyond it."))
        return values

    def limit(self, currency: str) -> NewLimit | None:
        """Return the limit, in the meter's own unit; None when something is wrong with it."""
        self.to_minor("overage_price", currency)
        if self.errors:
            return None
        values = self.cleaned_data
        return NewLimit(
            units_of(self.meter, values["units"]),
            overdraft_units=units_of(self.meter, values["overdraft_units"]),
            overage_price=values["overage_price"],
            overage_block=min(units_of(self.meter, values["overage_block"]), 2_000_000_000),
            warn_at=values["warn_at"],
            rollover_units=units_of(self.meter, values["rollover_units"]),
        )


class EditionForm(MinorMixin, Reasoned):
    """A whole edition. seen: the newest one's number when the page was drawn."""

    price = Amount(label=t("Price"))
    currency = currency_field()
    interval = forms.ChoiceField(label=t("For a"), choices=PlanVersion.Interval.choices)
    concurrency = forms.IntegerField(
        label=t("Items at a time"), min_value=1, max_value=1000, help_text=t("Of one workspace.")
    )
    trial_days = forms.IntegerField(label=t("Days of trial"), min_value=0, max_value=365)
    features = forms.MultipleChoiceField(
        label=t("Features"),
        choices=list(NAMES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def begin(self) -> dict[str, Any]:
        editions = plan_of(self.row).versions.prefetch_related("limits")
        self.newest: PlanVersion | None = editions.order_by("-version").first()
        newest = self.newest or PlanVersion()
        return {
            "price": major(newest.price, newest.currency),
            "currency": newest.currency,
            "interval": newest.interval,
            "concurrency": newest.concurrency,
            "trial_days": newest.trial_days,
            "features": newest.features,
            "seen": self.newest.version if self.newest else 0,
        }

    def prepare(self) -> None:
        """Make the fields of each meter, filled with what the newest edition allows."""
        known = {limit.meter: limit for limit in self.newest.limits.all()} if self.newest else {}
        data, currency = (self.data if self.is_bound else None), self.initial["currency"]
        self.limits = {
            meter: LimitForm(
                data,
                meter=meter,
                prefix=meter.value,
                initial=_begun(known.get(meter.value), meter, currency),
            )
            for meter in Meter
        }

    def clean(self) -> dict[str, Any]:
        """Read the limits, in the currency of the edition."""
        currency = self.cleaned_data.get("currency")
        if currency is None:
            return self.cleaned_data
        self.to_minor("price", currency)
        valid = [form.is_valid() for form in self.limits.values()]
        limits = {
            meter.value: form.limit(currency)
            for meter, form in self.limits.items()
            if form.is_valid()
        }
        if not all(valid) or None in limits.values():
            raise ValidationError(_("Nothing was made: look at the limits below."))
        if not self.errors:
            self.cleaned_data["new"] = self._edition(limits)
        return self.cleaned_data

    def _edition(self, limits: dict[str, Any]) -> NewEdition:
        values = self.cleaned_data
        return NewEdition(
            limits,
            price=values["price"],
            currency=values["currency"],
            interval=values["interval"],
            concurrency=values["concurrency"],
            trial_days=values["trial_days"],
            features=(*values["features"], *self._words()),
        )

    def _words(self) -> list[str]:
        """Return the features that the newest edition has in words of its own: they stay."""
        known = self.newest.features if self.newest else []
        return [feature for feature in known if feature not in NAMES]

    @property
    def tables(self) -> Sequence[Table]:
        """The limits, meter by meter."""
        rows = [Row(TYPED_IN[meter], form) for meter, form in self.limits.items()]
        return [Table(_("Limits"), rows, IN_MEGABYTES)]


def plan_of(row: Plan | PlanVersion) -> Plan:
    """Return of which plan an edition is made, from whichever page."""
    return row.plan if isinstance(row, PlanVersion) else row


def _begun(limit: PlanLimit | None, meter: Meter, currency: str) -> dict[str, Any]:
    """Return what a limit's fields hold at first; without one, that nothing is allowed."""
    known = limit or PlanLimit(units=0, warn_at=list(WARN_AT))
    return {
        "units": typed_of(meter, known.units),
        "overdraft_units": typed_of(meter, known.overdraft_units),
        "overage_price": major(known.overage_price, currency),
        "overage_block": typed_of(meter, known.overage_block),
        "warn_at": ", ".join(str(level) for level in known.warn_at),
        "rollover_units": typed_of(meter, known.rollover_units),
    }
