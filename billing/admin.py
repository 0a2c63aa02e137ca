"""Counters, reservations and the ledger, for staff."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from audit.staff import ReadOnlyAdmin
from billing import quotas
from billing.models import Grant, LedgerEntry, Plan, PlanVersion, QuotaPeriod, Reservation


@admin.register(Plan)
class PlanAdmin(ReadOnlyAdmin):
    """What can be subscribed to."""

    list_display = ("code", "name", "is_default")
    ordering = ("code",)


@admin.register(PlanVersion)
class PlanVersionAdmin(ReadOnlyAdmin):
    """What a plan grants, edition by edition."""

    list_display = ("plan", "version", "concurrency", "allowed", "price", "currency", "created_at")
    list_select_related = ("plan",)
    ordering = ("plan", "-version")

    @admin.display(description=_("limits"))
    def allowed(self, version: PlanVersion) -> str:
        return ", ".join(str(limit) for limit in version.limits.all())


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

    list_display = (
        "created_at", "workspace", "meter", "units", "granted_units", "state", "expires_at",
        "subject_label",
    )  # fmt: skip
    list_filter = ("state", "meter", "kind")
    list_select_related = ("workspace",)
    search_fields = ("workspace__slug", "=id", "=job_id", "=subject_id")
    ordering = ("-created_at",)


@admin.register(Grant)
class GrantAdmin(ReadOnlyAdmin):
    """Units given beside the plan's, and what is left of them."""

    list_display = (
        "workspace", "meter", "remaining", "units", "priority", "effective_at", "expires_at",
        "voided_at", "source",
    )  # fmt: skip
    list_filter = ("meter", "source")
    list_select_related = ("workspace",)
    search_fields = ("workspace__name", "workspace__slug", "=idem_key")
    ordering = ("-id",)


@admin.register(LedgerEntry)
class LedgerEntryAdmin(ReadOnlyAdmin):
    """Every movement of a balance."""

    list_display = (
        "at", "workspace", "meter", "kind", "units_delta", "balance_after", "grant", "reason",
    )  # fmt: skip
    list_filter = ("kind", "meter")
    list_select_related = ("workspace", "grant")
    search_fields = ("workspace__slug", "=reservation__id")
    ordering = ("-id",)
