"""The trail's months, for staff: those that are there, and those that are gone by age."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from audit import sql
from audit.admin import showing as show
from audit.admin.tables import Table
from audit.models import DroppedMonth
from audit.staff import ReadOnlyAdmin


@admin.register(DroppedMonth)
class MonthAdmin(ReadOnlyAdmin):
    """One page: what lies there by month, and what was dropped."""

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show both."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            **(extra_context or {}),
            "opts": self.opts,
            "title": _("Months of the trail"),
            "tables": [_there(), _dropped()],
        }
        return TemplateResponse(request, "admin/audit/months.html", context)

    def change_view(self, request: HttpRequest, *_args: Any, **_values: Any) -> HttpResponse:
        """Find nothing: a month has no page of its own."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            raise PermissionDenied
        raise Http404


def _there() -> Table:
    found = sql.month_sizes()
    held = sql.held_months([month for month, _rows, _size in found])
    rows = [
        (
            show.linked(show.page_of("seal", "changelist", month=f"{month}"), f"{month:%Y-%m}"),
            show.number(rows),
            filesizeformat(size),
            show.badge(_("on hold"), "warning") if month in held else _("no hold"),
        )
        for month, rows, size in found
    ]
    heads = [_("Month"), _("Rows, about"), _("Size"), _("Hold")]
    empty = _("There is no table of a month yet: `migrate` opens them.")
    return Table(heads, rows, title=_("Months that are there"), empty=empty)


def _dropped() -> Table:
    rows = [
        (f"{one.month:%Y-%m}", show.number(one.rows), one.last_seal, show.moment(one.at))
        for one in DroppedMonth.objects.order_by("-month")
    ]
    heads = [_("Month"), _("Rows"), _("Last seal"), _("Dropped")]
    empty = _("None was dropped yet.")
    return Table(
        heads, rows, title=_("Months that are gone by age; their seals are kept"), empty=empty
    )
