"""A table for each month: made ahead of time, dropped whole when it is old."""

import logging
from datetime import date

from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils import timezone

from audit import personal, sealing, services, sql
from audit.actions import Action
from audit.models import DroppedMonth

log = logging.getLogger(__name__)
# Beat may be off for so long and rows still find their month's table.
AHEAD = 3


def round_of_months() -> None:
    """Open the months to come, and drop those that are older than the settings keep, with labels."""
    open_ahead()
    open_past()
    drop_old()
    drop_labels()


def prepare() -> None:
    """Make the trail ready to be written: after every migration, before anybody writes."""
    if sealing.is_clock_signed():
        with transaction.atomic():
            sql.restart_clock()
    else:
        log.error("the clock of the trail stays: the newest seal is not signed")
    open_ahead()


def open_ahead() -> int:
    """Make the tables of this month and the next ones; return how many are new. Safe twice."""
    month, made = timezone.now().date().replace(day=1), 0
    for _ in range(AHEAD + 1):
        made += _open(month)
        month = sql.following(month)
    return made


def open_past() -> int:
    """Give past months tables whose rows lie elsewhere, so that they can be dropped; return how many.

    Those were written before there were months, or while nobody opened any. Safe twice.
    """
    this, found = timezone.now().date().replace(day=1), sql.months_in_rest()
    # Where this month's rows are still written there, its writers would wait for the others' to be moved.
    return 0 if this in found else sum(_open(month) for month in found if month < this)


def drop_old() -> int:
    """Drop the months that are old enough, unless they are held; return how many. Safe twice.

    The seals stay: that what is left is whole can be proven as before.
    """
    oldest = _oldest_kept()
    return sum(_drop(month) for month in sql.opened_months() if month < oldest)


def drop_labels() -> int:
    """Drop the labels of addresses that only dropped months named; return how many. Safe twice.

    What an account's person is called goes when they close it.
    """
    with transaction.atomic(durable=True):
        return sql.drop_labels(sorted(personal.ADDRESSED), before=_oldest_kept())


def _oldest_kept() -> date:
    today = timezone.now().date()
    months = today.year * 12 + today.month - 1 - settings.AUDIT_RETENTION_MONTHS
    return date(months // 12, months % 12 + 1, 1)


def _open(month: date) -> bool:
    try:
        with transaction.atomic(durable=True):
            return sql.only_keeper_of_months() and sql.open_month(month)
    except DatabaseError as error:
        # Somebody reads: the next round asks again.
        log.warning("a month of the trail waits", extra={"month": str(month), "reason": str(error)})
        return False


def _drop(month: date) -> bool:
    try:
        with transaction.atomic(durable=True):
            if not sql.only_keeper_of_months():
                return False
            rows = sql.drop_month(month)
            sealed = DroppedMonth.objects.get(month=month).last_seal
            services.record(
                Action.MONTH_DROPPED,
                actor=services.SYSTEM,
                target=services.Target("audit_month", f"{month:%Y-%m}", f"{month:%Y-%m}"),
                details=services.Details(data={"rows": rows, "last_seal": sealed}),
            )
    except DatabaseError as error:
        # Held, not sealed yet, or somebody reads: the next round asks again.
        log.warning("a month of the trail stays", extra={"month": str(month), "reason": str(error)})
        return False
    return True
