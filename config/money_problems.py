"""The table's rows of what is to be paid: orders, invoices and payment providers."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _t

from billing.models import Invoice, Order, PlanVersion
from billing.money import terms
from billing.money.accounts import DetailsChanged
from billing.money.documents import NotIssued
from billing.payments.base import EventRefused, PaymentError
from billing.services import (
    AlreadySubscribed,
    NoSubscription,
    NotAtOnce,
    NothingToChange,
    NotOffered,
    ReasonMissing,
    TrialUsed,
)
from config.problem_forms import Problem, fixed

_not_there = fixed(
    404, "not-found", _t("Not found"), _t("There is nothing at this address, or you cannot see it.")
)


def _not_paid(error: PaymentError) -> Problem:
    """Tell why money was not taken; what a provider says of our key stays inside."""
    if error.code == "payment.declined":
        detail = _("The card was not charged. Pay with another one, or ask the bank why.")
        return Problem(402, "payment-declined", _("The card was refused"), detail)
    if error.code == "payment.authentication_needed":
        detail = _("The bank wants this payment confirmed. Open the invoice and pay it there.")
        return Problem(402, "payment-to-confirm", _("The payment is to be confirmed"), detail)
    title = _("Payments do not work just now")
    if error.retryable:
        detail = _("The payment provider does not answer. Try again in a moment.")
        return Problem(503, "payment-unavailable", title, detail, headers={"Retry-After": "30"})
    detail = _("The payment provider refused what it was asked. Tell whoever runs the studio.")
    return Problem(503, "payment-refused", title, detail)


def _details_changed(error: DetailsChanged) -> Problem:
    detail = _("Somebody else has saved a change. Read it again and repeat yours.")
    extra = {"current_version": error.current, "your_version": error.yours}
    return Problem(409, "edit-conflict", _("Changed meanwhile"), detail, extra)


MONEY: dict[type[Exception], Callable[[Any], Problem]] = {
    Order.DoesNotExist: _not_there,
    Invoice.DoesNotExist: _not_there,
    PlanVersion.DoesNotExist: _not_there,
    PaymentError: _not_paid,
    DetailsChanged: _details_changed,
    EventRefused: fixed(
        400,
        "event-refused",
        _t("This is not believed"),
        _t("It is not signed by the payment provider, or not just now. Nothing was done."),
    ),
    NotIssued: fixed(
        409,
        "invoice-not-issued",
        _t("The invoice is a draft"),
        _t("It gets its number, and can be fetched, once it is issued."),
    ),
    NotOffered: fixed(
        409,
        "plan-not-offered",
        _t("This plan cannot be ordered"),
        _t("It is no longer offered as it is shown. Look at the plans again. Nothing was ordered."),
    ),
    terms.NotAnUpgrade: fixed(
        409,
        "not-an-upgrade",
        _t("This plan is not larger than the present one"),
        _t(
            "A smaller plan begins with the next period and costs nothing now. Choose it as a change."
        ),
    ),
    terms.StaleChoice: fixed(
        409,
        "choice-outdated",
        _t("What you saw has changed meanwhile"),
        _t("Look at the plan again and decide by that. Nothing was ordered or changed."),
    ),
    NoSubscription: fixed(
        409,
        "no-subscription",
        _t("There is no subscription"),
        _t("The workspace is on the plan everybody has. Order another one to change it."),
    ),
    AlreadySubscribed: fixed(
        409,
        "already-subscribed",
        _t("The workspace has a plan already"),
        _t("Order or plan a change of it. Nothing was changed."),
    ),
    TrialUsed: fixed(
        409,
        "trial-used",
        _t("The trial is used"),
        _t("A workspace tries a plan once. It can be ordered at any time."),
    ),
    NothingToChange: fixed(
        409,
        "nothing-to-change",
        _t("It is so already"),
        _t("The plan is, or will be, as you ask. Nothing was changed."),
    ),
    NotAtOnce: fixed(
        409,
        "not-at-once",
        _t("This change waits for the end of the period"),
        _t("It costs less than the present plan, so it is planned and not ordered."),
    ),
    terms.NotWaiting: fixed(
        409,
        "order-not-waiting",
        _t("The order is settled"),
        _t("It is paid, cancelled or too old. Look at the plan again, and order anew if need be."),
    ),
    terms.NothingOwed: fixed(
        409,
        "nothing-owed",
        _t("Nothing is owed of this invoice"),
        _t("It is paid, void or not issued, or not so much was asked for. Nothing was changed."),
    ),
    terms.AmountRefused: fixed(
        422,
        "amount-refused",
        _t("This amount cannot be taken"),
        _t(
            "It must be more than nothing, in the right currency, and no more may go back than came."
            " Nothing was changed."
        ),
    ),
    terms.PaymentReused: fixed(
        409,
        "payment-reused",
        _t("This reference stands for another payment"),
        _t(
            "Look whether the payment is noted already, or give its own reference. Nothing was changed."
        ),
    ),
    ReasonMissing: fixed(
        422,
        "reason-missing",
        _t("A reason is missing"),
        _t("Say in a few words why. It stands in the activity. Nothing was changed."),
    ),
}
