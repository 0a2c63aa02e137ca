"""Seals, for staff: which rows each holds, who signed it, and whether its copy is in the bucket."""

from datetime import date
from typing import Any

from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from unfold.decorators import display
from unfold.paginator import InfinitePaginator

from audit import sql
from audit.admin import showing as show
from audit.models import DroppedMonth, Seal, SealKept
from audit.sealing.lag import unkept
from audit.staff import ReadOnlyAdmin


class MonthFilter(admin.SimpleListFilter):
    """By the month of the rows."""

    title = pgettext_lazy("trail", "month")
    parameter_name = "month"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        dropped = DroppedMonth.objects.values_list("month", flat=True)
        return [(f"{one}", f"{one:%Y-%m}") for one in sorted({*sql.opened_months(), *dropped})]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        try:
            month = date.fromisoformat(self.value() or "")
        except ValueError:
            return queryset
        return queryset.filter(month=month)


class KeptFilter(admin.SimpleListFilter):
    """Those whose copies are not in the bucket yet: copies are written in order."""

    title = _("in the bucket")
    parameter_name = "kept"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("no", str(_("not yet")))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() != "no":
            return queryset
        return queryset.filter(n__in=[n for n, _at in unkept()])


@admin.register(Seal)
class SealAdmin(ReadOnlyAdmin):
    """Every batch of rows that was sealed. There are millions: nothing here counts them."""

    paginator = InfinitePaginator
    show_facets = admin.ShowFacets.NEVER
    list_display = ("number", "of_month", "number_of_rows", "xids", "sealed", "key", "is_kept")
    list_filter = (MonthFilter, KeptFilter)
    search_fields = ("=n",)
    search_help_text = _("The number of a seal.")
    ordering = ("-n",)
    fields = (
        "number", "of_month", "number_of_rows", "xids", "sealed", "key", "kept", "root_hex",
        "previous_hex", "digest_hex", "signature_hex",
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Seal]:
        """Read with each seal when its copy was written."""
        copy = SealKept.objects.filter(n=OuterRef("n")).values("at")[:1]
        found: QuerySet[Seal] = super().get_queryset(request)
        return found.annotate(kept_at=Subquery(copy))

    @admin.display(description=_("seal"), ordering="n")
    def number(self, seal: Seal) -> int:
        return seal.n

    @admin.display(description=_("name of the key"))
    def key(self, seal: Seal) -> str:
        return show.code(seal.key_name)

    @admin.display(description=pgettext_lazy("trail", "month"))
    def of_month(self, seal: Seal) -> str:
        return f"{seal.month:%Y-%m}"

    @admin.display(description=_("rows"))
    def number_of_rows(self, seal: Seal) -> str:
        return show.number(seal.count)

    @admin.display(description=_("transactions"))
    def xids(self, seal: Seal) -> str:
        """Say which transactions it holds: the last number is not among them."""
        return f"{seal.from_xid} – {seal.to_xid}"

    @admin.display(description=_("sealed"))
    def sealed(self, seal: Seal) -> str:
        return show.moment(seal.at)

    @display(  # type: ignore[untyped-decorator]  # unfold ships no types
        description=_("in the bucket"), label={"yes": "success", "no": "warning"}
    )
    def is_kept(self, seal: Any) -> tuple[str, str]:
        return ("yes", _t("yes")) if seal.kept_at else ("no", _t("not yet"))

    @admin.display(description=_("copied to the bucket"))
    def kept(self, seal: Any) -> str:
        return show.moment(seal.kept_at) if seal.kept_at else _t("not yet")

    @admin.display(description=_("root of its rows"))
    def root_hex(self, seal: Seal) -> str:
        return show.code(bytes(seal.root).hex())

    @admin.display(description=_("hash of the seal before"))
    def previous_hex(self, seal: Seal) -> str:
        return show.code(bytes(seal.previous).hex())

    @admin.display(description=_("its own hash"))
    def digest_hex(self, seal: Seal) -> str:
        return show.code(bytes(seal.digest).hex())

    @admin.display(description=_("signature"))
    def signature_hex(self, seal: Seal) -> str:
        return show.code(bytes(seal.signature).hex())
