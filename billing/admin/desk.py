"""What all pages of billing's rows have in common: read, searched, linked, and acted on by steps."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.contrib.admin.utils import get_fields_from_path, unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline
from unfold.decorators import action
from unfold.enums import ActionVariant
from unfold.paginator import InfinitePaginator

from accounts.actors import actor_of
from audit.services import Target
from audit.staff import ReadOnlyAdmin
from billing.admin.columns import page_of
from billing.admin.steps import Step
from workspaces.models import Workspace

# How many workspaces a word of a search may mean.
WORKSPACES = 50
# Model → what the trail calls one of its rows, where that is another word.
TRAIL_CALLS = {"billingaccount": "billing_account", "webhookevent": "payment_event"}


class Desk(ReadOnlyAdmin):
    """Rows of billing: every column is a function with a title, so that both languages are spoken.

    references: paths of what a row is found by as a whole (a number, a reference, an id).
    """

    is_recorded = True
    # Nothing counts a table: the ledger has a million rows, and nobody reads their number.
    paginator = InfinitePaginator
    show_facets = admin.ShowFacets.NEVER
    references: Sequence[str] = ()
    workspace_path = "workspace"
    search_fields = ("workspace",)
    search_help_text = _("A workspace's name or address; a number, reference or id as a whole.")
    empty_value_display = "–"
    steps: Sequence[Step] = ()
    list_steps: Sequence[Step] = ()

    def __init_subclass__(cls, **more: Any) -> None:
        """Make each step what unfold knows: a button of the row's page, or of the list."""
        super().__init_subclass__(**more)
        for step in (*cls.steps, *cls.list_steps):
            setattr(cls, step.name, _acting(step))
        cls.actions_detail = tuple(step.name for step in cls.steps)
        cls.actions_list = tuple(step.name for step in cls.list_steps)

    def target_of(self, row: Any) -> Target:
        """Return the row as the trail calls its kind elsewhere."""
        kind = self.opts.model_name
        return Target(TRAIL_CALLS.get(kind, kind), str(row.pk))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Name what is shown: columns are functions, which no form has as fields."""
        return tuple(self.fields or ())

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Find what is named as a whole, else the rows of workspaces that are called so."""
        term = search_term.strip()
        if not term:
            return queryset, False
        named = self._named(term)
        found = self._workspaces(term)
        if found:
            named |= Q(**{f"{self.workspace_path}__in": found})
        return (queryset.filter(named) if named else queryset.none()), False

    def _named(self, term: str) -> Q:
        found = Q()
        for path in self.references:
            try:
                found |= Q(**{path: _field(self.model, path).to_python(term)})
            except ValidationError:
                continue
        return found

    def _workspaces(self, term: str) -> list[UUID]:
        if not self.workspace_path:
            return []
        called = Q(name__icontains=term) | Q(slug__icontains=term)
        places = Workspace.objects.filter(called).order_by("pk")
        return list(places.values_list("pk", flat=True)[:WORKSPACES])

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[Any]:
        """Offer what can be done to this row as it stands."""
        found: list[Any] = super().get_actions_detail(request, object_id)
        row = self.get_object(request, unquote(str(object_id))) if found else None
        return [one for one in found if row is not None and not one.method.step.closed(row)]

    def take(self, request: HttpRequest, step: Step, object_id: str | None) -> HttpResponse:
        """Show a step's page; by POST, do it. What cannot be done says so and does nothing."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        row = self.get_object(request, unquote(object_id)) if object_id is not None else None
        if object_id is not None and row is None:
            raise Http404
        back = self._page_of(row)
        if closed := step.closed(row):
            messages.error(request, str(closed))
            return redirect(back)
        is_sent = request.method == "POST"
        form = step.form(request.POST if is_sent else None, row=row, given=request.GET)
        if is_sent and form.is_valid():
            # The admin lets nobody in who is not signed in.
            done = step.run(row, form, actor=actor_of(request.user))  # type: ignore[arg-type]
            if done is not None:
                for text in done.said:
                    messages.success(request, str(text))
                return redirect(self._page_of(done.row) if done.row is not None else back)
        frame = self.admin_site.each_context(request)
        context = {
            **frame, "title": step.label, "opts": self.opts, "step": step, "form": form,
            "says": step.says(row), "facts": step.facts(row, form), "back_url": back,
            "media": form.media,
        }  # fmt: skip
        status = 422 if is_sent else 200
        return TemplateResponse(request, "admin/billing/step.html", context, status=status)

    def _page_of(self, row: Any) -> str:
        """Return where a row is shown; without one, the list."""
        if row is None:
            return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        return page_of(row)


class Shown(TabularInline):  # type: ignore[misc]  # unfold ships no types
    """Rows that belong to another, to be read. related: what is read with each."""

    related: Sequence[str] = ()

    extra = 0
    can_delete = False
    show_change_link = False
    hide_title = True

    def get_queryset(self, request: HttpRequest) -> Any:
        """Read with each row what its columns say of others."""
        found = super().get_queryset(request)
        return found.select_related(*self.related) if self.related else found

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return tuple(self.fields or ())

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def _acting(step: Step) -> Any:
    """Return what unfold makes a button of, guarded by the right to change such rows."""

    def do(self: Desk, request: HttpRequest, object_id: str | None = None) -> HttpResponse:
        return self.take(request, step, object_id)

    do.__name__ = do.__qualname__ = step.name
    variant = ActionVariant.DANGER if step.is_grave else ActionVariant.DEFAULT
    made: Any = action(
        description=step.label,
        url_path=step.name.replace("_", "-"),
        permissions=[step.permission],
        icon=step.icon,
        variant=variant,
    )(do)
    made.step = step
    return made


def _field(model: type[Model], path: str) -> Any:
    """Return the field at a path; of another row, its key."""
    found: Any = get_fields_from_path(model, path)[-1]
    return found.target_field if found.is_relation else found
