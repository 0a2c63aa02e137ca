"""What is left of a meter, what an order uses of it, and how long work takes."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from billing import amounts, prices, refusals, units
from billing import services as billing
from billing.models import Meter
from billing.shapes import Price
from generation import orders, pace, registry, telling
from workspaces.access import Access
from workspaces.currencies import digits


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left of a kind's meter, and what units of it come to.

    inside: what of it the plan's limit holds; the rest of `left` is billed besides, or granted.
    seconds: how long one item takes; 0 when nothing was made yet.
    """

    meter: str
    left: int
    inside: int
    resets_at: datetime
    price: Price
    is_in_plan: bool = True
    is_soft: bool = False
    seconds: float = 0
    at_once: int = 1

    @property
    def digits(self) -> int:
        """How many decimals the price's currency has, for scripts."""
        return digits(self.price.currency)

    @property
    def shown(self) -> str:
        """What is left, as a figure beside which it says of what."""
        return units.shown(self.meter, self.left)

    @property
    def named(self) -> str:
        """What is left, with its name."""
        return units.named(self.meter, self.left)

    @property
    def none_left(self) -> str:
        """Tell that nothing is left, and until when; or that the plan never had any."""
        if not self.is_in_plan:
            return refusals.not_in_plan(self.meter)
        date = date_format(self.resets_at, "DATE_FORMAT")
        match self.meter:
            case Meter.IMAGES:
                return _("No images left until %(until)s") % {"until": date}
            case Meter.COPIES:
                return _("No texts left until %(until)s") % {"until": date}
            case _:
                return _("No video left until %(until)s") % {"until": date}

    def of(self, count: int) -> "Estimate":
        """Return what so many units would use."""
        return Estimate(count, self)


@dataclass(frozen=True, slots=True)
class Estimate:
    """What something would use, as it is told beside its button."""

    units: int
    allowance: Allowance

    @property
    def fits(self) -> bool:
        """Whether enough is left."""
        return self.units <= self.allowance.left

    @property
    def cost(self) -> str:
        """What it comes to by the price sheet; empty without a price."""
        return added(self)

    @property
    def uses(self) -> str:
        """Tell what it uses, about what that comes to, and how much there is."""
        meter = self.allowance.meter
        said = {
            "units": units.named(meter, self.units),
            "left": self.allowance.shown,
            "cost": self.cost,
        }
        if self.cost:
            return _("Uses %(units)s, about %(cost)s. %(left)s left.") % said
        return _("Uses %(units)s. %(left)s left.") % said

    @property
    def needs(self) -> str:
        """Tell that it does not fit, and how much there is."""
        found = self.allowance
        if not found.left:
            return found.none_left
        return _("Needs %(units)s, but %(left)s left until %(until)s.") % {
            "units": units.named(found.meter, self.units),
            "left": found.shown,
            "until": date_format(found.resets_at, "DATE_FORMAT"),
        }

    @property
    def told(self) -> str:
        """Tell what it uses, or why it does not fit."""
        if not self.fits:
            return self.needs
        beyond = self.beyond
        return telling.joined(self.uses, beyond) if beyond else self.uses

    @property
    def beyond(self) -> str:
        """Tell what of it the plan does not hold, where that is billed; else nothing."""
        found = self.allowance
        above = self.units - found.inside
        if not found.is_soft or above <= 0:
            return ""
        said = {"units": units.named(found.meter, above)}
        return _("%(units)s of it are beyond the plan and come with the next invoice.") % said


def added(*estimates: Estimate) -> str:
    """Return what they come to together, as an amount; empty without a price."""
    total = sum(prices.quoted(one.allowance.price, one.units) for one in estimates)
    return amounts.shown(total, estimates[0].allowance.price.currency) if total else ""


def allowance_of(access: Access, kind: str, *, timed: bool = False) -> Allowance:
    """Return what a workspace has left for jobs of a kind; two queries, timed four."""
    meter = orders.METERS[kind]
    usage = billing.usage(workspace_id=access.workspace_id, meter=meter)
    return Allowance(
        meter=meter,
        left=max(0, usage.remaining),
        inside=max(0, usage.limit - usage.used - usage.reserved),
        resets_at=usage.resets_at,
        price=prices.freeze(meter, kind=kind, provider=registry.provider_name(kind)),
        is_in_plan=bool(usage.limit or usage.overdraft or usage.granted),
        is_soft=bool(usage.overdraft),
        seconds=(pace.seconds_an_item(kind) or 0) if timed else 0,
        at_once=billing.concurrency(workspace_id=access.workspace_id) if timed else 1,
    )
