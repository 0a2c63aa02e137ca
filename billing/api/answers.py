"""How use, plans and movements of units look in the API."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from billing import reporting
from billing.models import LedgerEntry, Meter, PlanLimit, PlanVersion, Reservation, Subscription
from billing.reporting import PlanStanding
from billing.wording import description_of, name_of

_UNITS = "In the meter's own unit."
_SOLD = "In the currency's smallest unit."


# --- use -----------------------------------------------------------------------------------------
class UsageTotalSerializer(serializers.Serializer[Any]):
    """A meter in all the days."""

    meter = serializers.ChoiceField(choices=Meter.choices)
    units = serializers.IntegerField(help_text=_UNITS)
    failed = serializers.IntegerField(help_text="Given back, because it was not delivered.")


class UsageDaySerializer(UsageTotalSerializer):
    """A meter on one day; days without use are left out."""

    day = serializers.DateField()


class UsagePartSerializer(serializers.Serializer[Any]):
    """What one kind of work, person or product used: meter → units."""

    key = serializers.CharField(help_text="Stable; a person's is their id.")
    label = serializers.CharField(  # type: ignore[assignment]  # a field of ours, not of DRF's
        help_text="As people call it now."
    )
    units = serializers.DictField(child=serializers.IntegerField())
    failed = serializers.DictField(child=serializers.IntegerField())


class ChargeSerializer(serializers.Serializer[Any]):
    """What the units were sold for one by one; the plan's price is not among it."""

    currency = serializers.CharField()
    amount_minor = serializers.IntegerField(help_text=_SOLD)


class UsageSerializer(serializers.Serializer[Any]):
    """What a workspace used in some days, the largest parts first."""

    totals = UsageTotalSerializer(many=True)
    days = UsageDaySerializer(many=True)
    by_kind = UsagePartSerializer(many=True, source="kinds")
    by_member = UsagePartSerializer(many=True, source="members")
    by_product = UsagePartSerializer(many=True, source="products")
    charges = serializers.SerializerMethodField()

    def get_fields(self) -> dict[str, Any]:
        days = {
            "from": serializers.DateField(source="span.start"),
            "to": serializers.DateField(source="span.end"),
        }
        return {**days, **super().get_fields()}

    @extend_schema_field(ChargeSerializer(many=True))
    def get_charges(self, report: reporting.Report) -> Any:
        rows = [{"currency": code, "amount_minor": sum_} for code, sum_ in report.charges.items()]
        return ChargeSerializer(rows, many=True).data


# --- limits and plans ----------------------------------------------------------------------------
class LimitSerializer(serializers.Serializer[Any]):
    """How a meter stands in the present period; each number in the meter's own unit."""

    meter = serializers.ChoiceField(choices=Meter.choices)
    limit = serializers.IntegerField(help_text="What the plan allows.")
    used = serializers.IntegerField(help_text="Of the plan's.")
    reserved = serializers.IntegerField(help_text="Held for work that goes on.")
    granted = serializers.IntegerField(help_text="Left of what was given beside the plan.")
    remaining = serializers.IntegerField(
        help_text="What can still be ordered, of both, and beyond a soft limit."
    )
    overage = serializers.IntegerField(help_text="Used beyond a soft limit.")
    warning_level = serializers.IntegerField(
        source="level", help_text="The highest level of warning reached, in percent; 0 for none."
    )
    resets_at = serializers.SerializerMethodField()
    is_gauge = serializers.BooleanField(
        help_text="It counts what there is (files, people): no period resets it."
    )

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_resets_at(self, usage: Any) -> str | None:
        if usage.is_gauge:
            return None
        at: str = serializers.DateTimeField().to_representation(usage.resets_at)
        return at


class LimitsSerializer(serializers.Serializer[Any]):
    """How every meter stands."""

    results = LimitSerializer(many=True)


class PlanLimitSerializer(serializers.ModelSerializer[PlanLimit]):
    """How much of a meter a plan allows for each interval."""

    mode = serializers.ChoiceField(
        choices=PlanLimit.Mode.choices,
        help_text="`soft` may be passed by `overdraft_units`, for the price of each begun block.",
    )
    overage_price_minor = serializers.IntegerField(source="overage_price", help_text=_SOLD)

    class Meta:
        model = PlanLimit
        fields = (
            "meter", "units", "mode", "overdraft_units", "overage_price_minor", "overage_block",
            "rollover_units", "warn_at",
        )  # fmt: skip


class PlanSerializer(serializers.ModelSerializer[PlanVersion]):
    """An edition of a plan."""

    plan = serializers.CharField(source="plan_id", help_text="The plan's code.")
    version_id = serializers.IntegerField(source="pk")
    name = serializers.SerializerMethodField()
    description = serializers.SerializerMethodField()
    price_minor = serializers.IntegerField(source="price", help_text=_SOLD)
    concurrency = serializers.IntegerField(help_text="How many items run at a time.")
    features = serializers.ListField(child=serializers.CharField())
    limits = PlanLimitSerializer(many=True)
    is_mine = serializers.SerializerMethodField()

    class Meta:
        model = PlanVersion
        fields = (
            "plan", "version_id", "version", "name", "description", "price_minor", "currency",
            "interval", "trial_days", "concurrency", "features", "limits", "is_mine",
        )  # fmt: skip

    def get_name(self, version: PlanVersion) -> str:
        return name_of(version.plan)

    def get_description(self, version: PlanVersion) -> str:
        return description_of(version.plan)

    def get_is_mine(self, version: PlanVersion) -> bool:
        return bool(version.pk == self.context.get("mine"))


class PlansSerializer(serializers.Serializer[Any]):
    """What is offered; the one the workspace has is among it, offered or not."""

    results = PlanSerializer(many=True)


class SubscriptionSerializer(serializers.Serializer[Any]):
    """Which plan a workspace has, and since and until when."""

    plan = serializers.CharField(source="version.plan_id", help_text="The plan's code.")
    name = serializers.SerializerMethodField()
    version_id = serializers.IntegerField(source="version.pk")
    is_default = serializers.BooleanField(
        help_text="There is no subscription: the plan everybody has."
    )
    status = serializers.ChoiceField(
        source="subscription.status",
        choices=Subscription.Status.choices,
        allow_null=True,
        default=None,
        help_text="null without a subscription.",
    )
    period_start = serializers.DateTimeField()
    period_end = serializers.DateTimeField()
    pending_plan = serializers.CharField(
        source="pending.plan_id",
        allow_null=True,
        default=None,
        help_text="The code of the plan that begins at the period's end.",
    )
    pending_version_id = serializers.IntegerField(
        source="pending.pk", allow_null=True, default=None
    )
    trial_ends_at = serializers.DateTimeField(
        source="subscription.trial_ends_at", allow_null=True, default=None
    )
    cancel_at_period_end = serializers.BooleanField(
        source="subscription.cancel_at_period_end", default=False
    )

    def get_name(self, standing: PlanStanding) -> str:
        return name_of(standing.version.plan)


# --- movements and statements --------------------------------------------------------------------
class LedgerRowSerializer(serializers.Serializer[Any]):
    """One movement of a balance."""

    id = serializers.IntegerField()
    at = serializers.DateTimeField()
    meter = serializers.ChoiceField(choices=Meter.choices)
    kind = serializers.ChoiceField(choices=LedgerEntry.Kind.choices)
    units_delta = serializers.IntegerField(help_text="By how much the balance moved.")
    balance_after = serializers.IntegerField()
    source = serializers.CharField(  # type: ignore[assignment]  # a field of ours, not of DRF's
        help_text="Which grant's balance it is; empty for the plan's own."
    )
    reason = serializers.CharField()
    label = serializers.CharField(  # type: ignore[assignment]
        help_text="Of the item its units are for."
    )
    product = serializers.CharField()
    job_id = serializers.UUIDField(allow_null=True)
    actor_id = serializers.CharField()
    person = serializers.CharField(help_text="Who did it, as they are called now.")


class StatementEntrySerializer(serializers.Serializer[Any]):
    """What one item was charged, at the price that was frozen when it was ordered."""

    reservation_id = serializers.UUIDField()
    subject_id = serializers.UUIDField(help_text="The item's id.")
    label = serializers.CharField()  # type: ignore[assignment]
    meter = serializers.ChoiceField(choices=Meter.choices)
    state = serializers.ChoiceField(choices=Reservation.State.choices)
    asked = serializers.IntegerField(help_text="Held when it was ordered.")
    units = serializers.IntegerField(help_text="Counted of them.")
    unit_price_minor = serializers.IntegerField(source="unit_price", help_text="Of `per_units`.")
    per_units = serializers.IntegerField()
    price_version = serializers.IntegerField(help_text="Of the price sheet; 0 without one.")
    own_key = serializers.BooleanField(help_text="Made with the workspace's own key at the vendor.")
    charge_micros = serializers.IntegerField(help_text="Millionths of a smallest unit.")


class StatementSerializer(serializers.Serializer[Any]):
    """What a job was charged."""

    job_id = serializers.UUIDField()
    currency = serializers.CharField()
    charge_minor = serializers.IntegerField(source="charge", help_text=_SOLD)
    quote_minor = serializers.IntegerField(
        source="quote", help_text="What it would be if all that is still open were counted."
    )
    units = serializers.DictField(child=serializers.IntegerField(), help_text="Meter → counted.")
    entries = StatementEntrySerializer(many=True)
