"""What people are told of invoices and payments, in the present language.

Data holds: workspace, number (of the invoice), amount (with its currency, as figures), until (a day).
"""

from django.utils.translation import gettext as _

from accounts.sentences import Data, date_of, text_of


def _said(data: Data) -> dict[str, str]:
    return {name: text_of(data, name) for name in ("workspace", "number", "amount")}


def invoice_issued(data: Data) -> str:
    return _("Invoice %(number)s of %(workspace)s asks for %(amount)s.") % _said(data)


def invoice_due(data: Data) -> str:
    """Return until when it is to be paid."""
    day = date_of(data, "until")
    return _("It is to be paid by %(day)s.") % {"day": day} if day else ""


def card_refused(data: Data) -> str:
    return _("The card of %(workspace)s was not charged.") % _said(data)


def card_refused_for(data: Data) -> str:
    """Return what it was for, and what can be done."""
    return _("Invoice %(number)s asks for %(amount)s. Pay it with another card.") % _said(data)


def payment_received(data: Data) -> str:
    if not data.get("number"):
        return _("%(amount)s have arrived for %(workspace)s.") % _said(data)
    return _("%(amount)s have arrived for invoice %(number)s of %(workspace)s.") % _said(data)


def invoice_overdue(data: Data) -> str:
    said = {**_said(data), "day": date_of(data, "until")}
    return _("Invoice %(number)s of %(workspace)s was to be paid by %(day)s.") % said


def still_owed(data: Data) -> str:
    """Return how much of it is."""
    return _("%(amount)s of it are still owed.") % _said(data)


def invoice_credited(data: Data) -> str:
    return _("%(amount)s of invoice %(number)s of %(workspace)s are taken back.") % _said(data)


def what_credit_does(data: Data) -> str:
    """Return what becomes of the amount."""
    del data
    return _("The amount is kept as credit. What is owed takes it first, then the next invoice.")


def invoice_voided(data: Data) -> str:
    return _("Invoice %(number)s of %(workspace)s is void.") % _said(data)


def nothing_to_pay(data: Data) -> str:
    """Return what a void invoice asks for."""
    del data
    return _("Nothing is to be paid of it.")
