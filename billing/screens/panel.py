"""The panel of the plan: what it is, what it costs, what comes next, and who can change it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from billing.amounts import shown as money
from billing.amounts import together
from billing.models import BillingAccount, Meter, PlanLimit, PlanVersion, Subscription
from billing.money import accounts
from billing.refusals import NAMED, payers
from billing.screens.figures import Figure
from billing.services import Usage
from billing.wording import name_of

Status = Subscription.Status


@dataclass(frozen=True, slots=True)
class Badge:
    """How the plan stands. tone: of `.st-…`."""

    text: str
    icon: str
    tone: str


@dataclass(frozen=True, slots=True)
class Panel:
    """The plan. price: empty where nothing is asked; near: what a plan with more would bring."""

    name: str
    price: str
    interval: str
    badge: Badge | None
    rows: tuple[tuple[str, str], ...]
    near: str
    who: str


@dataclass(frozen=True, slots=True)
class Place:
    """Whose plan it is, read already. account: None to who may not know of it."""

    subscription: Subscription | None
    version: PlanVersion
    limits: Mapping[str, PlanLimit]
    standing: Sequence[Usage]
    account: BillingAccount | None
    zone: ZoneInfo


def panel(place: Place, *, near: Sequence[Figure], who: str = "") -> Panel:
    """Return the panel. near: the meters that want more; who: can change the plan."""
    version = place.version
    return Panel(
        name=_("%(plan)s plan") % {"plan": name_of(version.plan)},
        price=money(version.price, version.currency) if version.price else "",
        interval=_per(version, _seats(place.standing)),
        badge=_badge(place.subscription, place.zone),
        rows=tuple(_rows(place)),
        near=wanted(near),
        who=who,
    )


def wanted(near: Sequence[Figure]) -> str:
    """Return what the button for more is called; empty while nothing runs out."""
    urgent = [one for one in near if one.tone == "bad"] or [one for one in near if one.tone]
    if not urgent:
        return ""
    return {
        Meter.IMAGES: _("Add images"),
        Meter.COPIES: _("Add copy"),
        Meter.VIDEO_SECONDS: _("Add video minutes"),
        Meter.STORAGE_BYTES: _("Add storage"),
        Meter.MEMBERS: _("Add seats"),
    }[Meter(urgent[0].meter)]


def who_can_change(workspace_id: UUID) -> str:
    """Tell who can change the plan."""
    names = payers(workspace_id)
    if not names or len(names) > NAMED:
        return _("An owner can change this.")
    return _("An owner can change this: %(people)s.") % {"people": ", ".join(names)}


def _seats(standing: Sequence[Usage]) -> int:
    return next((one.limit + one.granted for one in standing if one.meter == Meter.MEMBERS), 0)


def _per(version: PlanVersion, seats: int) -> str:
    """Return what stands behind the price, or alone where there is none."""
    said = ngettext("%(n)s seat", "%(n)s seats", seats) % {"n": f"{seats:,}"}
    if not version.price:
        return _("No charge, %(seats)s") % {"seats": said}
    if version.interval == PlanVersion.Interval.YEAR:
        return _("a year, %(seats)s") % {"seats": said}
    return _("a month, %(seats)s") % {"seats": said}


def _badge(held: Subscription | None, zone: ZoneInfo) -> Badge | None:
    if held is None:
        return None
    if held.status == Status.PAST_DUE:
        return Badge(_("Payment overdue"), "circle-alert", "bad")
    if held.cancel_at_period_end:
        return Badge(
            _("Ends on %(day)s") % {"day": _day(held.period_end, zone)}, "circle-x", "warn"
        )
    if held.status == Status.TRIALING:
        return Badge(_("On trial"), "clock", "run")
    return Badge(_("Active"), "check", "ok")


def _rows(place: Place) -> list[tuple[str, str]]:
    return [*_next(place), *_use_beyond(place), *_money(place.account, place.version)]


def _next(place: Place) -> list[tuple[str, str]]:
    """Return what happens at the period's end."""
    held = place.subscription
    if held is None:
        return []
    day = _day(held.period_end, place.zone)
    if held.cancel_at_period_end:
        return [(_("From then on"), _("The free plan"))]
    if held.status == Status.TRIALING and not held.provider_ref:
        return [(_("Trial ends"), day)]
    rows = []
    then = held.pending_version or held.plan_version
    if held.pending_version is not None and held.pending_version.plan != held.plan_version.plan:
        said = _("%(plan)s plan") % {"plan": name_of(then.plan)}
        rows.append((_("From %(day)s") % {"day": day}, said))
    if then.price:
        said = _("%(day)s, %(amount)s") % {"day": day, "amount": money(then.price, then.currency)}
        rows.append((_("Next invoice"), said))
    return rows


def _use_beyond(place: Place) -> list[tuple[str, str]]:
    """Return what is owed by now for use beyond the plan: each begun block of a soft limit."""
    limits = place.limits
    owed = sum(
        -(-one.overage // limits[one.meter].overage_block) * limits[one.meter].overage_price
        for one in place.standing
        if one.overage and one.meter in limits
    )
    return [(_("Beyond the plan so far"), money(owed, place.version.currency))] if owed else []


def _money(account: BillingAccount | None, version: PlanVersion) -> list[tuple[str, str]]:
    if account is None:
        return []
    rows = []
    if credit := together(accounts.credits_of(account.pk)):
        rows.append((_("Credit"), credit))
    if version.price:
        by = (
            _("Card")
            if account.provider == "stripe" and account.customer_ref
            else _("Bank transfer")
        )
        rows.append((_("Paid by"), by))
    if account.email:
        rows.append((_("Invoices to"), account.email))
    return rows


def _day(at: datetime, zone: ZoneInfo) -> str:
    return date_format(at.astimezone(zone), "MONTH_DAY_FORMAT")
