"""Steps about plans: a new edition, a new plan, what is offered and what everybody begins with."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import IntegrityError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as t

from audit.services import Actor
from billing import services
from billing.admin.edition_forms import EditionForm, plan_of
from billing.admin.steps import Done, Reasoned, Step
from billing.models import Plan, PlanVersion
from billing.services import (
    CodeTaken,
    EditionMoved,
    NewPlan,
    NoEdition,
    NotFree,
    NothingToChange,
)
from billing.wording import name_of

SO_ALREADY = t("Nothing was changed: it is so already.")
NO_EDITION = t("Nothing was changed: the plan has no edition yet. Make one first.")
NOT_FREE = t(
    "Nothing was changed: the plan everybody begins with costs nothing and is counted by the month."
)


class MakeEdition(Step):
    """Make the next edition of a plan; the one there is stays as it is."""

    name = "make_edition"
    label = t("New edition")
    button = t("Make the edition")
    permission = "billing.change_plan"
    icon = "library_add"
    form = EditionForm
    refusals = {
        EditionMoved: (
            "",
            t("Nothing was made: another edition was made meanwhile. Open this page anew."),
        ),
        NotFree: ("price", NOT_FREE),
        IntegrityError: ("", t("Nothing was made: a number is too large.")),
    }

    def says(self, row: Plan | PlanVersion) -> str:
        if plan_of(row).is_default:
            return _(
                "Every workspace without a subscription has it from its next period on. Editions that"
                " were used are never changed."
            )
        return _(
            "Who has the plan keeps the edition they chose; who chooses it from now on has the new"
            " one. Editions that were used are never changed."
        )

    def facts(self, row: Plan | PlanVersion, form: Any) -> Sequence[tuple[Any, object]]:
        newest = form.newest
        return [
            (_("Plan"), name_of(plan_of(row))),
            (_("Newest edition"), f"v{newest.version}" if newest else "–"),
        ]

    def do(self, row: Plan | PlanVersion, values: dict[str, Any], *, actor: Actor) -> Done:
        plan = plan_of(row)
        made = services.make_edition(
            plan.pk, new=values["new"], by=actor, reason=values["reason"], seen=values["seen"]
        )
        said = {"plan": name_of(plan), "version": made.version}
        return Done([_("%(plan)s has edition %(version)d now.") % said], made)


class PlanForm(Reasoned):
    """What a plan is called, for whom it is, and where it stands."""

    code = forms.CharField(
        label=t("Code"),
        max_length=32,
        validators=[validate_slug],
        help_text=t("Small letters, digits and hyphens. It is never changed."),
    )
    name = forms.CharField(label=t("Name"), max_length=80)
    description = forms.CharField(label=t("For whom it is"), max_length=300, required=False)
    position = forms.IntegerField(
        label=t("Place"), min_value=0, max_value=32767, help_text=t("The lowest stands first.")
    )

    def begin(self) -> dict[str, Any]:
        last = Plan.objects.order_by("-position").values_list("position", flat=True).first()
        return {"position": min((last or 0) + 10, 32767)}

    def clean_code(self) -> str:
        """Keep to small letters."""
        code: str = self.cleaned_data["code"]
        if code != code.lower():
            raise ValidationError(_("Small letters, digits and hyphens. It is never changed."))
        return code


class MakePlan(Step):
    """Make a plan."""

    name = "make_plan"
    label = t("New plan")
    button = t("Make the plan")
    permission = "billing.change_plan"
    icon = "add"
    form = PlanForm
    refusals = {CodeTaken: ("code", t("There is a plan with this code."))}

    def says(self, row: None) -> str:
        return _("It is offered to nobody until it has an edition and you offer it.")

    def do(self, row: None, values: dict[str, Any], *, actor: Actor) -> Done:
        new = NewPlan(
            values["code"], values["name"], values["description"], position=values["position"]
        )
        made = services.make_plan(new, by=actor, reason=values["reason"])
        return Done([_("The plan is there. Make its first edition next.")], made)


class Offer(Step):
    """Let a plan be chosen."""

    name = "offer"
    label = t("Offer")
    button = t("Offer the plan")
    permission = "billing.change_plan"
    icon = "visibility"
    refusals = {NothingToChange: ("", SO_ALREADY), NoEdition: ("", NO_EDITION)}

    def closed(self, row: Plan) -> str:
        return _("This plan is offered.") if row.is_offered else ""

    def says(self, row: Plan) -> str:
        return _("Every workspace sees it among the plans, and can choose its newest edition.")

    def facts(self, row: Plan, form: Any) -> Sequence[tuple[Any, object]]:
        return [(_("Plan"), name_of(row))]

    def do(self, row: Plan, values: dict[str, Any], *, actor: Actor) -> Done:
        services.offer(row.pk, is_offered=True, by=actor, reason=values["reason"])
        return Done([_("%(plan)s is offered.") % {"plan": name_of(row)}])


class Withdraw(Offer):
    """Let a plan be chosen no longer."""

    name = "withdraw"
    label = t("Offer no longer")
    button = t("Offer the plan no longer")
    icon = "visibility_off"

    def closed(self, row: Plan) -> str:
        return "" if row.is_offered else _("This plan is not offered.")

    def says(self, row: Plan) -> str:
        return _("Nobody can choose it from now on. Who has it keeps it, and it goes on.")

    def do(self, row: Plan, values: dict[str, Any], *, actor: Actor) -> Done:
        services.offer(row.pk, is_offered=False, by=actor, reason=values["reason"])
        return Done([_("%(plan)s is offered no longer.") % {"plan": name_of(row)}])


class MakeDefault(Step):
    """Let everybody begin with a plan."""

    name = "make_default"
    label = t("Begin with it")
    button = t("Let everybody begin with it")
    permission = "billing.change_plan"
    icon = "flag"
    refusals = {
        NothingToChange: ("", SO_ALREADY),
        NoEdition: ("", NO_EDITION),
        NotFree: ("", NOT_FREE),
    }

    def closed(self, row: Plan) -> str:
        return _("Everybody begins with this plan.") if row.is_default else ""

    def says(self, row: Plan) -> str:
        return _(
            "Every workspace without a subscription is on it from its next period on, new ones at"
            " once. Nobody can subscribe to it then."
        )

    def facts(self, row: Plan, form: Any) -> Sequence[tuple[Any, object]]:
        present = Plan.objects.filter(is_default=True).first()
        return [
            (_("Plan"), name_of(row)),
            (_("So far"), name_of(present) if present else "–"),
        ]

    def do(self, row: Plan, values: dict[str, Any], *, actor: Actor) -> Done:
        services.make_default(row.pk, by=actor, reason=values["reason"])
        return Done([_("Everybody begins with %(plan)s.") % {"plan": name_of(row)}])
