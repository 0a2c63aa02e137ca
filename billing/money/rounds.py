"""What beat does about money: safe twice, catching up after days of rest.

Each subscription's, and each invoice's, is a transaction of its own, so that one in trouble keeps no
other waiting; one worker at a time goes through them. What an invoice is for is in its key, so that
nothing is asked for twice, whoever asks.
"""

import logging
from collections.abc import Callable, Iterable
from uuid import UUID

from django.db import DatabaseError, transaction

from billing import sql
from billing.models import Subscription
from billing.money import (
    accounts,
    changes,
    collecting,
    issuing,
    looking,
    orders,
    reminding,
)
from billing.money.terms import STAYING

log = logging.getLogger(__name__)
Status = Subscription.Status


def round_of_money() -> None:
    """Ask for what is due, wait no longer for what was not paid, charge cards, say who is late."""
    orders.expire()
    issue_due()
    collecting.collect_due()
    mark_late()
    reminding.remind()


def issue_due() -> int:
    """Issue what the present periods cost and the ended ones used beyond their plans.

    Returns how many invoices there are anew.
    """
    live = Subscription.objects.filter(
        status__in=[Status.ACTIVE, Status.PAST_DUE],
        plan_version__price__gt=0,
        workspace__status__in=STAYING,
    )
    found = dict.fromkeys([*live.values_list("pk", flat=True), *issuing.with_overage()])
    return _each(found, _issue_of)


def mark_late() -> int:
    """Say of every subscription with an overdue invoice that it is late; return how many."""
    late = looking.late().filter(subscription__status=Status.ACTIVE)
    found = dict.fromkeys(late.values_list("subscription_id", flat=True))
    return _each(found, _mark_late)


def _each(ids: Iterable[UUID], do: Callable[[UUID], bool]) -> int:
    done = 0
    for one in ids:
        try:
            with transaction.atomic(durable=True):
                if not sql.only_biller():
                    return done
                done += do(one)
        except DatabaseError:
            log.exception("a subscription's money waits", extra={"subscription": str(one)})
    return done


def _mark_late(subscription_id: UUID) -> bool:
    workspace_id = Subscription.objects.values_list("workspace_id", flat=True).get(
        pk=subscription_id
    )
    accounts.lock(workspace_id)
    if not looking.late().filter(subscription=subscription_id).exists():
        return False
    changes.past_due(workspace_id)
    return True


def _issue_of(subscription_id: UUID) -> bool:
    """Issue the invoice of a subscription's present period, with what earlier ones still owe."""
    workspace_id = Subscription.objects.values_list("workspace_id", flat=True).get(
        pk=subscription_id
    )
    return issuing.issue_present(subscription_id, account=accounts.lock(workspace_id))
