"""The kinds of notices about a workspace's plan: its invoices, its limits and what becomes of it."""

from collections.abc import Callable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts import payment_sentences as payments
from accounts import plan_sentences as plans
from accounts import sentences
from accounts.notice_forms import ByMail, Group, Kind
from accounts.sentences import Data

_Said = Callable[[Data], str]


def _kind(name: str, title: str | Promise, sentence: _Said, detail: _Said, **more: Any) -> Kind:
    given: dict[str, Any] = {
        "by_mail": ByMail.CHOSEN_YES,
        "opens": gettext_lazy("Open the workspace"),
        **more,
    }
    return Kind(name, Group.PLAN, title, sentence, detail, **given)


_PLAN = gettext_lazy("Look at the plan")
_INVOICE = gettext_lazy("Look at the invoice")
PLAN_KINDS = (
    _kind(
        "invoice_issued",
        gettext_lazy("An invoice is to be paid"),
        payments.invoice_issued,
        payments.invoice_due,
        opens=_INVOICE,
        icon="receipt",
    ),
    _kind(
        "card_refused",
        gettext_lazy("A card was not charged"),
        payments.card_refused,
        payments.card_refused_for,
        opens=_INVOICE,
        icon="credit-card",
    ),
    _kind(
        "payment_received",
        gettext_lazy("A payment has arrived"),
        payments.payment_received,
        sentences.nothing,
        by_mail=ByMail.CHOSEN_NO,
        opens=_INVOICE,
        icon="receipt",
    ),
    _kind(
        "invoice_overdue",
        gettext_lazy("An invoice is overdue"),
        payments.invoice_overdue,
        payments.still_owed,
        opens=_INVOICE,
        icon="circle-alert",
    ),
    _kind(
        "invoice_credited",
        gettext_lazy("Something of an invoice is taken back"),
        payments.invoice_credited,
        payments.what_credit_does,
        opens=_INVOICE,
        icon="undo-2",
    ),
    _kind(
        "invoice_voided",
        gettext_lazy("An invoice is void"),
        payments.invoice_voided,
        payments.nothing_to_pay,
        by_mail=ByMail.CHOSEN_NO,
        opens=_INVOICE,
        icon="circle-x",
    ),
    _kind(
        "quota_warning",
        pgettext_lazy("notice", "A limit of the plan is near"),
        sentences.quota_warning,
        sentences.quota_until,
        icon="activity",
    ),
    _kind(
        "plan_trial",
        gettext_lazy("A trial begins or ends"),
        plans.trial,
        plans.trial_detail,
        opens=_PLAN,
        icon="clock",
    ),
    _kind(
        "plan_changed",
        gettext_lazy("The plan changes"),
        plans.changed,
        plans.changed_detail,
        opens=_PLAN,
        icon="layout-grid",
    ),
    _kind(
        "plan_overdue",
        gettext_lazy("The plan is not paid for in time"),
        plans.overdue,
        plans.overdue_detail,
        opens=_PLAN,
        icon="circle-alert",
    ),
    _kind(
        "plan_adjusted",
        gettext_lazy("Staff change a limit of the plan"),
        plans.adjusted,
        plans.adjusted_detail,
        by_mail=ByMail.CHOSEN_NO,
        opens=_PLAN,
        icon="activity",
    ),
)
