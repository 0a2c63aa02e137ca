"""What is asked of use and movements: days, and one meter or kind."""

from datetime import date
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext as _
from rest_framework import serializers

from billing import reporting
from billing.models import LedgerEntry, Meter
from billing.reporting import MOST_DAYS, Span, SpanRefused

# Days that a calendar of ours has.
_FIRST, _LAST = date(2000, 1, 1), date(2199, 12, 31)


class _DaysSerializer(serializers.Serializer[Any]):
    """Two days (UTC, both included) and a meter."""

    meter = serializers.ChoiceField(choices=Meter.choices, required=False, allow_blank=True)

    def get_fields(self) -> dict[str, Any]:
        # `from` is a word of the language: it cannot be an attribute.
        return {"from": _day_asked(), "to": _day_asked(), **super().get_fields()}


class UsageAskedSerializer(_DaysSerializer):
    """Which days of use are asked for: those of the present period when nothing is said."""

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("from" in attrs) != ("to" in attrs):
            left_out = "to" if "from" in attrs else "from"
            raise serializers.ValidationError({left_out: _("Send both days, or none of them.")})
        if "from" in attrs:
            attrs["span"] = _span(attrs)
        return attrs

    def span(self, workspace_id: Any) -> Span:
        """Return the days asked for."""
        asked: Span | None = self.validated_data.get("span")
        return asked or reporting.span_of_period(workspace_id)

    @property
    def only_meter(self) -> str:
        """The meter asked for; empty for all."""
        return str(self.validated_data.get("meter", ""))


class LedgerAskedSerializer(_DaysSerializer):
    """Which movements are asked for: all when nothing is said."""

    kind = serializers.ChoiceField(
        choices=LedgerEntry.Kind.choices, required=False, allow_blank=True
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        start, end = attrs.get("from"), attrs.get("to")
        if start and end and end < start:
            raise serializers.ValidationError({"to": _why(SpanRefused("reversed"))})
        return attrs

    def only(self) -> reporting.LedgerFilter:
        """Return what is asked for as the report takes it."""
        asked = self.validated_data
        return reporting.LedgerFilter(
            asked.get("meter", ""), asked.get("kind", ""), asked.get("from"), asked.get("to")
        )


def _span(attrs: dict[str, Any]) -> Span:
    try:
        return reporting.span_between(attrs["from"], attrs["to"])
    except SpanRefused as error:
        raise serializers.ValidationError({"to": _why(error)}) from error


def _why(error: SpanRefused) -> str:
    if error.code == "reversed":
        return _("The last day lies before the first.")
    return _("These are too many days. Ask for at most %(most)d at a time.") % {"most": MOST_DAYS}


def _day_asked() -> serializers.DateField:
    limits = [MinValueValidator(_FIRST), MaxValueValidator(_LAST)]
    return serializers.DateField(required=False, validators=limits)
