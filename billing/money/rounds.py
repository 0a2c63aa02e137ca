"""What beat does about money: safe twice, catching up after days of rest.

Each order's, subscription's and invoice's is a transaction of its own, so that one in trouble keeps
no other waiting; one worker at a time does them. What an invoice is for is in its key, so that
nothing is asked for twice, whoever asks.
"""

import logging
from collections.abc import Callable, Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from billing import sql
from billing.models import Invoice, Subscription
from billing.money import (
    accounts,
    apart,
    changes,
    collecting,
    issuing,
    looking,
    orders,
    reminding,
)
from billing.money.terms import STAYING
from workspaces.models import Workspace

log = logging.getLogger(__name__)
Status = Subscription.Status


def round_of_money() -> None:
    """Ask for what is due, wait no longer for what was not paid, charge cards, say who is late.

    A step that fails is noted, and those after it are done all the same.
    """
    steps = (
        orders.expire,
        issue_due,
        collecting.collect_due,
        keep_graces,
        mark_late,
        reminding.remind,
    )
    for step in steps:
        try:
            step()
        except Exception:
            log.exception("a step of the round of money failed", extra={"step": step.__name__})


def issue_due() -> int:
    """Issue what the present periods cost and the ended ones used beyond their plans.

    Returns of how many subscriptions there are invoices anew.
    """
    return _each(issuing.may_be_due(), _issue_of)


def mark_late() -> int:
    """Say of every subscription with an overdue invoice that it is late; return how many.

    A workspace that is suspended, or goes, is asked for nothing meanwhile and so is not late.
    """
    late = _late().filter(subscription__status=Status.ACTIVE)
    found = dict.fromkeys(late.values_list("subscription_id", flat=True))
    return _each(found, _mark_late)


def keep_graces() -> int:
    """Let the grace of plans in suspended workspaces count from now; return how many there are.

    So it begins anew when the suspension is over.
    """
    held = Subscription.objects.filter(
        status=Status.PAST_DUE,
        ended_at__isnull=True,
        workspace__status=Workspace.Status.SUSPENDED,
    )
    return held.update(past_due_since=sql.now())


def _each(ids: Iterable[UUID], do: Callable[[UUID], bool]) -> int:
    def alone(one: UUID) -> bool:
        with transaction.atomic(durable=True):
            return sql.only_biller() and do(one)

    return apart.each(ids, alone, what="subscription")


def _late() -> QuerySet[Invoice]:
    return looking.late().filter(workspace__status__in=STAYING)


def _mark_late(subscription_id: UUID) -> bool:
    workspace_id = Subscription.objects.values_list("workspace_id", flat=True).get(
        pk=subscription_id
    )
    accounts.lock(workspace_id)
    if not _late().filter(subscription=subscription_id).exists():
        return False
    changes.past_due(workspace_id)
    return True


def _issue_of(subscription_id: UUID) -> bool:
    """Issue the invoice of a subscription's present period, with what earlier ones still owe."""
    workspace_id = Subscription.objects.values_list("workspace_id", flat=True).get(
        pk=subscription_id
    )
    return issuing.issue_present(subscription_id, account=accounts.lock(workspace_id))
