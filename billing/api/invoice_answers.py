"""How invoices, and who pays them, look in the API."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from billing.models import BillingAccount, Invoice, InvoiceLine, Meter, Payment
from billing.money import accounts, profiles, wording
from billing.money.accounts import Profile
from billing.money.terms import CREDIT, OFFLINE, OWED
from billing.papers.shapes import Line

_SMALLEST = "In the currency's smallest unit."


class InvoiceRowSerializer(serializers.ModelSerializer[Invoice]):
    """An invoice, or a credit note: a note takes something back of the invoice it corrects."""

    is_note = serializers.SerializerMethodField()
    is_overdue = serializers.BooleanField(source="is_late")
    total_minor = serializers.IntegerField(
        source="total", help_text=f"{_SMALLEST} Negative on a note."
    )
    paid_minor = serializers.IntegerField(source="paid")
    owed_minor = serializers.SerializerMethodField()
    corrects = serializers.UUIDField(
        source="corrects_id", allow_null=True, help_text="The invoice a note takes back of."
    )

    class Meta:
        model = Invoice
        fields = (
            "id", "number", "is_note", "state", "is_overdue", "currency", "total_minor",
            "paid_minor", "owed_minor", "period_start", "period_end", "issued_at", "due_at",
            "paid_at", "voided_at", "corrects",
        )  # fmt: skip

    def get_is_note(self, invoice: Invoice) -> bool:
        return wording.is_note(invoice)

    def get_owed_minor(self, invoice: Invoice) -> int:
        return invoice.total - invoice.paid if invoice.state in OWED else 0


class BilledToSerializer(serializers.Serializer[Any]):
    """Whom an invoice is made out to, as it was when it was issued."""

    name = serializers.CharField()
    address = serializers.CharField()
    tax_id = serializers.CharField()
    email = serializers.CharField()


class InvoiceLineSerializer(serializers.ModelSerializer[InvoiceLine]):
    """One position."""

    kind = serializers.ChoiceField(choices=InvoiceLine.Kind.choices)
    meter = serializers.ChoiceField(choices=Meter.choices, allow_blank=True)
    label = serializers.SerializerMethodField()  # type: ignore[assignment]  # a field of ours
    note = serializers.SerializerMethodField()
    unit_price_minor = serializers.IntegerField(source="unit_price", help_text="Of `per_units`.")
    amount_minor = serializers.IntegerField(source="amount", help_text=_SMALLEST)

    class Meta:
        model = InvoiceLine
        fields = (
            "kind", "meter", "label", "note", "quantity", "unit_price_minor", "per_units",
            "amount_minor",
        )  # fmt: skip

    def get_label(self, line: InvoiceLine) -> str:
        return self._said(line).label

    def get_note(self, line: InvoiceLine) -> str:
        return self._said(line).note

    def _said(self, line: InvoiceLine) -> Line:
        return wording.line(line.invoice, line)


class PaymentSerializer(serializers.ModelSerializer[Payment]):
    """Money that came for an invoice, or went back."""

    by = serializers.SerializerMethodField()
    amount_minor = serializers.IntegerField(
        source="amount", help_text=f"{_SMALLEST} Negative for what went back."
    )

    class Meta:
        model = Payment
        fields = ("id", "by", "amount_minor", "currency", "paid_at")

    def get_by(self, payment: Payment) -> str:
        """How it came: `bank`, `card`, or `credit` of the workspace."""
        return {OFFLINE: "bank", CREDIT: "credit"}.get(payment.provider, "card")


class InvoiceSerializer(InvoiceRowSerializer):
    """An invoice with everything that stands on it."""

    bill_to = BilledToSerializer()
    lines = InvoiceLineSerializer(many=True)
    payments = PaymentSerializer(many=True)
    notes = serializers.SerializerMethodField()
    pay_to = serializers.SerializerMethodField()

    class Meta(InvoiceRowSerializer.Meta):
        fields = (  # type: ignore[assignment]  # more of them
            *InvoiceRowSerializer.Meta.fields, "bill_to", "lines", "payments", "notes", "pay_to",
        )  # fmt: skip

    def get_notes(self, invoice: Invoice) -> list[str]:
        """The credit notes that take back of it."""
        return [str(note.pk) for note in invoice.notes.all()]

    def get_pay_to(self, invoice: Invoice) -> str:
        """Where it is paid by bank; name its number with the payment."""
        return str(invoice.bill_to.get("pay_to", ""))


class PaperAskedSerializer(serializers.Serializer[Any]):
    """Which file of an invoice is asked for."""

    language = serializers.ChoiceField(choices=settings.LANGUAGES, required=False, allow_blank=True)


class PaperSerializer(serializers.Serializer[Any]):
    """Where a file can be fetched."""

    url = serializers.URLField(
        allow_null=True, help_text="Good for at least half an hour; null while it is drawn."
    )


class PayPageSerializer(serializers.Serializer[Any]):
    """Where an invoice is paid."""

    url = serializers.CharField(
        help_text="A page to open in a browser; empty where money comes by bank."
    )
    pay_to = serializers.CharField(help_text="Where to pay by bank.")


class CreditSerializer(serializers.Serializer[Any]):
    """What is kept for the invoices to come in one currency."""

    currency = serializers.CharField()
    amount_minor = serializers.IntegerField(help_text=_SMALLEST)


class AccountSerializer(serializers.ModelSerializer[BillingAccount]):
    """Whom the invoices to come are made out to, and what is kept for them."""

    language = serializers.ChoiceField(choices=settings.LANGUAGES)
    credit_minor = serializers.SerializerMethodField(help_text="Credit in `currency`.")
    credits = serializers.SerializerMethodField(help_text="Credit, of each currency there is some.")
    version = serializers.SerializerMethodField()

    class Meta:
        model = BillingAccount
        fields = (
            "name", "address", "tax_id", "email", "language", "currency", "credit_minor",
            "credits", "version",
        )  # fmt: skip

    def get_credit_minor(self, account: BillingAccount) -> int:
        return accounts.credit_of(account.pk, account.currency)

    @extend_schema_field(CreditSerializer(many=True))
    def get_credits(self, account: BillingAccount) -> Any:
        kept = accounts.credits_of(account.pk).items()
        rows = [{"currency": currency, "amount_minor": amount} for currency, amount in kept]
        return CreditSerializer(rows, many=True).data

    def get_version(self, account: BillingAccount) -> str:
        return accounts.version_of(accounts.profile_of(account))


class AccountChangeSerializer(serializers.Serializer[Any]):
    """What is to be different; what is left out stays."""

    name = serializers.CharField(max_length=profiles.MAX_NAME, required=False)
    address = serializers.CharField(
        max_length=profiles.MAX_ADDRESS,
        required=False,
        allow_blank=True,
        help_text="Lines separated by line ends, at most eight.",
    )
    tax_id = serializers.CharField(max_length=profiles.MAX_TAX_ID, required=False, allow_blank=True)
    email = serializers.CharField(max_length=254, required=False, allow_blank=True)
    language = serializers.ChoiceField(choices=settings.LANGUAGES, required=False)
    version = serializers.CharField(
        max_length=16,
        required=False,
        allow_blank=True,
        help_text="The one that was read: 409 when it is not the newest.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        wrong: dict[str, list[str]] = {}
        for name, rule in profiles.RULES.items():
            if name in attrs:
                try:
                    attrs[name] = rule(attrs[name])
                except ValidationError as error:
                    wrong[name] = list(error.messages)
        if wrong:
            raise serializers.ValidationError(wrong)
        return attrs

    def profile(self, account: BillingAccount) -> Profile:
        """Return the account's profile with what was given in the place of what was there."""
        given = {
            name: self.validated_data.get(name, getattr(account, name)) for name in profiles.RULES
        }
        return Profile(**given)
