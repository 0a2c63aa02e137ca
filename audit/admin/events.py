"""The trail, for staff."""

from typing import Any

from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import RangeDateTimeFilter
from unfold.decorators import display

from audit.actions import Action
from audit.models import ActorLabel, AuditEvent
from audit.staff import ReadOnlyAdmin


class ActionFilter(admin.SimpleListFilter):
    """By action: the closed list, not what happens to be in the table."""

    title = _("action")
    parameter_name = "action"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(action.value, action.value) for action in Action]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(action=self.value()) if self.value() else queryset


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin):
    """Who did what to which, newest first."""

    list_display = ("stamp", "who", "action", "target", "result", "address", "workspace_id")
    list_filter = (("at", RangeDateTimeFilter), ActionFilter, "outcome", "actor_type")
    list_filter_submit = True
    search_fields = ("=actor_id", "=target_id", "target_label", "=request_id", "=session_id")
    ordering = ("-id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuditEvent]:
        """Read the actors' names with their rows, not one by one."""
        label = ActorLabel.objects.filter(
            actor_type=OuterRef("actor_type"), actor_id=OuterRef("actor_id")
        ).values("label")[:1]
        found: QuerySet[AuditEvent] = super().get_queryset(request).annotate(who=Subquery(label))
        return found

    @admin.display(description=_("at"), ordering="id")
    def stamp(self, event: AuditEvent) -> str:
        return f"{localtime(event.at):%Y-%m-%d %H:%M:%S}"

    @admin.display(description=_("who"))
    def who(self, event: Any) -> str:
        return str(event.who or event.actor_type)

    @admin.display(description=_("what"))
    def target(self, event: AuditEvent) -> str:
        return event.target_label or event.target_id

    @display(  # type: ignore[untyped-decorator]  # unfold ships no types
        description=_("outcome"),
        label={"ok": "success", "denied": "warning", "error": "danger"},
    )
    def result(self, event: AuditEvent) -> tuple[str, str]:
        return event.outcome, event.get_outcome_display()
