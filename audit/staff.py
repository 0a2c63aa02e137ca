"""Staff pages that show rows and change none: what they look like in every app."""

from typing import Any
from uuid import UUID

from django.contrib.admin.checks import ModelAdminChecks
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from unfold.admin import ModelAdmin

from audit import services as audit
from audit.actions import Action
from audit.services import Actor, Details, Target

# A list narrowed to one workspace names it by one of these.
OF_A_WORKSPACE = ("workspace__id__exact", "workspace")


class Seen(ModelAdmin):  # type: ignore[misc]  # unfold ships no types
    """Rows that staff look at: on the record where they tell of people or of what a workspace has.

    is_recorded: of its list and of each row; is_row_recorded: False where a row's page has a
    record of its own.
    """

    is_recorded = False
    is_row_recorded = True

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Record which list it was, and by which filters; what was searched for names people."""
        response: HttpResponse = super().changelist_view(request, extra_context)
        if self.is_recorded and request.method == "GET" and response.status_code == 200:
            _note(
                Action.LIST_SEEN_BY_STAFF,
                request,
                target=Target("list", self.opts.label_lower, self.opts.label_lower),
                workspace_id=_workspace_named(request),
                details=Details(data={"filters": sorted(request.GET)}),
            )
        return response

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], **options: Any
    ) -> HttpResponse:
        """Record whose row it was."""
        row = options.get("obj")
        if (
            self.is_recorded
            and self.is_row_recorded
            and row is not None
            and request.method == "GET"
        ):
            place, target = self.workspace_of(row), self.target_of(row)
            _note(Action.ROW_SEEN_BY_STAFF, request, target=target, workspace_id=place)
        response: HttpResponse = super().render_change_form(request, context, **options)
        return response

    def workspace_of(self, row: Any) -> UUID | None:
        """Return whose row it is; None when no workspace's."""
        found: UUID | None = getattr(row, "workspace_id", None)
        return found

    def target_of(self, row: Any) -> Target:
        """Return the row as the trail names it: without a word of what it says."""
        return Target(self.opts.model_name, str(row.pk))


class ReadOnlyAdmin(Seen):
    """Rows to search and read. What changes them are services, never a form of the admin."""

    # Unfold's own look for an action's right in the database, which a fresh installation has not.
    checks_class = ModelAdminChecks
    actions: tuple[str, ...] | None = None
    # Counting a whole table for every page of it is slow, and nobody reads the number.
    show_full_result_count = False
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def _note(
    action: Action,
    request: HttpRequest,
    *,
    target: Target,
    workspace_id: UUID | None,
    details: Details | None = None,
) -> None:
    with transaction.atomic():
        audit.record(
            action,
            actor=actor(request),
            workspace_id=workspace_id,
            target=target,
            details=details,
        )


def _workspace_named(request: HttpRequest) -> UUID | None:
    for name in OF_A_WORKSPACE:
        try:
            return UUID(request.GET.get(name, ""))
        except ValueError:
            continue
    return None


def actor(request: HttpRequest) -> Actor:
    """Return who is at the staff's pages, for the trail: the admin lets nobody else in."""
    user: Any = request.user
    return Actor("staff", str(user.pk), user.label)
