"""What is to be known of the plan before all else: what waits, runs out, ends or comes next."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from billing import registry
from billing.amounts import shown as money
from billing.models import PlanVersion, Subscription
from billing.money.terms import OFFLINE
from billing.quotas import rolling
from billing.screens.plan_state import State
from billing.screens.plan_words import day, price_sentence
from billing.wording import name_of

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class News:
    """A message above the plans. verb: of `plan/<verb>`; version_id: whose preview; bills: the way out."""

    tone: str
    icon: str
    title: str
    text: str
    label: str = ""
    verb: str = ""
    version_id: int = 0
    bills: bool = False


@dataclass(frozen=True, slots=True)
class OrderWaiting:
    """An order until its money has come. came: what has come of it; invoice: none until it is issued."""

    id: UUID
    plan: str
    amount: str
    came: str
    until: str
    by_card: bool
    number: str
    invoice_id: UUID | None
    pay_to: str


def waiting_of(state: State) -> OrderWaiting | None:
    """Return the order that waits, and how it is paid."""
    order = state.waiting
    if order is None:
        return None
    invoice = order.invoice
    number = (invoice.number or "") if invoice else ""
    came = invoice.paid if invoice else 0
    total = invoice.total if invoice else order.amount
    return OrderWaiting(
        id=order.pk,
        plan=name_of(order.plan_version.plan),
        amount=money(total - came, order.currency),
        came=money(came, order.currency) if came else "",
        until=day(order.expires_at, state.zone) if order.expires_at else "",
        # What has its number is paid on the invoice's own page, whoever moves money by now.
        by_card=registry.provider().name != OFFLINE and not number,
        number=number,
        invoice_id=invoice.pk if invoice and number else None,
        pay_to=str((invoice.bill_to if invoice else {}).get("pay_to", ""))
        or settings.INVOICE_PAY_TO,
    )


def news_of(state: State, *, may_change: bool) -> Iterator[News]:
    """Yield what is to be known, the most pressing first."""
    held = state.held
    if held is None:
        return
    if held.past_due_since is not None:
        yield _overdue(state, held)
    said = {
        "plan": name_of(held.plan_version.plan),
        "rest": name_of(state.default.plan),
        "day": day(held.period_end, state.zone),
    }
    if state.is_trial:
        yield _trial(state, held, said)
    elif held.cancel_at_period_end:
        yield News(
            "warn",
            "history",
            _("%(plan)s ends on %(day)s") % said,
            _("Until then everything stays as it is. Then %(rest)s begins; nothing is deleted.")
            % said,
            label=_("Keep %(plan)s") % said if may_change else "",
            verb="resume",
        )
    elif held.pending_version is not None:
        said["next"] = _next(held.pending_version, held.plan_version)
        yield News(
            "info",
            "history",
            _("%(plan)s changes to %(next)s on %(day)s") % said,
            _("Until then everything stays as it is."),
            label=_("Keep %(plan)s") % said if may_change else "",
            verb="drop-change",
        )


def _next(version: PlanVersion, present: PlanVersion) -> str:
    """Return what a plan changes to: another plan, or other terms of the same."""
    if version.plan_id == present.plan_id:
        return price_sentence(version)
    return name_of(version.plan)


def _overdue(state: State, held: Subscription) -> News:
    ends = rolling.grace_ends_at(held) or state.now
    left = days_left(ends, state.now)
    said = {"days": left, "day": day(ends, state.zone), "rest": name_of(state.default.plan)}
    title = ngettext(
        "A payment is overdue: %(days)d day is left",
        "A payment is overdue: %(days)d days are left",
        left,
    )
    text = _("Everything works until %(day)s. Unpaid, %(rest)s begins then; nothing is deleted.")
    return News(
        "bad",
        "circle-alert",
        title % said,
        text % said,
        label=_("See what is to be paid"),
        bills=True,
    )


def _trial(state: State, held: Subscription, said: dict[str, str]) -> News:
    left = days_left(held.period_end, state.now)
    title = ngettext(
        "The trial of %(plan)s ends on %(day)s: %(days)d day is left",
        "The trial of %(plan)s ends on %(day)s: %(days)d days are left",
        left,
    )
    text = _("Order it to keep its limits. Else %(rest)s begins; nothing is deleted.")
    return News("info", "clock", title % {**said, "days": left}, text % said)


def days_left(until: datetime, now: datetime) -> int:
    """Return how many days there are, one that has begun among them."""
    return max(0, -((now - until) // DAY))
