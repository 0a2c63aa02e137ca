"""Files of the trail that somebody asked for: how far each is, and who took it home."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display
from unfold.paginator import InfinitePaginator

from audit.admin import places
from audit.admin import showing as show
from audit.models import TrailExport
from audit.staff_acts import ActingAdmin

TONES = {"waiting": "", "running": "info", "done": "success", "failed": "danger"}


@admin.register(TrailExport)
class ExportAdmin(ActingAdmin):
    """Every file of the trail there is or was, of staff and of workspaces."""

    paginator = InfinitePaginator
    show_facets = admin.ShowFacets.NEVER
    list_display = ("asked", "state_now", "format", "of", "who", "number_of_rows", "size", "until")
    list_filter = ("state", "is_staff", "format")
    ordering = ("-asked_at", "-pk")
    fields = (
        "state_now", "format", "of", "what", "asked", "who", "finished", "number_of_rows", "size",
        "until",
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[TrailExport]:
        """Read names with their exports."""
        found: QuerySet[TrailExport] = super().get_queryset(request)
        return found.annotate(place=places.name_column(), asker=show.person_column("asked_by"))

    @admin.display(description=_("asked"))
    def asked(self, export: TrailExport) -> str:
        return show.moment(export.asked_at)

    @admin.display(description=_("finished"))
    def finished(self, export: TrailExport) -> str:
        return show.moment(export.finished_at)

    @display(description=_("state"), label=TONES)  # type: ignore[untyped-decorator]
    def state_now(self, export: TrailExport) -> tuple[str, str]:
        return export.state, export.get_state_display()

    @admin.display(description=_("of"))
    def of(self, export: Any) -> str:
        if export.workspace_id is None:
            return _t("every workspace")
        return export.place or str(export.workspace_id)

    @admin.display(description=_("filters"))
    def what(self, export: TrailExport) -> str:
        asked = {name: value for name, value in export.filters.items() if value}
        return show.code(", ".join(f"{name}: {value}" for name, value in asked.items()) or "–")

    @admin.display(description=_("asked by"))
    def who(self, export: Any) -> str:
        name = export.asker or _t("somebody who left")
        return _t("%(name)s, as staff") % {"name": name} if export.is_staff else name

    @admin.display(description=_("rows"))
    def number_of_rows(self, export: TrailExport) -> str:
        return show.number(export.rows)

    @admin.display(description=_("size"))
    def size(self, export: TrailExport) -> str:
        return filesizeformat(export.size_bytes)

    @admin.display(description=_("there until"))
    def until(self, export: TrailExport) -> str:
        return show.moment(export.expires_at)
