"""Workspaces, for staff: how each stands, what it uses, and what is done to it as a whole."""

from typing import Any
from uuid import UUID

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from audit.admin.showing import LINK
from audit.services import Target
from audit.staff_acts import ActingAdmin
from workspaces import hooks, schemas
from workspaces.admin.acts import ACTS
from workspaces.models import Brand, OpenWork, Workspace

# Pages that show rows of one workspace: (name, the parameter that names it, words).
ELSEWHERE = (
    ("billing_subscription", "workspace__id__exact", _("Subscriptions")),
    ("billing_invoice", "workspace__id__exact", _("Invoices")),
    ("billing_ledgerentry", "workspace__id__exact", _("Ledger")),
    ("billing_reservation", "workspace__id__exact", _("Reservations")),
    ("workspaces_membership", "workspace__id__exact", _("Members")),
    ("workspaces_invitation", "workspace__id__exact", _("Invitations")),
    ("audit_auditevent", "workspace", _("Audit trail")),
    ("audit_hold", "q", _("Holds")),
)


@admin.register(Workspace)
class WorkspaceAdmin(ActingAdmin):
    """Every workspace. Its people make and rename it; its schema never changes."""

    is_recorded = True
    acts = ACTS
    list_display = (
        "slug", "name", "state", "delete_at", "members", "open_items", "created_at",
    )  # fmt: skip
    list_filter = ("status", "language")
    search_fields = ("name", "slug", "=id", "=schema_name")
    ordering = ("-created_at",)
    fields = (
        "name", "slug", "status", "suspended_at", "suspended_reason", "archived_at", "delete_at",
        "deleted_at", "id", "schema_name", "schema_now", "language", "time_zone", "currency", "brand_colours", "brand_tone",
        "brand_words", "members", "open_items", "created_by", "created_at", "elsewhere",
    )  # fmt: skip

    change_form_outer_after_template = "admin/workspaces/panels.html"

    def has_act_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        """Who may change workspaces: to see them is another right."""
        del object_id
        return bool(request.user.has_perm("workspaces.change_workspace"))

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show besides what the apps above know of it: its plan, its use, where to look on."""
        workspace = self.get_object(request, object_id)
        is_seen = workspace is not None and self.has_view_permission(request, workspace)
        panels = (
            [panel(workspace, request.user) for panel in hooks.staff_panels()] if is_seen else []
        )
        more = {**(extra_context or {}), "tables": [table for tables in panels for table in tables]}
        response: HttpResponse = super().change_view(request, object_id, form_url, more)
        return response

    def workspace_of(self, row: Workspace) -> UUID:
        return row.pk

    def target_of(self, row: Workspace) -> Target:
        """Return it with its name, as the trail has it elsewhere."""
        return Target("workspace", str(row.pk), row.name)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Workspace]:
        """Count members and read open work with the rows."""
        found: QuerySet[Workspace] = super().get_queryset(request)
        return found.select_related("open_work", "created_by", "brand").annotate(
            members=Count("memberships")
        )

    @display(  # type: ignore[untyped-decorator]  # unfold ships no types
        description=_("state"),
        ordering="status",
        label={
            "active": "success", "archived": "info", "suspended": "danger", "deleting": "warning",
        },
    )  # fmt: skip
    def state(self, workspace: Workspace) -> tuple[str, str]:
        return workspace.status, workspace.get_status_display()

    @admin.display(description=_("look on"))
    def elsewhere(self, workspace: Workspace) -> str:
        """Lead to what the other pages know of it."""
        links = [
            (reverse(f"admin:{page}_changelist", query={key: str(workspace.pk)}), words)
            for page, key, words in ELSEWHERE
        ]
        jobs = reverse("admin:generation_job_changelist", query={"workspace": workspace.slug})
        return format_html_join(
            " · ", '<a class="' + LINK + '" href="{}">{}</a>', [*links, (jobs, _("Jobs"))]
        )

    @admin.display(description=_("members"))
    def members(self, workspace: Any) -> int:
        return int(workspace.members)

    @admin.display(description=_("open items"))
    def open_items(self, workspace: Workspace) -> int:
        work: OpenWork | None = getattr(workspace, "open_work", None)
        return work.items if work else 0

    @admin.display(description=_("brand colours"))
    def brand_colours(self, workspace: Workspace) -> str:
        return " ".join(_brand(workspace).colours)

    @admin.display(description=_("tone of voice"))
    def brand_tone(self, workspace: Workspace) -> str:
        return _brand(workspace).tone

    @admin.display(description=_("words to use and to avoid"))
    def brand_words(self, workspace: Workspace) -> str:
        brand = _brand(workspace)
        lists = (brand.words_to_use, brand.words_to_avoid)
        return " / ".join(", ".join(words) for words in lists if words)

    @admin.display(description=_("schema"))
    def schema_now(self, workspace: Workspace) -> Any:
        if workspace.status == Workspace.Status.DELETED:
            return _("removed")
        lacks = schemas.pending(workspace.schema_name)
        if lacks is None:
            return _("missing")
        if lacks:
            return _("not migrated: %(names)s") % {"names": ", ".join(lacks)}
        return _("up to date")


def _brand(workspace: Workspace) -> Brand:
    known: Brand | None = getattr(workspace, "brand", None)
    return known or Brand(workspace=workspace)
