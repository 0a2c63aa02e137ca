"""Trials that end soon: whoever runs the workspace hears of it some days before."""

import logging
from datetime import timedelta
from uuid import UUID

from django.db import DatabaseError, transaction
from django.db.models import F

from billing import hooks, sql
from billing.models import Subscription
from billing.quotas import opening

log = logging.getLogger(__name__)
# So long before a trial ends its people are told.
NOTICE = timedelta(days=3)
TRIALING = Subscription.Status.TRIALING


def tell_ending() -> int:
    """Say of trials that end soon that they do; return of how many. Whoever hears it tells it once.

    A trial that is no longer than that is told of when it begins.
    """
    now = sql.now()
    soon = Subscription.objects.filter(
        status=TRIALING,
        cancel_at_period_end=False,
        provider_ref="",
        period_end__gt=now,
        period_end__lte=now + NOTICE,
        period_start__lt=F("period_end") - NOTICE,
    )
    told = 0
    for workspace_id in list(soon.values_list("workspace_id", flat=True)):
        try:
            told += _tell(workspace_id)
        except DatabaseError:
            log.exception("a trial's end was not told", extra={"workspace": str(workspace_id)})
    return told


def _tell(workspace_id: UUID) -> bool:
    with transaction.atomic(durable=True):
        if not sql.only_roller():
            return False
        held = opening.open_present(workspace_id)
        if held is None or held.status != TRIALING:
            return False  # it was paid for or has ended meanwhile
        hooks.happened(hooks.Event("trial_ending", workspace_id, held.pk))
    return True
