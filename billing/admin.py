"""Counters, reservations and the ledger, for staff."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from audit.staff import ReadOnlyAdmin
from billing import quotas
from billing.models import LedgerEntry, Plan, PlanVersion, QuotaPeriod, Reservation


@admin.register(Plan)
class PlanAdmin(ReadOnlyAdmin):
    """What can be subscribed to."""

    list_display = ("code", "name", "is_default")
    ordering = ("code",)


@admin.register(PlanVersion)
class PlanVersionAdmin(ReadOnlyAdmin):
    """What a plan grants, edition by edition."""

    list_display = ("plan", "version", "concurrency", "limits", "created_at")
    list_select_related = ("plan",)
    ordering = ("plan", "-version")


@admin.register(QuotaPeriod)
class QuotaPeriodAdmin(ReadOnlyAdmin):
    """How much of each meter a workspace has used and holds."""

    list_display = ("workspace", "meter", "used", "reserved", "left", "limit_units", "ends_at")
    list_filter = ("meter",)
    list_select_related = ("workspace",)
    search_fields = ("workspace__name", "workspace__slug")
    ordering = ("-ends_at", "workspace")

    @admin.display(description=_("left"))
    def left(self, period: QuotaPeriod) -> int:
        return quotas.remaining(period)


@admin.register(Reservation)
class ReservationAdmin(ReadOnlyAdmin):
    """Units held for one item, and how they were settled."""

    list_display = ("created_at", "workspace", "meter", "units", "state", "subject_label")
    list_filter = ("state", "meter", "kind")
    list_select_related = ("workspace",)
    search_fields = ("workspace__slug", "=id", "=job_id", "=subject_id")
    ordering = ("-created_at",)


@admin.register(LedgerEntry)
class LedgerEntryAdmin(ReadOnlyAdmin):
    """Every movement of a balance."""

    list_display = ("at", "workspace", "meter", "kind", "units_delta", "balance_after")
    list_filter = ("kind", "meter")
    list_select_related = ("workspace",)
    search_fields = ("workspace__slug", "=reservation__id")
    ordering = ("-id",)
