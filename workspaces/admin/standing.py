"""How work and schemas of the workspaces stand, for staff."""

from typing import Any

from django.contrib import admin
from django.db.models import Case, QuerySet, TextChoices, Value, When
from django.http import HttpRequest
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from audit.staff import ReadOnlyAdmin
from workspaces import tenancy
from workspaces.models import OpenWork, SchemaState, Workspace


@admin.register(OpenWork)
class OpenWorkAdmin(ReadOnlyAdmin):
    """Workspaces with unfinished items: the sweeper's list."""

    list_display = ("workspace", "items", "oldest_due_at")
    list_select_related = ("workspace",)
    search_fields = ("workspace__name", "workspace__slug")
    ordering = ("oldest_due_at",)


class Standing(TextChoices):
    """How a workspace's schema stands, as its last migration left it."""

    CURRENT = "current", _("up to date")
    BEHIND = "behind", _("behind")
    FAILED = "failed", _("failed")


class StandingFilter(admin.SimpleListFilter):
    """By how the schema stands."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, Any]]:
        return list(Standing.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(standing=self.value()) if self.value() else queryset


@admin.register(SchemaState)
class SchemaStateAdmin(ReadOnlyAdmin):
    """Which schemas are up to date, and why one is not. `migrate_workspaces` does what is left."""

    list_display = ("workspace", "state", "reason", "tried_at")
    list_filter = (StandingFilter,)
    list_select_related = ("workspace",)
    search_fields = ("workspace__name", "workspace__slug", "=workspace__schema_name")
    ordering = ("-tried_at",)
    fields = ("workspace", "schema_name", "state", "error", "tried_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[SchemaState]:
        """Judge every row against the migrations there are now, in the database."""
        found: QuerySet[SchemaState] = super().get_queryset(request)
        present = found.exclude(workspace__status=Workspace.Status.DELETED)
        return present.select_related("workspace").annotate(
            standing=Case(
                When(error__gt="", then=Value(Standing.FAILED.value)),
                When(fingerprint=tenancy.fingerprint(), then=Value(Standing.CURRENT.value)),
                default=Value(Standing.BEHIND.value),
            )
        )

    @display(  # type: ignore[untyped-decorator]  # unfold ships no types
        description=_("state"),
        ordering="standing",
        label={"current": "success", "behind": "warning", "failed": "danger"},
    )
    def state(self, row: Any) -> tuple[str, str]:
        return row.standing, str(Standing(row.standing).label)

    @admin.display(description=_("error"))
    def reason(self, row: SchemaState) -> str:
        return Truncator(row.error).chars(160)

    @admin.display(description=_("schema"))
    def schema_name(self, row: SchemaState) -> str:
        return row.workspace.schema_name
