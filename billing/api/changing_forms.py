"""How choices, orders and changes of a plan look in the API."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from billing.models import Meter, Order
from billing.money.choosing import Choice, Way
from billing.money.wording import said
from billing.wording import name_of

_SOLD = "In the currency's smallest unit."
_SHOWN = (
    "What a preview answered: for an hour nobody is charged more than it said. Without it the order"
    " is made at what it costs at the moment."
)


def _inside(url: str) -> str:
    """Return an address people are led back to, which lies on this site."""
    if not url.startswith(f"{settings.PUBLIC_URL}/"):
        raise serializers.ValidationError(
            _("It must begin with %(address)s/.") % {"address": settings.PUBLIC_URL}
        )
    return url


# --- what is asked -------------------------------------------------------------------------------
class EditionSerializer(serializers.Serializer[Any]):
    """Which edition is meant."""

    plan_version = serializers.IntegerField(
        min_value=1, max_value=2**31 - 1, help_text="`version_id` of a plan that is offered."
    )


class NewOrderSerializer(EditionSerializer):
    """What is ordered, and where a browser comes back to from paying: to the plans if left out."""

    shown = serializers.CharField(
        required=False, allow_blank=True, max_length=1000, help_text=_SHOWN
    )
    paid_url = serializers.URLField(required=False, max_length=500)
    left_url = serializers.URLField(required=False, max_length=500)

    def validate_paid_url(self, url: str) -> str:
        return _inside(url)

    def validate_left_url(self, url: str) -> str:
        return _inside(url)


class CancelSerializer(serializers.Serializer[Any]):
    """Why a plan is cancelled, if somebody says so."""

    reason = serializers.CharField(required=False, allow_blank=True, max_length=200)


# --- what is answered ----------------------------------------------------------------------------
class ChoiceLineSerializer(serializers.Serializer[Any]):
    """A part of what is charged."""

    label = serializers.CharField()  # type: ignore[assignment]  # a field of ours, not of DRF's
    note = serializers.CharField()
    amount_minor = serializers.IntegerField(help_text=_SOLD)


class ChoiceLimitSerializer(serializers.Serializer[Any]):
    """A limit: as it is, once the plan begins, and from its next period on."""

    meter = serializers.ChoiceField(choices=Meter.choices)
    before = serializers.IntegerField()
    now = serializers.IntegerField()
    later = serializers.IntegerField()


class UnfitSerializer(serializers.Serializer[Any]):
    """What there is more of than the plan allows: files, people or running work. It may stay."""

    meter = serializers.ChoiceField(choices=Meter.choices)
    there = serializers.IntegerField()
    allowed = serializers.IntegerField()


class ChoiceSerializer(serializers.Serializer[Any]):
    """What choosing an edition would do at this moment."""

    way = serializers.ChoiceField(
        choices=[(way.value, way.value) for way in Way],
        help_text="`order` it; it begins `now` at no charge, `later` with the next period as a"
        " change; `end`: the default plan, by cancelling.",
    )
    plan = serializers.CharField(source="version.plan_id", help_text="The plan's code.")
    name = serializers.SerializerMethodField()
    plan_version = serializers.IntegerField(source="version.pk")
    begins_at = serializers.DateTimeField(
        source="change.effective_at", help_text="Of an order: as soon as it is paid."
    )
    currency = serializers.CharField(source="version.currency")
    amount_minor = serializers.IntegerField(source="amount", help_text="What is charged now.")
    credit_minor = serializers.IntegerField(source="credit", help_text="Of it paid with credit.")
    to_pay_minor = serializers.IntegerField(source="to_pay", help_text=_SOLD)
    lines = serializers.SerializerMethodField()
    limits = ChoiceLimitSerializer(source="change.limits", many=True)
    does_not_fit = UnfitSerializer(source="change.misfits", many=True)
    next_invoice_at = serializers.DateTimeField(source="next_at", allow_null=True)
    next_invoice_minor = serializers.IntegerField(source="next_amount")
    shown = serializers.SerializerMethodField()

    def get_name(self, choice: Choice) -> str:
        return name_of(choice.version.plan)

    @extend_schema_field(ChoiceLineSerializer(many=True))
    def get_lines(self, choice: Choice) -> Any:
        lines = choice.quote.lines if choice.quote else ()
        rows = [
            {"label": label, "note": note, "amount_minor": line.amount}
            for line in lines
            for label, note in (said(line),)
        ]
        return ChoiceLineSerializer(rows, many=True).data

    def get_shown(self, choice: Choice) -> str:
        return str(self.context["shown"])


class OrderInvoiceSerializer(serializers.Serializer[Any]):
    """The invoice of an order."""

    id = serializers.UUIDField()
    number = serializers.CharField(allow_null=True, help_text="null until it is issued.")
    state = serializers.CharField()
    total_minor = serializers.IntegerField(source="total")
    paid_minor = serializers.IntegerField(source="paid")
    due_at = serializers.DateTimeField(allow_null=True)


class OrderSerializer(serializers.ModelSerializer[Order]):
    """An order: an edition somebody chose, until it is paid for."""

    plan = serializers.CharField(source="plan_version.plan_id", help_text="The plan's code.")
    plan_version = serializers.IntegerField(source="plan_version_id")
    amount_minor = serializers.IntegerField(source="amount", help_text=_SOLD)
    invoice = OrderInvoiceSerializer(allow_null=True)
    pay_url = serializers.SerializerMethodField()
    pay_to = serializers.SerializerMethodField()

    class Meta:
        model = Order
        fields = (
            "id", "state", "purpose", "plan", "plan_version", "amount_minor", "currency",
            "created_at", "expires_at", "invoice", "pay_url", "pay_to",
        )  # fmt: skip

    def get_pay_url(self, order: Order) -> str | None:
        """Where it is paid by card; null when the money comes by bank, or is not waited for."""
        is_open = order.state == Order.State.WAITING
        return order.checkout_url or None if is_open else None

    def get_pay_to(self, order: Order) -> str:
        """Whom to pay by bank, naming the invoice's number; empty otherwise."""
        if order.state != Order.State.WAITING or order.checkout_url or order.invoice is None:
            return ""
        return str(order.invoice.bill_to.get("pay_to", ""))
