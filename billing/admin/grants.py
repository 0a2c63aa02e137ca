"""Units given beside the plan's, for staff."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from billing.admin import columns as show
from billing.admin.desk import Desk
from billing.admin.unit_steps import GIVE, VOID
from billing.models import Grant

METER = show.choice("meter", _("meter"))


@admin.register(Grant)
class GrantAdmin(Desk):
    """What was given, what is left of it and how long it lasts."""

    list_display = (
        show.link("workspace", _("workspace")),
        METER,
        show.count("remaining", pgettext_lazy("of a meter", "left")),
        show.count("units", _("given")),
        show.column("priority", _("priority")),
        show.column("effective_at", _("from")),
        show.column("expires_at", _("until")),
        show.column("voided_at", _("voided")),
        show.column("source", _("reason")),
    )
    fields = (
        *list_display,
        show.column("idem_key", _("key")),
        show.column("created_at", _("made")),
        show.listed("ledger", _("ledger"), "ledgerentry", grant__id__exact="pk"),
    )
    list_display_links = (METER,)
    list_filter = ("meter", ("voided_at", admin.EmptyFieldListFilter))
    list_select_related = ("workspace",)
    references = ("idem_key", "workspace")
    ordering = ("-id",)
    steps = (VOID,)
    list_steps = (GIVE,)
