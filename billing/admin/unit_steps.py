"""Steps about units: a meter adjusted, units given beside the plan's, and a grant ended."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminSplitDateTimeWidget

from audit.services import Actor
from billing import services, sql, units
from billing.admin.fields import (
    IN_MEGABYTES,
    MOST,
    TYPED_IN,
    meter_field,
    place_field,
    place_of,
    units_of,
)
from billing.admin.steps import Done, Reasoned, Step, StepForm
from billing.models import Grant, Meter, QuotaPeriod
from billing.quotas import GrantReused
from billing.services import LimitMoved, LimitTooLow, ReasonMissing
from billing.shapes import NewGrant
from workspaces.models import Workspace

SAY_WHY = gettext_lazy("Say why.")


# --- adjusting -----------------------------------------------------------------------------------
class AdjustForm(Reasoned):
    """By how much, of the meter that is looked at. seen: its limit when the page was drawn."""

    units = forms.IntegerField(label=gettext_lazy("Units more"), min_value=-MOST, max_value=MOST)
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def begin(self) -> dict[str, Any]:
        return {**super().begin(), "seen": self.usage.limit}

    def prepare(self) -> None:
        """Say what is typed, and in what."""
        self.fields["units"].help_text = _("In %(unit)s; with a minus to take some away.") % {
            "unit": TYPED_IN[self.meter]
        }

    @property
    def meter(self) -> Meter:
        """What is adjusted."""
        return Meter(self.row.meter)

    @property
    def usage(self) -> services.Usage:
        """How it stands."""
        return services.usage(workspace_id=self.row.workspace_id, meter=self.row.meter)

    def clean_units(self) -> int:
        """Refuse to change nothing."""
        typed: int = self.cleaned_data["units"]
        if typed == 0:
            raise ValidationError(_("Nothing would change: give a number above or below zero."))
        return units_of(self.meter, typed)


class Adjust(Step):
    """Set a meter of a workspace right."""

    name = "adjust"
    label = gettext_lazy("Adjust")
    button = gettext_lazy("Adjust the limit")
    permission = "billing.change_quotaperiod"
    icon = "tune"
    form = AdjustForm
    refusals = {
        LimitTooLow: ("units", lambda error: _too_low(error)),
        LimitMoved: ("", lambda error: _moved(error)),
        ReasonMissing: ("reason", SAY_WHY),
    }

    def closed(self, row: QuotaPeriod) -> str:
        if row.workspace.status == Workspace.Status.DELETED:
            return _("This workspace has been deleted.")
        return "" if row.ends_at > sql.now() else _("This period is over: look at the present one.")

    def says(self, row: QuotaPeriod) -> str:
        if row.is_gauge:
            return _("The limit changes at once and stays, whatever period begins.")
        return _("The limit changes at once, for the present period alone.")

    def facts(self, row: QuotaPeriod, form: Any) -> Sequence[tuple[Any, object]]:
        now, meter = form.usage, row.meter
        return [
            (_("Workspace"), row.workspace.name),
            (_("Meter"), row.get_meter_display()),
            (_("Limit"), units.shown(meter, now.limit)),
            (_("Used"), units.shown(meter, now.used)),
            (_("Held"), units.shown(meter, now.reserved)),
            (_("Of grants"), units.shown(meter, now.granted)),
        ]

    def do(self, row: QuotaPeriod, values: dict[str, Any], *, actor: Actor) -> Done:
        limit = services.adjust(
            row.workspace_id,
            meter=row.meter,
            units=values["units"],
            reason=values["reason"],
            by=actor,
            seen=values["seen"],
        )
        text = _("The limit of %(workspace)s is %(limit)s now.")
        return Done(
            [text % {"workspace": row.workspace.name, "limit": units.named(row.meter, limit)}]
        )


def _too_low(error: Any) -> str:
    text = _("Nothing was changed: more is used and held (%(taken)s) than the limit would be.")
    return text % {"taken": f"{error.taken:,}"}


def _moved(error: Any) -> str:
    text = _(
        "Nothing was changed: the limit is %(limit)s by now. It was adjusted already, or the plan"
        " has changed. Go back and look again."
    )
    return text % {"limit": f"{error.limit:,}"}


class ChooseForm(StepForm):
    """Whose meter is adjusted."""

    workspace = place_field()
    meter = meter_field()

    def clean_workspace(self) -> Workspace:
        """Find it."""
        return place_of(self.cleaned_data["workspace"])


class AdjustAny(Step):
    """Find a meter to adjust, also of a workspace that has used nothing yet."""

    name = "adjust_any"
    label = gettext_lazy("Adjust a meter")
    button = gettext_lazy("Go on")
    permission = "billing.change_quotaperiod"
    icon = "tune"
    form = ChooseForm

    def says(self, row: None) -> str:
        return _("Say whose meter it is; how it stands is shown next.")

    def do(self, row: None, values: dict[str, Any], *, actor: Actor) -> Done:
        place, meter = values["workspace"], values["meter"]
        services.usage(workspace_id=place.pk, meter=meter)
        found = sql.present_period(workspace_id=place.pk, meter=meter)
        return Done([], found)


# --- grants --------------------------------------------------------------------------------------
class GiveForm(Reasoned):
    """What is given. key: of this page, so that what is sent twice is given once."""

    workspace = place_field()
    meter = meter_field()
    units = forms.IntegerField(
        label=gettext_lazy("Units"), min_value=1, max_value=MOST, help_text=IN_MEGABYTES
    )
    priority = forms.IntegerField(
        label=gettext_lazy("Priority"),
        min_value=0,
        max_value=32767,
        help_text=gettext_lazy("The lowest burns first; of equals the one that ends first."),
    )
    expires_at = forms.SplitDateTimeField(
        label=gettext_lazy("Ends"),
        required=False,
        widget=UnfoldAdminSplitDateTimeWidget,
        help_text=gettext_lazy("What is left then is gone. Empty: it does not end."),
    )
    key = forms.CharField(max_length=80, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=80,
        help_text=gettext_lazy("It stands in the ledger and in the audit trail."),
    )

    def begin(self) -> dict[str, Any]:
        there = (
            {"workspace": self.row.workspace.slug, "meter": self.row.meter}
            if self.row is not None
            else {}
        )
        return {"priority": 50, "key": f"staff:{uuid4()}", **super().begin(), **there}

    def clean_workspace(self) -> Workspace:
        """Find it."""
        return place_of(self.cleaned_data["workspace"])

    def clean_key(self) -> str:
        """Keep to the keys of this page: others belong to who gives by itself."""
        key: str = self.cleaned_data["key"]
        if not key.startswith("staff:"):
            raise ValidationError(_("This page is broken: open it anew."))
        return key

    def clean_expires_at(self) -> Any:
        """Refuse what would have ended before it began."""
        ends = self.cleaned_data["expires_at"]
        if ends is not None and ends <= sql.now():
            raise ValidationError(_("This moment is past."))
        return ends

    def clean(self) -> dict[str, Any]:
        """Count in the meter's own unit."""
        values = self.cleaned_data
        if "units" in values and "meter" in values:
            values["units"] = units_of(values["meter"], values["units"])
        return values


class Give(Step):
    """Give a workspace units beside its plan's."""

    name = "give"
    label = gettext_lazy("Give units")
    button = gettext_lazy("Give the units")
    permission = "billing.change_grant"
    icon = "redeem"
    form = GiveForm
    refusals = {
        GrantReused: ("", gettext_lazy("Something else was given by this page: open it anew.")),
        IntegrityError: ("units", gettext_lazy("So many cannot be given.")),
    }

    def closed(self, row: Any) -> str:
        is_gone = row is not None and row.workspace.status == Workspace.Status.DELETED
        return _("This workspace has been deleted.") if is_gone else ""

    def says(self, row: Any) -> str:
        return _("They stand beside the plan's units and are used once those are gone.")

    def do(self, row: Any, values: dict[str, Any], *, actor: Actor) -> Done:
        is_known = Grant.objects.filter(idem_key=values["key"]).exists()
        new = NewGrant(
            values["meter"],
            values["units"],
            values["reason"],
            values["key"],
            priority=values["priority"],
            expires_at=values["expires_at"],
        )
        made = services.grant(values["workspace"].pk, new=new, by=actor)
        if is_known:
            return Done([_("This was given before; nothing was given twice.")], made)
        text = _("%(workspace)s has %(units)s more.")
        said = {
            "workspace": values["workspace"].name,
            "units": units.named(made.meter, made.units),
        }
        return Done([text % said], made)


class Void(Step):
    """End a grant now."""

    name = "void"
    label = gettext_lazy("Void it")
    button = gettext_lazy("Void the grant")
    permission = "billing.change_grant"
    icon = "block"
    is_grave = True

    def closed(self, row: Grant) -> str:
        return _("This grant was voided before.") if row.voided_at is not None else ""

    def says(self, row: Grant) -> str:
        return _("What is left of it is gone at once. What is held from it stays held.")

    def facts(self, row: Grant, form: Any) -> Sequence[tuple[Any, object]]:
        return [
            (_("Workspace"), row.workspace.name),
            (_("Given"), units.named(row.meter, row.units)),
            (_("Left"), units.shown(row.meter, row.remaining)),
        ]

    def do(self, row: Grant, values: dict[str, Any], *, actor: Actor) -> Done:
        if services.void(row.pk, reason=values["reason"], by=actor):
            return Done([_("The grant is void.")])
        return Done([_("This grant was voided before.")])


ADJUST, ADJUST_ANY, GIVE, VOID = Adjust(), AdjustAny(), Give(), Void()
