"""Files of the trail that somebody asked for: how far each is, and who took it home."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from unfold import widgets
from unfold.decorators import display
from unfold.paginator import InfinitePaginator

from audit import exports
from audit.actions import Action
from audit.admin import places
from audit.admin import showing as show
from audit.admin.asking import AskForm
from audit.models import TrailExport
from audit.staff import actor
from audit.staff_acts import Act, ActingAdmin, ActRefused, ReasonForm

TONES = {"waiting": "", "running": "info", "done": "success", "failed": "danger", "expired": ""}


class ExportForm(ReasonForm):
    """As what it is taken home."""

    format = forms.ChoiceField(
        label=_("Format"),
        choices=TrailExport.Format.choices,
        widget=widgets.UnfoldAdminSelectWidget(),
    )
    field_order = ("format", "reason")


def _ask(request: HttpRequest, _row: Any, given: dict[str, Any]) -> HttpResponse:
    form = AskForm(request.GET)
    if not form.is_valid():
        raise ActRefused(_t("Nothing can be looked for by these filters."))
    try:
        exports.ask(
            form.filters,
            format=given["format"],
            by=actor(request),
            is_staff=True,
            name="audit-trail",
            reason=given["reason"],
        )
    except exports.AlreadyAsked as error:
        raise ActRefused(_t("Yours before is not written yet. Wait until it is.")) from error
    return redirect(show.page_of("trailexport", "changelist"))


def _says(request: HttpRequest) -> str:
    asked = AskForm(request.GET).asked
    what = _t("A worker writes what the list shows into a file, and it is kept for seven days.")
    if not asked:
        return f"{what} {_t('Nothing is narrowed: it is the whole trail.')}"
    return f"{what} {_t('Narrowed by: %(fields)s.') % {'fields': _fields(asked)}}"


def _fields(asked: dict[str, str]) -> str:
    labels = AskForm.base_fields
    return ", ".join(f"{labels[name].label}: {value}" for name, value in asked.items())


EXPORT = Act(
    "export",
    _("Export"),
    _says,
    _("It is on its way to a worker."),
    Action.EXPORT_ASKED,
    _ask,
    icon="download",
    form=ExportForm,
)


def _download(request: HttpRequest, export: TrailExport, given: dict[str, Any]) -> bool:
    origin = f"{request.scheme}://{request.get_host()}"
    try:
        address = exports.open_url(export, origin=origin, by=actor(request), reason=given["reason"])
    except (exports.NotReady, exports.Gone) as error:
        raise ActRefused(_t("The file is not there.")) from error
    # A form may not lead to where files lie, which need not be this site.
    link = show.linked(address, _t("Save the file"))
    messages.info(request, format_html("{} {}", link, _t("The link works for some minutes.")))
    return True


DOWNLOAD = Act(
    "download",
    _("Download"),
    _("You are given a link to the file. What stands in it leaves the studio with you."),
    _("The file is yours to save."),
    Action.EXPORT_DOWNLOADED,
    _download,
    is_offered=lambda export: export.state == TrailExport.State.DONE,
    icon="download",
)


@admin.register(TrailExport)
class ExportAdmin(ActingAdmin):
    """Every file of the trail there is or was, of staff and of workspaces."""

    acts = (DOWNLOAD,)
    paginator = InfinitePaginator
    show_facets = admin.ShowFacets.NEVER
    list_display = ("asked", "state_now", "kind", "of", "who", "number_of_rows", "size", "until")
    list_filter = ("state", "is_staff", "format")
    ordering = ("-asked_at", "-pk")
    fields = (
        "state_now", "kind", "of", "what", "asked", "who", "finished", "number_of_rows", "size",
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

    @admin.display(description=_("format"))
    def kind(self, export: TrailExport) -> str:
        return export.get_format_display()

    @admin.display(description=_("workspace"))
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
