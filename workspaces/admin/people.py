"""Who is in which workspace, and who is invited, for staff."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Case, QuerySet, TextChoices, Value, When
from django.db.models.functions import Now
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.decorators import display

from accounts.actors import actor_of
from audit.services import Target
from audit.staff import ReadOnlyAdmin, Seen
from workspaces import services
from workspaces.hooks import NoSeatLeft
from workspaces.models import Invitation, Membership, Workspace
from workspaces.roles import Role
from workspaces.services.seats import check_room


class MembershipForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """Whose role, where."""

    class Meta:
        model = Membership
        fields = ("user", "workspace", "role")
        labels = {"user": _("Person"), "workspace": _("Workspace")}

    def clean_role(self) -> str:
        """Refuse to leave a workspace without an owner."""
        role: str = self.cleaned_data["role"]
        is_kept = role == Role.OWNER or not self.instance.pk
        if not is_kept and services.is_last_owner(self.instance):
            raise ValidationError(_("Nobody else owns this workspace. Make another owner first."))
        return role

    def clean(self) -> dict[str, Any]:
        """Refuse who would sit nowhere: there is a seat, and the workspace is still there."""
        given = super().clean() or self.cleaned_data
        user, workspace = given.get("user"), given.get("workspace")
        if user is None or workspace is None:
            return given
        if workspace.status == Workspace.Status.DELETED:
            self.add_error("workspace", _("This workspace has been deleted."))
        else:
            self._check_seat(workspace, user.email)
        return given

    def _check_seat(self, workspace: Workspace, email: str) -> None:
        try:
            check_room(workspace.pk, email=email)
        except NoSeatLeft as error:
            text = ngettext(
                "The plan has %(limit)d seat, and it is taken. Remove a member or an invitation first.",
                "The plan has %(limit)d seats, and all are taken. Remove a member or an invitation first.",
                error.limit,
            )
            self.add_error("workspace", text % {"limit": error.limit})


@admin.register(Membership)
class MembershipAdmin(Seen):
    """Who is in which workspace, as what. Staff can add a member and change a role."""

    is_recorded = True
    form = MembershipForm
    list_display = ("user", "workspace", "role", "joined_at")
    list_filter = ("role",)
    list_select_related = ("user", "workspace")
    search_fields = ("user__email", "user__name", "workspace__name", "workspace__slug")
    autocomplete_fields = ("user", "workspace")
    ordering = ("-joined_at",)
    actions = None
    show_full_result_count = False

    def target_of(self, row: Membership) -> Target:
        """Return who it is: a member is a person in a workspace."""
        return Target("member", str(row.user_id))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Another person or workspace is another membership."""
        return ("user", "workspace", "joined_at") if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(
        self,
        request: HttpRequest,
        obj: Membership,
        form: MembershipForm,
        change: bool,  # noqa: FBT001  Django's signature
    ) -> None:
        """Write through the services: with the trail, and without anything kept."""
        actor = actor_of(request.user)  # type: ignore[arg-type]  # staff have signed in
        if change:
            services.change_role(obj, role=form.cleaned_data["role"], actor=actor)
            return
        made = services.add_member(obj.workspace, user=obj.user, role=obj.role, actor=actor)
        obj.pk, obj.joined_at = made.pk, made.joined_at


class Fate(TextChoices):
    """What has become of an invitation."""

    OPEN = "open", _("open")
    EXPIRED = "expired", _("expired")
    USED = "used", _("used")
    REVOKED = "revoked", _("taken back")


class FateFilter(admin.SimpleListFilter):
    """By what has become of it."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, Any]]:
        return list(Fate.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(fate=self.value()) if self.value() else queryset


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    """Who is invited where, as what. The people of a workspace invite; staff read."""

    is_recorded = True
    list_display = (
        "email", "workspace", "role", "state", "invited_by", "created_at", "expires_at",
    )  # fmt: skip
    list_filter = (FateFilter, "role")
    list_select_related = ("workspace", "invited_by")
    search_fields = ("email", "workspace__name", "workspace__slug", "=workspace__id")
    ordering = ("-created_at",)
    # The token's hash is left out: nobody who reads here has a use for it.
    fields = (
        "email", "workspace", "role", "state", "invited_by", "created_at", "expires_at",
        "accepted_at", "accepted_by", "revoked_at",
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Invitation]:
        """Judge every row by the database's clock."""
        found: QuerySet[Invitation] = super().get_queryset(request)
        return found.annotate(
            fate=Case(
                When(revoked_at__isnull=False, then=Value(Fate.REVOKED.value)),
                When(accepted_at__isnull=False, then=Value(Fate.USED.value)),
                When(expires_at__lte=Now(), then=Value(Fate.EXPIRED.value)),
                default=Value(Fate.OPEN.value),
            )
        )

    @display(  # type: ignore[untyped-decorator]  # unfold ships no types
        description=_("state"),
        ordering="fate",
        label={"open": "info", "expired": "warning", "used": "success", "revoked": "danger"},
    )
    def state(self, row: Any) -> tuple[str, str]:
        return row.fate, str(Fate(row.fate).label)
