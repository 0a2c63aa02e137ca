"""Steps about money: a payment noted, an invoice voided or credited, money that went back."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit.services import Actor
from billing.admin.fields import Amount, MinorMixin, major
from billing.admin.noting import told
from billing.admin.steps import Done, Reasoned, Step
from billing.amounts import shown
from billing.models import Invoice, Payment
from billing.money import accounts, correcting, invoices, receiving
from billing.money.terms import (
    CREDIT,
    OFFLINE,
    OWED,
    AmountRefused,
    NothingOwed,
    PaymentReused,
)
from billing.services import ReasonMissing

SAY_WHY = gettext_lazy("Say why.")
NOT_OWED = gettext_lazy(
    "Nothing was changed: the invoice is not what it was when this page was drawn. Go back and look"
    " again."
)
REUSED = gettext_lazy(
    "Nothing was noted: this reference stands for another payment. Look it up in the bank's"
    " statement."
)
NONE = gettext_lazy("Nothing was noted: the amount must be above zero.")


class MoneyForm(MinorMixin, Reasoned):
    """How much, in the currency of the row."""

    amount = Amount(label=gettext_lazy("Amount"))

    def prepare(self) -> None:
        """Say in which currency it is."""
        self.fields["amount"].label = _("Amount in %(currency)s") % {"currency": self.row.currency}

    def clean(self) -> dict[str, Any]:
        """Count in minor units, and refuse none."""
        self.to_minor("amount", self.row.currency)
        if self.cleaned_data.get("amount") == 0:
            self.add_error("amount", ValidationError(NONE))
        return self.cleaned_data


class PaidForm(MoneyForm):
    """Money that came by bank."""

    reference = forms.CharField(
        label=gettext_lazy("Bank reference"),
        max_length=120,
        help_text=gettext_lazy("As the statement has it: it stands for one payment, once."),
    )

    def begin(self) -> dict[str, Any]:
        left = max(0, self.row.total - self.row.paid)
        return {"amount": major(left, self.row.currency), **super().begin()}


class NotePayment(Step):
    """Note money that came by bank, in full or in part."""

    name = "note_payment"
    label = gettext_lazy("Note a payment")
    button = gettext_lazy("Note the payment")
    permission = "billing.change_invoice"
    icon = "payments"
    form = PaidForm
    refusals = {
        AmountRefused: ("amount", NONE),
        PaymentReused: ("reference", REUSED),
        NothingOwed: ("", NOT_OWED),
        ReasonMissing: ("reason", SAY_WHY),
    }

    def closed(self, row: Invoice) -> str:
        if row.state == Invoice.State.DRAFT or row.total <= 0:
            return _("Nothing is paid on a draft or a credit note.")
        return ""

    def says(self, row: Invoice) -> str:
        return _(
            "What is owed is paid first; what is beyond it is kept as credit. Once the order's"
            " invoice is paid in full, its plan begins."
        )

    def facts(self, row: Invoice, form: Any) -> Sequence[tuple[Any, object]]:
        return facts_of(row)

    def do(self, row: Invoice, values: dict[str, Any], *, actor: Actor) -> Done:
        known = Payment.objects.filter(provider=OFFLINE, provider_ref=values["reference"])
        if is_known := known.exists():
            owed = 0
        else:
            owed = row.total - row.paid if row.state in OWED else 0
        payment = correcting.mark_paid(
            row.pk,
            amount=values["amount"],
            currency=row.currency,
            reference=values["reference"],
            reason=values["reason"],
            actor=actor,
        )
        if is_known:
            return Done([_("This payment was noted before; nothing was counted twice.")])
        return Done(told(payment, owed=owed))


class VoidInvoice(Step):
    """Ask for an invoice no longer."""

    name = "void"
    label = gettext_lazy("Void it")
    button = gettext_lazy("Void the invoice")
    permission = "billing.change_invoice"
    icon = "block"
    is_grave = True
    refusals = {NothingOwed: ("", NOT_OWED), ReasonMissing: ("reason", SAY_WHY)}

    def closed(self, row: Invoice) -> str:
        if row.state in OWED:
            return ""
        return _("Only an invoice that is still to be paid is voided; a paid one is credited.")

    def says(self, row: Invoice) -> str:
        return _(
            "It is asked for no longer, and its number stays. What was paid of it is credit, which"
            " pays what else is owed. An order that waits for it is cancelled with it."
        )

    def facts(self, row: Invoice, form: Any) -> Sequence[tuple[Any, object]]:
        return facts_of(row)

    def do(self, row: Invoice, values: dict[str, Any], *, actor: Actor) -> Done:
        correcting.void(row.pk, reason=values["reason"], actor=actor)
        return Done([_("Invoice %(number)s is void.") % {"number": row.number}])


class CreditForm(MoneyForm):
    """How much is taken back. key: of this page, so that what is sent twice is credited once."""

    key = forms.UUIDField(widget=forms.HiddenInput)

    def begin(self) -> dict[str, Any]:
        left = self.row.total - invoices.credited_of(self.row)
        return {"key": uuid4(), "amount": major(left, self.row.currency), **super().begin()}


class CreditInvoice(Step):
    """Take back a part of what an invoice asked for, by a note of its own."""

    name = "credit"
    label = gettext_lazy("Credit it")
    button = gettext_lazy("Write the credit note")
    permission = "billing.change_invoice"
    icon = "undo"
    form = CreditForm
    refusals = {
        NothingOwed: (
            "amount",
            gettext_lazy("Nothing was credited: the invoice did not ask for so much."),
        ),
        ReasonMissing: ("reason", SAY_WHY),
    }

    def closed(self, row: Invoice) -> str:
        is_asked = row.state in (Invoice.State.PAID, *OWED) and row.corrects_id is None
        return "" if is_asked else _("Only what an invoice asks or asked for is credited.")

    def says(self, row: Invoice) -> str:
        return _(
            "A note with a number of its own takes the amount back. It is kept as credit, which this"
            " invoice takes first where it is still owed."
        )

    def facts(self, row: Invoice, form: Any) -> Sequence[tuple[Any, object]]:
        credited = shown(invoices.credited_of(row), row.currency)
        return [*facts_of(row), (_("Credited so far"), credited)]

    def do(self, row: Invoice, values: dict[str, Any], *, actor: Actor) -> Done:
        note = correcting.credit(
            row.pk,
            amount=values["amount"],
            reason=values["reason"],
            actor=actor,
            key=str(values["key"]),
        )
        said = {"number": note.number, "amount": shown(-note.total, note.currency)}
        return Done([_("Credit note %(number)s takes %(amount)s back.") % said], note)


class RefundForm(PaidForm):
    """Money that went back by bank."""

    def begin(self) -> dict[str, Any]:
        left = self.row.amount - receiving.returned_of(self.row)
        return {"amount": major(max(0, left), self.row.currency)}


class NoteRefund(Step):
    """Note money that went back to who paid it."""

    name = "note_refund"
    label = gettext_lazy("Note a refund")
    button = gettext_lazy("Note the refund")
    permission = "billing.change_payment"
    icon = "undo"
    form = RefundForm
    refusals = {
        AmountRefused: (
            "amount",
            gettext_lazy("Nothing was noted: more cannot go back than came."),
        ),
        PaymentReused: ("reference", REUSED),
        NothingOwed: ("", gettext_lazy("Nothing was noted: no money came by this.")),
        ReasonMissing: ("reason", SAY_WHY),
    }

    def closed(self, row: Payment) -> str:
        if row.provider == CREDIT or row.amount <= 0:
            return _("Only money that came can go back.")
        if row.provider != OFFLINE:
            return _("Refunds by card are made at the provider, and noted by themselves.")
        return ""

    def says(self, row: Payment) -> str:
        return _(
            "Pay it back by bank first. What the workspace has to its credit goes first; beyond it,"
            " what the payment paid is owed again."
        )

    def facts(self, row: Payment, form: Any) -> Sequence[tuple[Any, object]]:
        credit = accounts.credit_of(row.workspace_id, row.currency)
        return [
            (_("Workspace"), row.workspace.name),
            (_("Came"), shown(row.amount, row.currency)),
            (_("Went back so far"), shown(receiving.returned_of(row), row.currency)),
            (_("Reference"), row.provider_ref),
            (_("Credit"), shown(credit, row.currency)),
        ]

    def do(self, row: Payment, values: dict[str, Any], *, actor: Actor) -> Done:
        is_known = Payment.objects.filter(
            provider=row.provider, provider_ref=values["reference"]
        ).exists()
        back = correcting.mark_returned(
            row.pk,
            amount=values["amount"],
            reference=values["reference"],
            reason=values["reason"],
            actor=actor,
        )
        if is_known:
            return Done([_("This refund was noted before; nothing was counted twice.")], back)
        said = {"amount": shown(-back.amount, back.currency)}
        return Done([_("Noted: %(amount)s went back.") % said], back)


def facts_of(row: Invoice) -> list[tuple[Any, object]]:
    """Return how an invoice stands."""
    return [
        (_("Workspace"), row.workspace.name),
        (_("Invoice"), row.number or "–"),
        (_("State"), row.get_state_display()),
        (_("Total"), shown(row.total, row.currency)),
        (_("Paid"), shown(row.paid, row.currency)),
        (_("Owed"), shown(row.total - row.paid if row.state in OWED else 0, row.currency)),
    ]


NOTE_PAYMENT, VOID_INVOICE = NotePayment(), VoidInvoice()
CREDIT_INVOICE, NOTE_REFUND = CreditInvoice(), NoteRefund()
