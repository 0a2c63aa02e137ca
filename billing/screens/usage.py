"""The page of use: how the meters stand, what was used by day, by whom and for what, and the plan."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from billing import services, sql, units
from billing.models import BillingAccount, Meter, PlanLimit, PlanVersion, Subscription
from billing.refusals import plans_path
from billing.reporting import Part, Report, Span, report
from billing.screens import panel, spans
from billing.screens.bars import METERS, Bars, Choice, bars_of
from billing.screens.figures import Figure, figures, label_of
from billing.services import Usage
from workspaces.access import Access
from workspaces.roles import Permission

# So many products are shown at once, and so many on demand.
SHOWN = 8
MOST = 40


@dataclass(frozen=True, slots=True)
class Row:
    """Who or what used something. cells: head → figure; share: whole percentages."""

    label: str
    cells: tuple[tuple[str, str], ...]
    share: int
    share_said: str


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of work: what was counted of it, and what failed and was not."""

    label: str
    units: str
    failed: str


@dataclass(frozen=True)
class Page:
    """Everything the page shows. Nothing is read before it is asked for."""

    access: Access
    given: Mapping[str, str]
    here: str

    # --- what is read ---------------------------------------------------------------------------
    @cached_property
    def now(self) -> datetime:
        return self._of(Meter.IMAGES).as_of or sql.now()

    @cached_property
    def standing(self) -> list[Usage]:
        return services.all_usage(workspace_id=self.workspace_id)

    @cached_property
    def subscription(self) -> Subscription | None:
        return services.subscription_of(self.workspace_id)

    @cached_property
    def version(self) -> PlanVersion:
        """The edition of the plan."""
        held = self.subscription
        return held.plan_version if held else sql.version_of(self.workspace_id)

    @cached_property
    def limits(self) -> dict[str, PlanLimit]:
        """What the edition allows, by meter."""
        return {limit.meter: limit for limit in self.version.limits.all()}

    @cached_property
    def report(self) -> Report:
        return report(self.workspace_id, span=self.chosen.span)

    @cached_property
    def of_period(self) -> Report:
        """What was used in this period: of it the pace is told."""
        if self.chosen.span == self.period:
            return self.report
        return report(self.workspace_id, span=self.period)

    @property
    def workspace_id(self) -> UUID:
        return self.access.workspace_id

    @property
    def zone(self) -> ZoneInfo:
        """Where the days of the plan begin."""
        return ZoneInfo(self.subscription.time_zone if self.subscription else "UTC")

    @cached_property
    def period(self) -> Span:
        return spans.days_of(self._of(Meter.IMAGES))

    @cached_property
    def chosen(self) -> spans.Chosen:
        return spans.choose(
            self.given, workspace_id=self.workspace_id, period=self.period, today=self.now.date()
        )

    # --- what stands there ----------------------------------------------------------------------
    @property
    def title(self) -> str:
        return spans.name_of(self.period)

    @property
    def resets(self) -> str:
        """Tell when the period ends, and in how many days."""
        ends = self._of(Meter.IMAGES).resets_at.astimezone(self.zone)
        left = (ends.date() - self.now.astimezone(self.zone).date()).days
        day = date_format(ends, "MONTH_DAY_FORMAT")
        if left <= 0:
            return _("Resets today")
        return ngettext(
            "Resets on %(day)s, in %(n)d day", "Resets on %(day)s, in %(n)d days", left
        ) % {"day": day, "n": left}

    @cached_property
    def quotas(self) -> list[Figure]:
        return figures(
            self.standing,
            limits=self.limits,
            days=self.of_period.days,
            currency=self.version.currency,
            now=self.now,
            zone=self.zone,
        )

    @cached_property
    def bars(self) -> Bars:
        return bars_of(self.report.days, span=self.chosen.span, today=self.now.date())

    @cached_property
    def meters(self) -> list[Choice]:
        is_now = self.chosen.key == spans.PERIOD
        return self.bars.choices(empty="" if is_now else _("Nothing was made in these days"))

    @property
    def meter(self) -> Choice:
        """The meter that is drawn."""
        asked = self.given.get("meter", "")
        return next((one for one in self.meters if one.meter == asked), self.meters[0])

    @property
    def meter_links(self) -> list[tuple[Choice, str, bool]]:
        """Each meter of the chart, its address, and whether it is drawn."""
        return [(one, self._address(meter=one.meter), one == self.meter) for one in self.meters]

    @property
    def span_label(self) -> str:
        return dict(spans.labels())[self.chosen.key]

    @property
    def span_name(self) -> str:
        return spans.name_of(self.chosen.span)

    @property
    def span_choices(self) -> list[dict[str, object]]:
        asked = {"meter": self.meter.meter} if self.meter != self.meters[0] else {}
        choices = []
        for key, label in spans.labels():
            query = urlencode({**({} if key == spans.PERIOD else {"span": key}), **asked})
            href = f"{self.here}?{query}" if query else self.here
            choices.append({"label": label, "href": href, "on": key == self.chosen.key})
        return choices

    @cached_property
    def members(self) -> list[Row]:
        return self._rows(self.report.members)

    @property
    def products(self) -> list[Row]:
        return self._of_products[:SHOWN]

    @property
    def other_products(self) -> list[Row]:
        return self._of_products[SHOWN:]

    @property
    def products_left_out(self) -> int:
        """How many only the export has: of thousands nobody reads the last."""
        used = sum(any(one.units.values()) for one in self.report.products)
        return max(0, used - MOST)

    @property
    def share_of(self) -> str:
        """What shares are of: the first meter of which anything was used."""
        return {
            Meter.IMAGES: _("Share of images"),
            Meter.COPIES: _("Share of copy"),
            Meter.VIDEO_SECONDS: _("Share of video"),
        }[self._main]

    @property
    def kinds(self) -> list[Kind]:
        return [
            Kind(
                one.label,
                units.named(meter, one.units[meter]),
                units.shown(meter, one.failed.get(meter, 0)),
            )
            for one in self.report.kinds
            for meter in Meter.values
            if meter in one.units
        ]

    @cached_property
    def plan(self) -> panel.Panel:
        may = self.access.may(Permission.BILLING_MANAGE)
        place = panel.Place(
            subscription=self.subscription,
            version=self.version,
            limits=self.limits,
            standing=self.standing,
            account=self._account if may else None,
            zone=self.zone,
        )
        who = "" if may else panel.who_can_change(self.workspace_id)
        return panel.panel(place, near=self.quotas, who=who)

    @property
    def larger_plan(self) -> str:
        """Where more is to be had."""
        return plans_path(self.access.slug)

    # --- how ------------------------------------------------------------------------------------
    @property
    def _account(self) -> BillingAccount | None:
        return BillingAccount.objects.filter(pk=self.workspace_id).first()

    @cached_property
    def _main(self) -> Meter:
        used = {one.meter for one in self.report.totals if one.units}
        return next((meter for meter in METERS if meter in used), Meter.IMAGES)

    def _of(self, meter: str) -> Usage:
        return next(one for one in self.standing if one.meter == meter)

    def _address(self, *, meter: str) -> str:
        asked = [self.chosen.query, urlencode({"meter": meter}) if meter != Meter.IMAGES else ""]
        query = "&".join(filter(None, asked))
        return f"{self.here}?{query}" if query else self.here

    @cached_property
    def _of_products(self) -> list[Row]:
        return self._rows(self.report.products, most=MOST)

    def _rows(self, parts: Sequence[Part], *, most: int | None = None) -> list[Row]:
        whole = sum(one.units.get(self._main, 0) for one in parts)
        used = [one for one in parts if any(one.units.values())]
        return [self._row(one, whole) for one in used[:most]]

    @cached_property
    def _labels(self) -> list[tuple[Meter, str]]:
        return [(meter, label_of(meter)) for meter in METERS]

    def _row(self, part: Part, whole: int) -> Row:
        main = self._main
        share = round(100 * part.units.get(main, 0) / whole) if whole else 0
        is_little = share == 0 and part.units.get(main, 0) > 0
        return Row(
            label=part.label,
            cells=tuple(
                (label, units.shown(meter, part.units[meter]) if part.units.get(meter) else "0")
                for meter, label in self._labels
            ),
            share=max(share, 1 if is_little else 0),
            share_said="<1%" if is_little else f"{share}%",
        )
