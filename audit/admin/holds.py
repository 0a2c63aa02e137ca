"""Holds, for staff: which are in force, placed and lifted for a reason."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from unfold import widgets
from unfold.decorators import display
from unfold.paginator import InfinitePaginator

from audit import holds
from audit.actions import Action
from audit.admin import places
from audit.admin import showing as show
from audit.models import Hold
from audit.staff import actor
from audit.staff_acts import Act, ActingAdmin, ActRefused, ReasonForm


class HoldForm(ReasonForm):
    """What is held: one workspace's rows, or all there are."""

    workspace = forms.CharField(
        label=_("Workspace"),
        required=False,
        max_length=120,
        widget=widgets.UnfoldAdminTextInputWidget(),
        help_text=_("Its address or id. None when everything is held."),
    )
    everything = forms.BooleanField(
        label=_("Hold everything, of every workspace"),
        required=False,
        widget=widgets.UnfoldBooleanWidget(),
    )
    field_order = ("workspace", "everything", "reason")

    def clean(self) -> dict[str, Any]:
        """Make the workspace's id of what was typed; it is one workspace, or everything."""
        given = super().clean() or self.cleaned_data
        text, is_all = given.get("workspace", ""), given.get("everything")
        if bool(text) is bool(is_all):
            self.add_error("workspace", _t("Name a workspace, or hold everything."))
        given["workspace_id"] = None
        if text and not is_all:
            given["workspace_id"] = self._meant(text)
        return given

    def _meant(self, text: str) -> UUID | None:
        found = places.meant(text)
        if len(found) == 1:
            return found[0]
        self.add_error(
            "workspace",
            ValidationError(
                _t("Several workspaces are called so. Take the address of one.")
                if found
                else _t("There is no workspace with this address.")
            ),
        )
        return None


def _place(request: HttpRequest, _row: Any, given: dict[str, Any]) -> bool:
    try:
        holds.place(given["workspace_id"], reason=given["reason"], by=actor(request))
    except holds.AlreadyHeld as error:
        raise ActRefused(_t("It is held already.")) from error
    return True


def _lift(request: HttpRequest, hold: Hold, given: dict[str, Any]) -> bool:
    return holds.lift(hold.pk, reason=given["reason"], by=actor(request))


PLACE = Act(
    "place",
    _("Place a hold"),
    _(
        "No month that has rows of it is dropped by age, for as long as the hold is in force. Nothing"
        " else changes."
    ),
    _("It is held from now on."),
    Action.HOLD_PLACED,
    _place,
    icon="lock",
    form=HoldForm,
)
LIFT = Act(
    "lift",
    _("Lift the hold"),
    _("Months that are old enough are dropped again, within the hour."),
    _("It is held no longer."),
    Action.HOLD_LIFTED,
    _lift,
    is_offered=lambda hold: hold.lifted_at is None,
    icon="lock_open",
)


class ForceFilter(admin.SimpleListFilter):
    """By whether it holds anything now."""

    title = _("in force")
    parameter_name = "force"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", str(_("in force"))), ("no", str(_("lifted")))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() in {"yes", "no"}:
            return queryset.filter(lifted_at__isnull=self.value() == "yes")
        return queryset


@admin.register(Hold)
class HoldAdmin(ActingAdmin):
    """What must not be dropped by age, and who says so."""

    acts = (LIFT,)
    list_acts = (PLACE,)
    paginator = InfinitePaginator
    show_facets = admin.ShowFacets.NEVER
    list_display = ("what", "state", "why", "placed", "who_placed", "lifted", "who_lifted")
    list_filter = (ForceFilter,)
    search_fields = ("reason", "=workspace_id")
    search_help_text = _("Words of the reason, or a workspace: its name, address or id.")
    ordering = ("-id",)
    fields = list_display

    def get_queryset(self, request: HttpRequest) -> QuerySet[Hold]:
        """Read names with their holds."""
        found: QuerySet[Hold] = super().get_queryset(request)
        return found.annotate(
            place=places.name_column(),
            placer=show.person_column("placed_by"),
            lifter=show.person_column("lifted_by"),
        )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Find by the reason and by the workspace."""
        if not search_term.strip():
            return queryset, False
        of_places = queryset.filter(workspace_id__in=places.meant(search_term))
        return of_places | queryset.filter(reason__icontains=search_term.strip()), False

    @admin.display(description=_("workspace"))
    def what(self, hold: Any) -> str:
        if hold.workspace_id is None:
            return _t("everything")
        return hold.place or str(hold.workspace_id)

    @display(  # type: ignore[untyped-decorator]  # unfold ships no types
        description=_("state"), label={"held": "warning", "lifted": ""}
    )
    def state(self, hold: Hold) -> tuple[str, str]:
        return ("held", _t("in force")) if hold.lifted_at is None else ("lifted", _t("lifted"))

    @admin.display(description=_("reason"))
    def why(self, hold: Hold) -> str:
        return hold.reason

    @admin.display(description=_("placed"))
    def placed(self, hold: Hold) -> str:
        return show.moment(hold.placed_at)

    @admin.display(description=_("placed by"))
    def who_placed(self, hold: Any) -> str:
        return hold.placer or _t("somebody who left")

    @admin.display(description=_("lifted"))
    def lifted(self, hold: Hold) -> str:
        return show.moment(hold.lifted_at)

    @admin.display(description=_("lifted by"))
    def who_lifted(self, hold: Any) -> str:
        if hold.lifted_at is None:
            return show.NOTHING
        return hold.lifter or _t("somebody who left")
